//! The local store is TOML whatever the names are.

use figleaf::ops::Ops;
use toml_edit::DocumentMut;

use super::hostile;

/// The names of the parameters in it, those that are commented out as well.
fn parameters(ops: &Ops) -> Vec<String> {
    let text = ops.local().unwrap();
    let all: String = text
        .lines()
        .map(|line| match line.starts_with("# \"") {
            true => format!("{}\n", &line[2..]),
            false => format!("{line}\n"),
        })
        .collect();
    let document: DocumentMut = all.parse().unwrap_or_else(|error| panic!("{error}\n{all}"));
    text.parse::<DocumentMut>().unwrap_or_else(|error| panic!("{error}\n{text}"));
    let parameters = document["ssm"].as_table().unwrap();
    parameters.iter().map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn hostile_names_are_read_back() {
    let names = parameters(&hostile::ops());
    for name in ["/prod/\"quo'ted\"/$x/%y/größe\\", "/prod/fl\"ags/$x/NAME", "/prod/no"] {
        assert!(names.iter().any(|known| known == name), "{name} in {names:?}");
    }
    // A key may have a line feed, and a character that TOML refuses.
    let document: DocumentMut = hostile::ops().local().unwrap().parse().unwrap();
    let keys = document["secretsmanager"]["prod/document"].as_inline_table().unwrap();
    assert!(keys.contains_key("k\"e${y}\ntouch x\u{7f}"), "{keys:?}");
}

#[test]
fn any_name_is_read_back() {
    let (ops, names, _) = hostile::random();
    let mut names = names;
    names.sort();
    names.dedup();
    let mut read = parameters(&ops);
    read.sort();
    assert_eq!(read, names);
}
