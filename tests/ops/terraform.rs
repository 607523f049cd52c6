//! What Terraform itself says of its template. It needs no provider for what it is asked here.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use figleaf::ops::Ops;
use figleaf::{Config, Transport};
use serde_json::Value;

use super::{Shop, folder, hostile, policies::large};

fn shop() -> Ops {
    Shop::ops("prod").region("eu-west-1").account("123456789012").transport(Transport::Sdk)
}

fn terraform(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new("terraform");
    command.args(args).current_dir(folder).env("TF_CLI_CONFIG_FILE", "/dev/null");
    // It asks a server whether it is the newest.
    command.env("CHECKPOINT_DISABLE", "1").env("TF_IN_AUTOMATION", "1");
    // Of a file with values Terraform shows lines when one of them is wrong.
    let values = std::fs::read_to_string(folder.join("values.json")).unwrap_or("{}".to_owned());
    let values: BTreeMap<String, String> = serde_json::from_str(&values).unwrap();
    command.envs(values.iter().map(|(name, value)| (format!("TF_VAR_{name}"), value)));
    let output = command.output();
    output.unwrap_or_else(|error| panic!("terraform 1.11 or later is not on this machine: {error}"))
}

fn told(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes)).concat()
}

fn succeeds(folder: &Path, args: &[&str]) -> String {
    let output = terraform(folder, args);
    assert!(output.status.success(), "{args:?}: {}", told(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn template() {
    insta::assert_snapshot!(shop().terraform().unwrap());
    insta::assert_snapshot!(hostile::ops().kms_key(KEY).region("eu-west-1").terraform().unwrap());
}

const KEY: &str = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";

#[test]
fn it_has_the_form_that_terraform_gives_it() {
    let folder = folder("terraform-fmt");
    for (number, text) in [
        shop().terraform(),
        shop().kms_key(KEY).terraform(),
        hostile::ops().terraform(),
        Ops::new(large(140, 60), "prod").terraform(),
    ]
    .into_iter()
    .enumerate()
    {
        std::fs::write(folder.join(format!("{number}.tf")), text.unwrap()).unwrap();
    }
    let output = terraform(&folder, &["fmt", "-check", "-diff"]);
    assert!(output.status.success(), "{}", told(&output));
    // The tool is alive.
    std::fs::write(folder.join("bad.tf"), "locals {\na=1\n}\n").unwrap();
    assert_eq!(terraform(&folder, &["fmt", "-check"]).status.code(), Some(3));
}

/// The file without what needs the provider of AWS.
fn without_resources(text: &str) -> String {
    let mut is_kept = true;
    let mut rest = String::new();
    for line in text.lines() {
        let is_head = line.ends_with('{') && !line.starts_with(' ');
        if is_head {
            is_kept = !line.starts_with("resource ") && !line.starts_with("terraform ");
        }
        if is_kept {
            rest += &format!("{line}\n");
        }
    }
    rest
}

/// Applies the file without its resources, with values for the variables that have no default.
fn output(name: &str, text: &str, values: &str) -> Value {
    let folder = folder(name);
    std::fs::write(folder.join("main.tf"), text).unwrap();
    std::fs::write(folder.join("values.json"), values).unwrap();
    succeeds(&folder, &["init", "-no-color"]);
    succeeds(&folder, &["apply", "-auto-approve", "-no-color"]);
    let state = std::fs::read_to_string(folder.join("terraform.tfstate")).unwrap();
    assert!(!state.contains("canary"), "{state}");
    serde_json::from_str(&succeeds(&folder, &["output", "-json"])).unwrap()
}

const VALUES: &str = r#"{
    "api_key": "canary", "behind": "canary", "database": "{\"host\": \"canary\", \"password\": \"canary\"}",
    "document": "{\"k\\\"e${y}\": \"canary\"}", "first": "canary", "second": "canary", "third": "canary",
    "fourth": "canary", "pinned": "a", "renamed": "a", "api_key_version": "1", "version2": "a",
    "gruf6udfe": "a"
}"#;

fn values(text: &str) -> String {
    let mut values: Value = serde_json::from_str(VALUES).unwrap();
    let is_there = |name: &str| text.contains(&format!("variable \"{name}\" {{"));
    values.as_object_mut().unwrap().retain(|name, _| is_there(name));
    values.to_string()
}

#[test]
fn its_policy_is_the_policy() {
    let text = shop().kms_key(KEY).terraform().unwrap();
    let output = output("terraform-policy", &without_resources(&text), &values(&text));
    let policy: Value = serde_json::from_str(output["policy"]["value"].as_str().unwrap()).unwrap();
    let expected = shop().kms_key(KEY).policy().unwrap().to_string();
    assert_eq!(policy, serde_json::from_str::<Value>(&expected).unwrap());
}

#[test]
fn a_large_policy_is_several() {
    let ops = || Ops::new(large(140, 60), "prod").region("eu-west-1");
    let text = ops().terraform().unwrap();
    // Variables without a value would be asked for.
    let only: String = text[text.find("locals {").unwrap()..].to_owned();
    let output = output("terraform-policies", &only, "{}");
    let policies = output["policies"]["value"].as_array().unwrap();
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let policies: Vec<Value> =
        policies.iter().map(|policy| parsed(policy.as_str().unwrap())).collect();
    let split = ops().policy().unwrap().split();
    assert_eq!(policies, split.iter().map(|text| parsed(text)).collect::<Vec<_>>());
}

/// Names and doc comments mean what they mean, and nothing in them is an expression.
#[test]
fn hostile_names_are_texts() {
    let text = hostile::ops().terraform().unwrap();
    let mut rest = without_resources(&text);
    let names: Vec<&str> =
        text.lines().filter_map(|line| line.trim().strip_prefix("name ")).collect();
    let told: Vec<&str> =
        text.lines().filter_map(|line| line.trim().strip_prefix("description ")).collect();
    let expression = |line: &str| line.trim_start().trim_start_matches("= ").to_owned();
    for (name, lines) in [("names", &names), ("told", &told)] {
        let all: Vec<String> =
            lines.iter().map(|line| expression(line).replace("${each.key}", "KEY")).collect();
        rest += &format!("output \"{name}\" {{\n  value = [{}]\n}}\n", all.join(", "));
    }
    let output = output("terraform-hostile", &rest, &values(&text));
    let texts = |name: &str| -> Vec<String> {
        serde_json::from_value(output[name]["value"].clone()).unwrap()
    };
    let names = texts("names");
    for name in [
        "/prod/\"quo'ted\"/$x/%y/größe\\",
        "/prod/fl\"ags/$x/KEY",
        "/prod/hidden/KEY",
        "prod/behind",
    ] {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
    assert_eq!(names.iter().filter(|name| *name == "prod/behind").count(), 1, "{names:?}");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(texts("told").contains(&words(hostile::HOSTILE)), "{:?}", texts("told"));
    let policy = output["policy"]["value"].as_str().unwrap();
    let expected = hostile::ops().policy().unwrap().to_string();
    assert_eq!(
        serde_json::from_str::<Value>(policy).unwrap(),
        serde_json::from_str::<Value>(&expected).unwrap()
    );
}

/// A document without one of its keys is refused before anything is written, and is not shown.
#[test]
fn a_document_without_a_key_is_refused() {
    let text = shop().terraform().unwrap();
    let folder = folder("terraform-keys");
    std::fs::write(folder.join("main.tf"), without_resources(&text)).unwrap();
    let values = values(&text).replace("\\\"password\\\"", "\\\"passwd\\\"");
    std::fs::write(folder.join("values.json"), values).unwrap();
    succeeds(&folder, &["init", "-no-color"]);
    let output = terraform(&folder, &["apply", "-auto-approve", "-no-color"]);
    assert_eq!(output.status.code(), Some(1));
    let told = told(&output);
    assert!(told.contains("A JSON object with the keys host, password."), "{told}");
    assert!(!told.contains("canary"), "{told}");
}
