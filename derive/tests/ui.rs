//! What the derive refuses, and how it says so: `tests/ui`, one folder for each class of mistakes, and
//! `pass` for what it takes.
//!
//! It stands in this crate, not beside the cases, so that they are compiled without the AWS SDK.
//! After a change of a message: `TRYBUILD=overwrite cargo test -p figleaf-derive --test ui`, then read
//! the difference.

use std::fs;
use std::path::Path;

#[test]
fn mistakes_are_compile_errors() {
    let cases = trybuild::TestCases::new();
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui");
    // Every folder is run, also one that nobody has named here.
    for folder in fs::read_dir(folders).unwrap() {
        let name = folder.unwrap().file_name().into_string().unwrap();
        let files = format!("../tests/ui/{name}/*.rs");
        if name == "pass" { cases.pass(files) } else { cases.compile_fail(files) }
    }
}
