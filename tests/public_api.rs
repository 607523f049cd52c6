//! What is public is written in docs/public-api.txt, so that a change of it is a line in a diff.
//!
//! It is what rustdoc shows with all features: declarations, functions and the traits that are implemented, without
//! those that every type has. After a change: `FIGLEAF_PUBLIC_API=write cargo test -p figleaf --all-features --test
//! public_api`, then read the difference.

#![cfg(all(
    feature = "amazon-roots",
    feature = "bytesize",
    feature = "direct",
    feature = "extension",
    feature = "humantime",
    feature = "lambda",
    feature = "ops",
    feature = "secretsmanager",
    feature = "ssm"
))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const LIST: &str = "docs/public-api.txt";

#[test]
fn what_is_public_is_listed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let public = pages(&document()).into_iter().map(|(path, page)| lines(&path, &page));
    let public: String = public.collect();
    let list = root.join(LIST);
    if std::env::var_os("FIGLEAF_PUBLIC_API").is_some_and(|what| what == "write") {
        fs::write(&list, &public).unwrap();
    }
    let listed = fs::read_to_string(&list).unwrap_or_default();
    let (of_list, of_code): (BTreeSet<_>, BTreeSet<_>) =
        (listed.lines().collect(), public.lines().collect());
    let gone: Vec<_> = of_list.difference(&of_code).collect();
    let new: Vec<_> = of_code.difference(&of_list).collect();
    assert!(
        listed == public,
        "{LIST} is not what is public.\nNot public: {gone:#?}\nNot listed: {new:#?}"
    );
}

#[test]
fn what_may_grow_says_so() {
    for (path, page) in pages(&document()) {
        let declared = declaration(&page);
        let is_enum = declared.contains("pub enum ");
        let has_fields = declared.contains("pub struct ") && declared.contains("    pub ");
        let may_grow =
            declared.contains("#[non_exhaustive]") || page.contains("class=\"non-exhaustive\"");
        assert!(
            may_grow || !(is_enum || has_fields),
            "{path} is to be #[non_exhaustive]:\n{declared}"
        );
    }
}

#[test]
fn what_only_generated_code_calls_is_not_shown() {
    for (path, page) in pages(&document()) {
        let hidden = ["::__private::", "::decode::", "::store::"];
        assert!(!hidden.iter().any(|module| path.contains(module)), "{path}");
        assert!(!declaration(&page).contains("fn __"), "{path}");
    }
}

/// Where rustdoc has written the pages of the library.
fn document() -> PathBuf {
    static PAGES: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    let made = || {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let cargo = Command::new(env!("CARGO"))
            .args([
                "doc",
                "--quiet",
                "--package",
                "figleaf",
                "--lib",
                "--all-features",
                "--no-deps",
                "--target-dir",
            ])
            .arg(target)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status();
        assert!(cargo.unwrap().success());
        target.join("doc/figleaf")
    };
    PAGES.get_or_init(made).clone()
}

/// The pages of items, by their paths. The list of all items names them.
fn pages(folder: &Path) -> Vec<(String, String)> {
    let all = fs::read_to_string(folder.join("all.html")).unwrap();
    let (_, all) = all.split_once("List of all items").unwrap();
    let linked = all.split("<a href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let files: BTreeSet<&str> = linked.filter(|link| is_item(link)).collect();
    let page = |file: &str| {
        let (module, name) = file.rsplit_once('/').unwrap_or(("", file));
        let (kind, name) = name.strip_suffix(".html").unwrap().split_once('.').unwrap();
        let module =
            if module.is_empty() { String::new() } else { module.replace('/', "::") + "::" };
        let text = fs::read_to_string(folder.join(file)).unwrap();
        (format!("{kind} figleaf::{module}{name}"), text)
    };
    files.into_iter().map(page).collect()
}

fn is_item(link: &str) -> bool {
    let file = link.rsplit('/').next().unwrap();
    link.ends_with(".html") && !link.contains("..") && file.matches('.').count() == 2
}

/// One item: its declaration, its functions, its variants, and what it implements.
fn lines(path: &str, page: &str) -> String {
    let mut lines = format!("{path}\n");
    let mut add = |line: &str| {
        if !line.is_empty() {
            lines += &format!("    {line}\n");
        }
    };
    declaration(page).lines().for_each(&mut add);
    // What every type has, and what the compiler finds out of the fields, is below these headings.
    let own = page.split("id=\"synthetic-implementations\"").next().unwrap();
    let own = own.split("id=\"blanket-implementations\"").next().unwrap();
    let headers = own.split("<h3 class=\"code-header\">").skip(1);
    let headers = headers.filter_map(|rest| rest.split("</h3>").next()).map(on_one_line);
    // The others are variants, which the declaration has.
    headers.filter(|header| header.starts_with("impl")).for_each(|header| add(&header));
    let functions = own.split("<h4 class=\"code-header\">").skip(1);
    let functions = functions.filter_map(|rest| rest.split("</h4>").next()).map(on_one_line);
    // Those of traits have no `pub`, and say what the trait says.
    functions.filter(|function| function.starts_with("pub ")).for_each(|function| add(&function));
    lines + "\n"
}

fn declaration(page: &str) -> String {
    let declared = page.split("<pre class=\"rust item-decl\">").nth(1);
    let declared = declared.and_then(|rest| rest.split("</pre>").next()).unwrap_or_default();
    text(&declared.replace("</div>", "\n"))
}

/// What is read, without tags.
fn text(html: &str) -> String {
    let mut parts = html.split('<');
    let mut text = parts.next().unwrap_or_default().to_owned();
    parts.filter_map(|part| part.split_once('>')).for_each(|(_, after)| text += after);
    let marks = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    marks.iter().fold(text, |text, (mark, meant)| text.replace(mark, meant))
}

fn on_one_line(html: &str) -> String {
    text(html).split_whitespace().collect::<Vec<_>>().join(" ")
}
