//! The pages of the guide, in the repository and in rustdoc: every link of both leads somewhere, and every picture is
//! there.

#[path = "support/pages.rs"]
mod pages;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use pages::{files, read};

/// The pages by the name that links have for them: `first-steps` of `docs/first-steps.md`.
fn guide() -> BTreeMap<String, String> {
    let name = |file: &Path| file.file_stem().unwrap().to_str().unwrap().to_owned();
    files("docs", ".md").iter().map(|file| (name(file), read(file))).collect()
}

/// What is no block of code.
fn prose(page: &str) -> String {
    page.split("```").step_by(2).collect()
}

/// What is no code at all: there brackets mean something else.
fn words(page: &str) -> String {
    let prose = prose(page);
    let lines = prose.lines().map(|line| line.split('`').step_by(2).collect::<String>() + "\n");
    lines.collect()
}

/// The labels of `[words][label]` and `![words][label]`.
fn labels(page: &str) -> BTreeSet<String> {
    let words = words(page);
    let after = words.split("][").skip(1);
    after.filter_map(|rest| Some(rest.split_once(']')?.0.to_owned())).collect()
}

/// The lines `[label]: target` of a page.
fn definitions(page: &str) -> BTreeMap<String, String> {
    let lines = page.lines().filter_map(|line| line.strip_prefix('[')?.split_once("]: "));
    lines.map(|(label, target)| (label.to_owned(), target.to_owned())).collect()
}

/// What follows `](` of links whose target stands beside their words.
fn inline(page: &str) -> Vec<String> {
    let words = words(page);
    let targets = words.split("](").skip(1);
    targets.map(|rest| rest.split_once(')').unwrap().0.to_owned()).collect()
}

/// Where a heading can be reached, on a forge and in rustdoc.
fn anchors(page: &str) -> BTreeSet<String> {
    let prose = prose(page);
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| {
        let text = heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        text.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
    };
    headings.map(anchor).collect()
}

fn is_there(guide: &BTreeMap<String, String>, name: &str, anchor: &str) -> bool {
    let Some(page) = guide.get(name) else { return false };
    anchor.is_empty() || anchors(page).contains(anchor)
}

/// A label says where it leads, so that the two definitions of it cannot differ.
#[test]
fn links_between_pages_lead_somewhere() {
    let guide = guide();
    for (name, page) in &guide {
        let defined = definitions(page);
        for label in labels(page) {
            let told = || format!("docs/{name}.md: [{label}]");
            let target = defined.get(&label).unwrap_or_else(|| panic!("{} is not defined", told()));
            if target.starts_with("https://") {
                continue;
            }
            if label.ends_with(".svg") {
                assert_eq!(target, &label, "{}", told());
                assert!(Path::new("docs").join(&label).is_file(), "{}", told());
                continue;
            }
            let (to, anchor) = label.split_once('#').unwrap_or((&label, ""));
            let hash = if anchor.is_empty() { "" } else { "#" };
            assert_eq!(target, &format!("{to}.md{hash}{anchor}"), "{}", told());
            assert!(is_there(&guide, to, anchor), "{} leads nowhere", told());
        }
        let used = labels(page);
        for label in defined.keys() {
            let is_short = page.contains(&format!("[{label}]"));
            assert!(used.contains(label) || is_short, "docs/{name}.md: nothing uses [{label}]");
        }
        for link in inline(page).iter().filter(|link| !link.starts_with("https://")) {
            let anchor = link.strip_prefix('#').unwrap_or_else(|| {
                panic!("docs/{name}.md: rustdoc has no file {link}: write [words][page#heading]")
            });
            assert!(is_there(&guide, name, anchor), "docs/{name}.md: {link}");
        }
    }
}

/// What a registry shows has no files beside it: README leads to the guide where it is published.
#[test]
fn links_of_the_readme_lead_somewhere() {
    let guide = guide();
    let readme = read("README.md");
    let mut seen = 0;
    for link in inline(&readme) {
        if let Some(place) = link.strip_prefix("https://docs.rs/figleaf/latest/figleaf/guide/") {
            let (module, anchor) = place.split_once("/index.html").unwrap_or((place, ""));
            let name = module.replace('_', "-");
            let is_index = place == "index.html";
            let anchor = anchor.trim_start_matches('#');
            assert!(is_index || is_there(&guide, &name, anchor), "README.md: {link}");
            seen += 1;
        } else if let Some(anchor) = link.strip_prefix('#') {
            assert!(anchors(&readme).contains(anchor), "README.md: {link}");
        } else {
            assert!(link.starts_with("https://"), "README.md: {link} is a file");
        }
    }
    assert!(seen > 10, "{seen}");
}

/// Characters that may stand in the target of a link as they are, and all others by their number.
fn percent_encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-./:=".contains(&byte);
    let one = |byte| if keep(byte) { char::from(byte).into() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

/// rustdoc copies no files, so a picture is in its definition.
fn definition(label: &str) -> String {
    if label.ends_with(".svg") {
        let picture = read(Path::new("docs").join(label));
        return format!("[{label}]: data:image/svg+xml,{}\n", percent_encoded(picture.trim_end()));
    }
    let (page, anchor) = label.split_once('#').unwrap_or((label, ""));
    let hash = if anchor.is_empty() { "" } else { "#" };
    format!("[{label}]: crate::guide::{}{hash}{anchor}\n", page.replace('-', "_"))
}

/// Where the links of all pages lead in rustdoc. `FIGLEAF_UPDATE=1 cargo test --test guide` writes it anew.
#[test]
fn rustdoc_has_a_definition_of_every_link() {
    let guide = guide();
    let mut expected = BTreeMap::new();
    for page in guide.values() {
        let defined = definitions(page);
        let of_files =
            labels(page).into_iter().filter(|label| !defined[label].starts_with("https:"));
        expected.extend(of_files.map(|label| (label.clone(), definition(&label))));
    }
    let expected: String = expected.into_values().collect();
    let file = "src/guide/links.md";
    if std::env::var_os("FIGLEAF_UPDATE").is_some() {
        fs::write(file, &expected).unwrap();
    }
    assert!(read(file) == expected, "{file} is old: FIGLEAF_UPDATE=1 cargo test --test guide");
}

#[test]
fn every_page_is_a_module_and_in_the_table_of_contents() {
    let module = read("src/guide.rs");
    let pages: Vec<String> = guide().into_keys().collect();
    assert!(pages.len() > 15, "{pages:?}");
    for page in pages {
        let name = page.replace('-', "_");
        let has = |part: String| assert!(module.contains(&part), "src/guide.rs has no {part}");
        has(format!("{name} = \"{page}.md\""));
        has(format!("]({name}) |"));
    }
}
