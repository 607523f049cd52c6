//! The rules for names exist once, for the derive and the library: a procedural macro exports no functions, so both crates
//! compile the same files.

use std::fs;
use std::path::Path;

#[test]
fn both_crates_compile_the_same_rules() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let real = |path: &str| fs::canonicalize(here.join(path)).unwrap();
    for path in ["rules.rs", "rules"] {
        assert_eq!(real(&format!("derive/src/{path}")), real(&format!("src/{path}")));
    }
}
