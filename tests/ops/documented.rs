//! What the documentation shows of operations is what they do, and its workflow is safe.

#[allow(dead_code, reason = "what is read of it is its schema")]
#[path = "../../examples/quickstart/src/config.rs"]
mod quickstart;

use std::process::Command;

use super::linted::tool;
use super::{Told, config, folder};

fn read(file: &str) -> String {
    std::fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The blocks of code of that language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let opening = format!("```{language}\n");
    text.split(&opening).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

fn run(args: &[&str]) -> Told {
    config::<quickstart::AppConfig>(args)
}

/// The arguments of every command that is shown.
fn commands(text: &str) -> Vec<Vec<&str>> {
    let lines = text.lines().filter_map(|line| line.split_once("--example config -- "));
    let shown = lines.map(|(_, args)| args.trim_end_matches('`').split('`').next().unwrap());
    shown.map(|args| args.split_whitespace().take_while(|word| *word != "||").collect()).collect()
}

#[test]
fn every_command_that_is_shown_works() {
    let [guide, readme] = ["docs/operations.md", "README.md"].map(read);
    let all = [commands(&guide), commands(&readme)].concat();
    let asking = ["check", "diff", "explain"];
    let made: Vec<_> = all.iter().filter(|args| !asking.contains(&args[0])).collect();
    assert!(made.len() > 10, "{made:?}");
    for args in made {
        // Files are those of the reader.
        let end = args.iter().position(|arg| ["--out", "--check"].contains(arg));
        let args = &args[..end.unwrap_or(args.len())];
        let told = run(args);
        assert_eq!(told.code, 0, "{args:?}: {}", told.err);
    }
}

#[test]
fn what_is_shown_of_the_output_is_the_output() {
    let [guide, readme] = ["docs/operations.md", "README.md"].map(read);
    let place = ["--region", "eu-west-1", "--account", "123456789012", "--transport", "sdk"];
    let policy = run(&[&["policy", "prod"], &place[..]].concat()).out;
    assert!(blocks(&readme, "json").contains(&policy), "README.md shows another policy:\n{policy}");
    let terraform = run(&[&["template", "terraform", "prod"], &place[..]].concat()).out;
    let shown = blocks(&readme, "terraform");
    assert!(
        !shown.is_empty() && shown.iter().all(|block| terraform.contains(block)),
        "{terraform}"
    );
    let cli = run(&["template", "cli", "prod", "--region", "eu-west-1"]).out;
    let shown = blocks(&guide, "bash");
    assert!(!shown.is_empty() && shown.iter().all(|block| cli.contains(block)), "{cli}");
}

/// Pinned by hash, with no more permissions than it needs, without credentials that stay.
#[test]
fn zizmor_has_nothing_to_say() {
    let zizmor = tool("zizmor", "zizmor==1.32.0");
    let folder = folder("workflow");
    let file = folder.join("config.yml");
    let lint = |workflow: &str| {
        std::fs::write(&file, workflow).unwrap();
        let mut command = Command::new(&zizmor);
        let output = command.args(["--offline", "--pedantic", "--no-progress"]).arg(&file).output();
        let output = output.unwrap();
        let told = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
        (output.status.code(), told.concat())
    };
    let workflows = blocks(&read("docs/operations.md"), "yaml");
    assert_eq!(workflows.len(), 1);
    let (code, told) = lint(&workflows[0]);
    assert_eq!(code, Some(0), "{told}");
    // The tool is alive.
    let hash = "@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0";
    assert!(workflows[0].contains(hash));
    let (code, told) = lint(&workflows[0].replace(hash, "@v5"));
    assert!(code != Some(0) && told.contains("unpinned"), "{told}");
}
