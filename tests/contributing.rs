//! CONTRIBUTING.md and SECURITY.md name what is there.

#[path = "support/pages.rs"]
mod pages;

use std::collections::BTreeSet;
use std::path::Path;

use pages::{files, read};

/// Files and folders between backticks, and the targets of links.
fn places(page: &str) -> Vec<&str> {
    let quoted = page.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let is_path = |text: &&str| {
        text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_'))
            && !text.contains([' ', '*', '(', '…', '='])
            && (text.ends_with('/') || Path::new(text).extension().is_some())
    };
    let links = page.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
    quoted.filter(is_path).chain(links).collect()
}

#[test]
fn what_is_named_is_there() {
    for name in ["CONTRIBUTING.md", "SECURITY.md"] {
        let page = read(name);
        let places = places(&page);
        assert!(places.len() > 1, "{name}: {places:?}");
        for place in places {
            // Names that stand for one of the reader's own.
            if !place.contains("NAME") && !place.starts_with("https://") {
                assert!(Path::new(place).exists(), "{name}: {place}");
            }
        }
    }
}

/// The stages are a table for the reader, a list for `.ci/run`, and a file each.
#[test]
fn the_stages_are_told() {
    let page = read("CONTRIBUTING.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    let told: BTreeSet<String> = rows.map(|(stage, _)| stage.to_owned()).collect();
    let stem = |file: &Path| file.file_stem().unwrap().to_str().unwrap().to_owned();
    let written: BTreeSet<String> = files(".ci/stages", ".sh").iter().map(|f| stem(f)).collect();
    let run = read(".ci/run");
    let all = run.lines().find_map(|line| line.strip_prefix("all=(")?.strip_suffix(')')).unwrap();
    let run: BTreeSet<String> = all.split(' ').map(str::to_owned).collect();
    assert!(written.len() > 10, "{written:?}");
    assert_eq!(told, written);
    assert_eq!(run, written);
}
