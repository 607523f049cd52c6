//! What Terraform itself says of its template. It needs no provider for what it is asked here.
//!
//! The tests that run Terraform itself are ignored, because no package of a registry has it: where it is on the
//! machine, `cargo test --all-features --test ops -- --ignored terraform::` runs them, and `.ci/run` does.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use figleaf::ops::Ops;
use figleaf::{Config, Secret, Transport};
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
#[ignore = "it runs Terraform 1.11 or later"]
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
    "document": "{\"k\\\"e${y}\\ntouch x\\u007f\": \"canary\"}", "first": "canary", "second": "canary", "third": "canary",
    "fourth": "canary", "pinned": "a", "renamed": "a", "api_key_version": "1", "version2": "a",
    "gruf6udfe": "a", "no": "a", "on": "a", "null": "a"
}"#;

fn values(text: &str) -> String {
    let mut values: Value = serde_json::from_str(VALUES).unwrap();
    let is_there = |name: &str| text.contains(&format!("variable \"{name}\" {{"));
    let values_ = values.as_object_mut().unwrap();
    values_.retain(|name, _| is_there(name));
    // Those of made-up schemas.
    for number in 0..200 {
        let name = format!("field{}", if number == 0 { String::new() } else { number.to_string() });
        if is_there(&name) {
            values_.insert(name, "a".into());
        }
    }
    values.to_string()
}

#[test]
#[ignore = "it runs Terraform 1.11 or later"]
fn its_policy_is_the_policy() {
    let text = shop().kms_key(KEY).terraform().unwrap();
    let output = output("terraform-policy", &without_resources(&text), &values(&text));
    let policy: Value = serde_json::from_str(output["policy"]["value"].as_str().unwrap()).unwrap();
    let expected = shop().kms_key(KEY).policy().unwrap().to_string();
    assert_eq!(policy, serde_json::from_str::<Value>(&expected).unwrap());
}

#[test]
#[ignore = "it runs Terraform 1.11 or later"]
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

/// The names and the descriptions that Terraform reads in a file, without its resources, and the policy.
fn told_by(name: &str, text: &str) -> (Vec<String>, Vec<String>, Value) {
    let mut rest = without_resources(text);
    for (output, attribute) in [("names", "name "), ("told", "description ")] {
        let lines = text.lines().filter_map(|line| line.trim().strip_prefix(attribute));
        let expression = |line: &str| line.trim_start().trim_start_matches("= ").to_owned();
        let all: Vec<String> =
            lines.map(|line| expression(line).replace("${each.key}", "KEY")).collect();
        rest += &format!("output \"{output}\" {{\n  value = [{}]\n}}\n", all.join(", "));
    }
    let output = output(name, &rest, &values(text));
    let texts = |name: &str| serde_json::from_value(output[name]["value"].clone()).unwrap();
    let policy = output["policy"]["value"].as_str().or(output["policies"]["value"][0].as_str());
    (texts("names"), texts("told"), serde_json::from_str(policy.unwrap()).unwrap())
}

/// Names and doc comments mean what they mean, and nothing in them is an expression.
#[test]
#[ignore = "it runs Terraform 1.11 or later"]
fn hostile_names_are_texts() {
    let (names, told, policy) = told_by("terraform-hostile", &hostile::ops().terraform().unwrap());
    for name in [
        "/prod/\"quo'ted\"/$x/%y/größe\\",
        "/prod/fl\"ags/$x/KEY",
        "/prod/hidden/KEY",
        "prod/behind",
    ] {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
    assert_eq!(names.iter().filter(|name| *name == "prod/behind").count(), 1, "{names:?}");
    assert!(told.contains(&hostile::line(hostile::HOSTILE)), "{told:?}");
    let expected = hostile::ops().policy().unwrap().to_string();
    assert_eq!(policy, serde_json::from_str::<Value>(&expected).unwrap());
}

#[test]
#[ignore = "it runs Terraform 1.11 or later"]
fn any_name_and_any_comment_is_read_back() {
    let (ops, names, docs) = hostile::random();
    let (read, told, _) = told_by("terraform-random", &ops.terraform().unwrap());
    let sorted = |mut texts: Vec<String>| {
        texts.sort();
        texts.dedup();
        texts
    };
    assert_eq!(sorted(read), sorted(names));
    for doc in docs.iter().map(|doc| hostile::line(doc)).filter(|doc| !doc.is_empty()) {
        assert!(told.contains(&doc), "{doc:?}");
    }
}

/// What is optional is created when its variable says so, also where no variable has the value.
#[test]
fn each_optional_resource_has_a_count() {
    #[allow(dead_code, reason = "what is read of it is its schema")]
    #[derive(Config)]
    struct Optional {
        #[config(secretsmanager = "{env}/bytes")]
        bytes: Secret<Vec<u8>>,
        #[config(secretsmanager = "{env}/optional-bytes")]
        optional_bytes: Option<Secret<Vec<u8>>>,
        #[config(secretsmanager = "{env}/optional-secret")]
        optional_secret: Option<Secret>,
    }
    let text = Optional::ops("prod").region("eu-west-1").terraform().unwrap();
    let of = |name: &str| {
        let head = format!("resource \"aws_secretsmanager_secret\" \"{name}\" {{\n");
        let rest = text.split(&head).nth(1).unwrap_or_else(|| panic!("{name}: {text}"));
        rest.split("\n}\n").next().unwrap().to_owned()
    };
    assert!(of("optional_bytes").contains("count = var.create_optional_bytes ? 1 : 0"), "{text}");
    assert!(of("optional_secret").contains("count = var.optional_secret_version > 0 ? 1 : 0"));
    assert!(!of("bytes").contains("count"));
    let variable = text.split("variable \"create_optional_bytes\" {\n").nth(1).unwrap();
    let variable = variable.split("\n}\n").next().unwrap();
    assert!(variable.contains("= bool\n") && variable.contains("default     = false"), "{text}");
}

/// The arguments that the provider of AWS has, as cdktf-cdktf-provider-aws 21.22.1 was generated from it.
const ARGUMENTS: [(&str, &[&str]); 3] = [
    ("aws_ssm_parameter", &["name", "type", "key_id", "value", "value_wo", "value_wo_version"]),
    ("aws_secretsmanager_secret", &["name", "kms_key_id"]),
    (
        "aws_secretsmanager_secret_version",
        &["secret_id", "secret_string_wo", "secret_string_wo_version"],
    ),
];

#[test]
fn the_provider_has_each_argument() {
    let text = hostile::ops().kms_key(KEY).region("eu-west-1").terraform().unwrap();
    let mut known: &[&str] = &[];
    let mut seen = std::collections::BTreeSet::new();
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("resource \"") {
            let (of, _) = head.split_once('"').unwrap();
            known = ARGUMENTS.iter().find(|(name, _)| *name == of).unwrap().1;
        } else if line == "}" {
            known = &[];
        } else if let (Some((name, _)), false) = (line.trim().split_once(' '), known.is_empty()) {
            assert!(known.contains(&name) || ["count", "for_each"].contains(&name), "{line}");
            seen.insert(name.to_owned());
        }
    }
    let all: usize = ARGUMENTS
        .iter()
        .flat_map(|(_, names)| names.iter())
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    assert_eq!(seen.len(), all + 2, "{seen:?}");
}

/// A document without one of its keys is refused before anything is written, and is not shown.
#[test]
#[ignore = "it runs Terraform 1.11 or later"]
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
