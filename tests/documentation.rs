//! What the documentation shows and names is there: quotes, files, attributes, messages, links.

#![cfg(feature = "derive")]

#[path = "../examples/custom_source.rs"]
#[allow(dead_code, reason = "it is a program")]
mod custom_source;
#[path = "support/pages.rs"]
mod pages;

use std::fs;
use std::path::{Path, PathBuf};

use custom_source::{Mounted, mounted};
use figleaf::source::{Answer, Fetched, Key, Selector, Source};
use figleaf::{Code, Config, Error, Secret};
use pages::{files, read};

/// The blocks of code of that language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let opening = format!("```{language}\n");
    let after = text.split(&opening).skip(1);
    after.map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// What stands between backticks on one line.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// There it is compiled without a warning: who copies it sees none either.
#[test]
fn the_readme_shows_a_program_of_the_quickstart() {
    let program = &blocks(&read("README.md"), "rust,no_run")[0];
    assert_eq!(&read("examples/quickstart/examples/readme.rs"), program);
}

/// A dependency is in the API or it is not: the page says which, of each, and what the table says of versions is so.
#[test]
fn the_design_says_of_each_dependency_whether_it_is_in_the_api() {
    let design = read("docs/design.md");
    let section = design.split("\n# ").find(|text| text.starts_with("Crates of others in the API"));
    let (section, manifest) = (section.unwrap(), read("Cargo.toml"));
    let tables = manifest.split("\n[").find(|table| table.starts_with("dependencies]")).unwrap();
    let dependencies: Vec<_> = tables
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
        .collect();
    assert!(dependencies.len() > 40, "{dependencies:?}");
    for (name, wanted) in dependencies {
        assert!(section.contains(&format!("`{name}`")), "{name} is not named");
        if let Some((_, row)) = section.split_once(&format!("\n| `{name}` ")) {
            let version = row.split(' ').next().unwrap();
            let is_meant = wanted.contains(&format!("\"{version}"));
            assert!(is_meant, "{name} is {wanted}, and the page says {version}");
        }
    }
}

/// Whoever turns a feature on finds what that changes for others in the tree.
#[test]
fn the_design_says_of_each_feature_what_it_changes() {
    let design = read("docs/design.md");
    let section = design.split("\n# ").find(|text| text.starts_with("Cargo features"));
    let (section, manifest) = (section.unwrap(), read("Cargo.toml"));
    let features = manifest.split("\n[").find(|table| table.starts_with("features]")).unwrap();
    let names = features.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name);
    let public: Vec<_> =
        names.filter(|name| !name.starts_with(['#', '_', ' ']) && *name != "default").collect();
    assert!(public.len() > 14, "{public:?}");
    for name in public {
        let is_in_a_row = section.lines().any(|line| {
            let first = line.split('|').nth(1).unwrap_or_default();
            first.contains(&format!("`{name}`"))
        });
        assert!(is_in_a_row, "{name}");
    }
}

#[test]
fn the_design_quotes_the_example_as_it_is() {
    let example = read("examples/custom_source.rs");
    let quotes = blocks(&read("docs/design.md"), "rust");
    assert!(quotes.len() >= 10, "{}", quotes.len());
    for quote in quotes {
        assert!(example.contains(&quote), "not in examples/custom_source.rs:\n{quote}");
    }
}

/// Without what each line is indented by: a quote stands at the margin.
fn plain(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_start())).collect()
}

#[test]
fn the_page_about_live_configurations_quotes_what_is_compiled() {
    let sources = files("examples/service", ".rs").into_iter();
    let sources = sources.chain(files("tests", "live_examples.rs"));
    let compiled: String = sources.map(|file| plain(&read(file))).collect();
    let quotes = blocks(&read("docs/live.md"), "rust");
    assert!(quotes.len() >= 10, "{}", quotes.len());
    for quote in quotes {
        assert!(compiled.contains(&plain(&quote)), "in no example and no test:\n{quote}");
    }
}

#[test]
fn the_page_about_lambda_quotes_what_is_compiled() {
    let compiled = read("examples/service/tests/middleware.rs");
    let quotes = blocks(&read("docs/lambda.md"), "rust,ignore");
    assert_eq!(quotes.len(), 1);
    assert!(compiled.contains(&quotes[0]), "not in the example:\n{}", quotes[0]);
}

#[test]
fn the_page_about_testing_quotes_what_is_compiled() {
    let files = ["examples/service/tests/aws.rs", "examples/service/tests/support/moto.rs"];
    let compiled: String = files.map(|file| plain(&read(file))).concat();
    let quotes = blocks(&read("docs/testing.md"), "rust,ignore");
    assert_eq!(quotes.len(), 2);
    for quote in quotes {
        assert!(compiled.contains(&plain(&quote)), "in no test:\n{quote}");
    }
    let dependencies = &blocks(&read("docs/testing.md"), "toml")[1];
    let manifest = read("examples/service/Cargo.toml");
    for line in dependencies.lines() {
        assert!(manifest.contains(line), "not in examples/service/Cargo.toml: {line}");
    }
}

#[test]
fn the_design_names_files_that_are_there_and_every_module() {
    let design = read("docs/design.md");
    for name in quoted(&design).filter(|name| name.contains('/') && name.ends_with(".rs")) {
        let roots = ["", "derive/src/"];
        let is_there =
            |root: &&str| Path::new(env!("CARGO_MANIFEST_DIR")).join(root).join(name).is_file();
        assert!(roots.iter().any(is_there), "{name}");
    }
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_told = !name.ends_with(".rs") || design.contains(&format!("`src/{name}`"));
        assert!(is_told, "docs/design.md has no paragraph about src/{name}");
    }
}

/// The attributes are the tables of the derive, which is in the repository, and not in the package.
#[test]
fn every_attribute_has_a_section() {
    let known = read("derive/src/attr/known.rs");
    let attributes = known.lines().filter_map(|line| {
        line.trim().strip_prefix("(\"")?.split_once("\", Form::").map(|(name, _)| name)
    });
    let attributes: Vec<_> = attributes.chain(["ssm", "secretsmanager"]).collect();
    assert!(attributes.len() > 20, "{attributes:?}");
    let text = read("docs/attributes.md");
    let headings: Vec<_> = text.lines().filter(|line| line.starts_with("## ")).collect();
    let page = read("src/lib.rs");
    let hover = read("derive/src/lib.rs");
    for name in attributes {
        let is = |heading: &&str| heading[3..].split([',', ' ']).any(|word| word == name);
        assert!(headings.iter().any(is), "docs/attributes.md: `{name}`");
        let rows = page.lines().filter(|line| line.starts_with("//! | `"));
        let mut words = rows.flat_map(quoted).map(|code| code.split(' ').next().unwrap());
        assert!(words.any(|word| word == name), "the tables in src/lib.rs: `{name}`");
        // What an editor shows at `derive(Config)`.
        let lines = hover.lines().filter_map(|line| line.strip_prefix("/// - "));
        let mut names =
            lines.filter_map(|line| line.split_once(':')).flat_map(|(names, _)| quoted(names));
        let is_told = names.any(|code| code.split(' ').next() == Some(name));
        assert!(is_told, "the documentation of the derive: `{name}`");
    }
}

#[test]
fn the_compiler_says_what_is_quoted() {
    let told: String = files("tests/ui", ".stderr").iter().map(read).collect();
    let text = read("docs/attributes.md");
    let quoted: Vec<_> = text.lines().filter(|line| line.starts_with("error: ")).collect();
    assert!(quoted.len() >= 5, "{quoted:?}");
    for message in quoted {
        assert!(told.lines().any(|line| line == message), "no case of tests/ui: {message}");
    }
}

/// What stands in code in the first column of the tables, in both of Markdown's ways to write it.
fn seen(page: &str) -> Vec<String> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| "));
    let cells = rows.filter_map(|row| row.split(" |").next());
    let mut seen = Vec::new();
    for cell in cells {
        let mut rest = cell;
        while let Some((_, code)) = rest.split_once('`') {
            let (end, code) = match code.strip_prefix('`') {
                Some(code) => ("``", code),
                None => ("`", code),
            };
            let Some((code, after)) = code.split_once(end) else { break };
            seen.push(code.trim().to_owned());
            rest = after;
        }
    }
    seen
}

/// The reports of the tests are real ones, and what no test shows is in the source.
#[test]
fn the_page_about_errors_quotes_what_is_said() {
    let page = read("docs/errors.md");
    let credentials = read("docs/credentials.md");
    let sources = files("tests", ".snap").into_iter().chain(files("tests", ".rs"));
    let said: String = sources.chain(files("src", ".rs")).map(read).collect();
    // A string literal goes on in the next line.
    let said: String = said.split("\\\n").map(str::trim_start).collect();
    let quotes = [seen(&page), seen(&credentials)].concat();
    assert!(quotes.len() > 40, "{}", quotes.len());
    for quote in quotes {
        let parts = quote.split('…').map(str::trim).filter(|part| !part.is_empty());
        for part in parts {
            assert!(said.contains(part), "nothing says this: {part}");
        }
    }
    let source = read("src/error.rs");
    let codes = source.lines().filter_map(|line| {
        let (_, code) = line.trim().strip_prefix("Self::")?.split_once(" => \"")?;
        code.strip_suffix("\",")
    });
    let codes: Vec<&str> = codes.collect();
    assert_eq!(codes.len(), 10);
    for code in codes {
        assert!(page.lines().any(|line| line == format!("# {code}")), "{code}");
    }
}

#[test]
fn the_page_about_monitoring_quotes_the_example() {
    let quotes = blocks(&read("docs/monitoring.md"), "rust,ignore");
    assert_eq!(quotes.len(), 1);
    assert!(read("examples/metrics.rs").contains(&quotes[0]), "{}", quotes[0]);
}

/// Up to where a bracket is closed that was opened before, split at the commas between.
fn arguments(text: &str) -> Vec<String> {
    let (mut all, mut one, mut depth, mut in_string) = (Vec::new(), String::new(), 0, false);
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' if in_string => {
                // Of a line that goes on the white space is no part of the string.
                let next = chars.next();
                if next == Some('\n') {
                    let rest = chars.as_str();
                    chars = rest.trim_start().chars();
                } else {
                    one.extend(next);
                }
                continue;
            }
            '"' => in_string = !in_string,
            '(' | '[' | '{' if !in_string => depth += 1,
            ')' | ']' | '}' if !in_string && depth == 0 => break,
            ')' | ']' | '}' if !in_string => depth -= 1,
            ',' if !in_string && depth == 0 => {
                all.push(std::mem::take(&mut one).trim().to_owned());
                continue;
            }
            _ => {}
        }
        one.push(char);
    }
    all.push(one.trim().to_owned());
    all.retain(|argument| !argument.is_empty());
    all
}

/// What a call of an event's macro tells, as a row of the table.
fn row(level: &str, call: &str) -> String {
    let (mut message, mut fields) = (String::new(), Vec::new());
    for argument in arguments(call).iter().filter(|argument| !argument.starts_with("target:")) {
        match argument.strip_prefix('"') {
            Some(text) => message = text.trim_end_matches('"').to_owned(),
            None => {
                let name = argument.trim_start_matches(['%', '?']);
                let end = name.find(|char: char| !(char.is_alphanumeric() || char == '_'));
                fields.push(format!("`{}`", &name[..end.unwrap_or(name.len())]));
            }
        }
    }
    format!("| {level} | {message} | {} |", fields.join(", "))
}

/// Who filters a log by a message or reads a field out of it must hear of a change.
#[test]
fn every_event_is_in_the_contract_and_no_other() {
    let mut told: Vec<String> = Vec::new();
    for file in files("src", ".rs") {
        let text = read(&file);
        for level in ["error", "warn", "info"] {
            let opening = format!("tracing::{level}!(");
            let calls = text.split(&opening).skip(1);
            told.extend(calls.map(|call| row(level, call)));
        }
    }
    let page = read("docs/monitoring.md");
    let is_row = |line: &&str| {
        ["| error |", "| warn |", "| info |"].iter().any(|level| line.starts_with(level))
    };
    let mut written: Vec<&str> = page.lines().filter(is_row).collect();
    told.sort_unstable();
    written.sort_unstable();
    assert!(told.len() > 15, "{}", told.len());
    assert_eq!(written, told);
    for span in ["load", "refresh"] {
        let opened = format!("info_span!(target: \"figleaf\", \"{span}\", config = ");
        assert!(files("src", ".rs").iter().any(|file| read(file).contains(&opened)), "{span}");
        assert!(page.contains(&format!("| `{span}` | `config` |")), "{span}");
    }
}

/// docs.rs shows it beside the item, and an editor does not.
#[test]
fn what_a_cargo_feature_brings_says_so() {
    let is_public = |line: &str| {
        let line = line.trim_start();
        let all = ["pub fn ", "pub async fn ", "pub struct ", "pub enum ", "fn ops("];
        all.iter().any(|of| line.starts_with(of))
    };
    let mut seen = 0;
    for file in files("src", ".rs") {
        let text = read(&file);
        let lines: Vec<&str> = text.lines().collect();
        for (number, line) in lines.iter().enumerate().filter(|(_, line)| is_public(line)) {
            let of_item = |line: &&&str| {
                let line = line.trim_start();
                line.starts_with("///") || line.starts_with("#[")
            };
            let above: Vec<_> = lines[..number].iter().rev().take_while(of_item).collect();
            let has = |part| above.iter().any(|line| line.contains(part));
            let is_gated = has("#[cfg(feature");
            seen += usize::from(is_gated);
            assert!(has("Cargo feature") || !is_gated, "{}: {line}", file.display());
        }
    }
    assert!(seen > 5, "{seen}");
    for module in ["src/lambda.rs", "src/ops.rs"] {
        assert!(read(module).lines().any(|line| line.contains("Cargo feature")), "{module}");
    }
}

/// A mounted folder for one test.
struct Volume(PathBuf);

impl Volume {
    fn new(name: &str, files: &[(&str, &[u8])]) -> Self {
        let name = format!("figleaf-{name}-{}", std::process::id());
        let volume = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(&volume.0).unwrap();
        for (name, bytes) in files {
            fs::write(volume.0.join(name), bytes).unwrap();
        }
        volume
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

#[derive(Debug, Config)]
struct One {
    #[config(from = mounted("key"), default = "default")]
    key: Secret<String>,
}

fn code(result: Result<One, Error>) -> Code {
    result.unwrap_err().problems()[0].code()
}

fn load(folder: &Path) -> Result<One, Error> {
    One::loader().source(Mounted::new(folder)).load_owned_blocking()
}

#[test]
fn a_file_that_is_not_there_is_absent_and_a_folder_that_is_not_mounted_is_not() {
    let volume = Volume::new("absent", &[]);
    assert_eq!(load(&volume.0).unwrap().key.expose_secret(), "default");
    let error = load(&volume.0.join("elsewhere")).unwrap_err();
    assert_eq!(error.problems()[0].code(), Code::Unavailable);
    assert_eq!(error.problems()[0].message(), "mounted is unavailable (its folder is not mounted)");
    fs::create_dir(volume.0.join("key")).unwrap();
    assert_eq!(code(load(&volume.0)), Code::Invalid);
}

#[test]
#[cfg(unix)]
fn a_file_that_may_not_be_read_is_denied() {
    use std::os::unix::fs::PermissionsExt as _;

    let volume = Volume::new("denied", &[("key", b"hunter2")]);
    let file = volume.0.join("key");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    // Permissions do not stop root.
    if fs::read(&file).is_err() {
        assert_eq!(code(load(&volume.0)), Code::Denied);
    }
}

#[test]
fn bytes_that_are_no_text_are_told_without_their_number() {
    let volume = Volume::new("bytes", &[("key", &[0xff, 0x00])]);
    let error = load(&volume.0).unwrap_err();
    let message = error.problems()[0].message();
    assert!(message.contains("found a binary value in "), "{message}");
}

/// Asks the source for one key, and tells what a load would make of it.
fn ask(volume: &Volume, key: &Key) -> String {
    let mut answer = Answer::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(Mounted::new(&volume.0).fetch(std::slice::from_ref(key), &mut answer));
    format!("{answer:?}")
}

#[test]
fn what_it_cannot_answer_it_says() {
    let volume = Volume::new("keys", &[("key", b"hunter2\n")]);
    let found = ask(&volume, &Key::new("key"));
    assert!(found.contains(&format!("{:?}", Fetched::text(""))), "{found}");
    for (key, says) in [
        (Key::new("key").with_selector(Selector::Version(3)), "no versions"),
        (Key::path("key"), "one by one"),
        (Key::new("../key"), "leads out"),
        (Key::new("a/../../key"), "leads out"),
        (Key::new("/etc/hostname"), "leads out"),
        (Key::new(""), "leads out"),
    ] {
        let answer = ask(&volume, &key);
        assert!(answer.contains(says) && answer.contains("Invalid"), "{answer}");
    }
    assert!(ask(&volume, &Key::new("key/below")).contains("Absent"));
}
