//! The rules for names are in both crates, because a procedural macro exports no functions: they are the
//! same.

use std::fs;
use std::path::Path;

#[test]
fn both_crates_have_the_same_rules() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let (ours, theirs) = (here.join("src"), here.join("derive/src"));
    assert_eq!(read(&ours.join("rules.rs")), read(&theirs.join("rules.rs")));
    let names = |folder: &Path| {
        let entries = fs::read_dir(folder.join("rules")).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&ours), names(&theirs));
    for name in names(&ours) {
        let path = Path::new("rules").join(name);
        assert_eq!(read(&ours.join(&path)), read(&theirs.join(&path)), "{}", path.display());
    }
}
