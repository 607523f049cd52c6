//! `--out` and `--check`.

use std::fs;

use figleaf::Config;
use figleaf::ops::Ops;
use serde_json::Value;

use super::{Shop, config, folder, policies::large};

const POLICY: [&str; 6] = ["policy", "prod", "--region", "eu-west-1", "--account", "123456789012"];

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

fn with<'a>(args: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [args, more].concat()
}

#[test]
fn a_policy_that_was_written_has_no_drift_and_a_changed_one_is_shown() {
    let file = folder("drift").join("policy.json");
    let path = file.to_str().unwrap();
    let missing = config::<Shop>(&with(&POLICY, &["--check", path]));
    assert_eq!(missing.code, 1, "{}", missing.err);
    assert_eq!(config::<Shop>(&with(&POLICY, &["--out", path])).code, 0);
    assert_eq!(config::<Shop>(&with(&POLICY, &["--check", path])).code, 0);

    // White space is not content.
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace('\n', "\r\n").replace("  ", "    ")).unwrap();
    assert_eq!(config::<Shop>(&with(&POLICY, &["--check", path])).code, 0);

    fs::write(&file, text.replace("shop/api-key", "shop/api-token")).unwrap();
    let drift = config::<Shop>(&with(&POLICY, &["--check", path]));
    assert_eq!(drift.code, 1);
    let lines =
        |sign| drift.out.lines().filter(move |line| line.starts_with(sign)).collect::<Vec<_>>();
    assert!(lines("- ")[0].ends_with("parameter/prod/shop/api-token\","), "{}", drift.out);
    assert!(lines("+ ")[0].ends_with("parameter/prod/shop/api-key\","), "{}", drift.out);
}

/// A file of values may be named by mistake, and a filled template has some.
#[test]
fn nothing_of_a_file_is_shown_that_may_be_a_value() {
    let file = folder("values").join("values");
    let path = file.to_str().unwrap();
    let secret = "hunter2-canary";
    let texts = [
        format!(
            "SHOP_PORT={secret}\nSHOP_OLD={secret}\n# {secret}\nPEM='-----BEGIN\n{secret}==\n'\n"
        ),
        format!(
            "[ssm]\n\"/prod/shop/api-key\" = \"{secret}\"\n\"/prod/old\" = \"{secret}\" # {secret}\n"
        ),
        format!("{secret}\n"),
        format!("{{\"password\": \"{secret}\"}}"),
        // What any file of its form has, and is no mark of ours.
        format!("#!/usr/bin/env bash\nexport API_KEY={secret}\n"),
        format!("{{\"Version\": \"2012-10-17\", \"Statement\": [], \"password\": \"{secret}\"}}"),
        format!("{{\"Version\": \"2012-10-17\", \"Statement\": \"{secret}\"}}"),
        format!(
            "{{\"Version\": \"2012-10-17\", \"Statement\": [{{\"Sid\": \"a\", \"password\": \"{secret}\"}}]}}"
        ),
        format!("{{\"Version\": \"1\", \"Statement\": [{{\"Sid\": \"{secret}\"}}]}}"),
        format!("{{\"$schema\": \"{DIALECT}\", \"password\": \"{secret}\"}}"),
        format!("{{\"$schema\": \"{DIALECT}\", \"title\": \"Other\", \"password\": \"{secret}\"}}"),
        format!("{{\"$schema\": \"./a.json\", \"title\": \"Shop\", \"password\": \"{secret}\"}}"),
        format!("# Configuration of Shop\n\nThe key is {secret}.\n"),
        format!("AWSTemplateFormatVersion: \"2010-09-09\"\nPassword: {secret}\n"),
        format!("import * as cdk from \"aws-cdk-lib\";\nconst password = \"{secret}\";\n"),
        format!("terraform {{\n}}\nlocals {{\n  password = \"{secret}\"\n}}\n"),
    ];
    let verbs: [&[&str]; 9] = [
        &POLICY,
        &["docs"],
        &["schema"],
        &["template", "cli", "prod"],
        &["template", "env"],
        &["template", "local", "prod"],
        &["template", "terraform", "prod"],
        &["template", "sam", "prod"],
        &["template", "cdk", "prod"],
    ];
    for text in &texts {
        fs::write(&file, text).unwrap();
        for verb in verbs {
            let told = config::<Shop>(&with(verb, &["--check", path]));
            assert_eq!(told.code, 1, "{verb:?} {}", told.out);
            assert!(
                !told.out.contains(secret) && !told.err.contains(secret),
                "{verb:?} {}",
                told.out
            );
        }
    }
    // Filled in, it has no drift.
    let text = config::<Shop>(&["template", "local", "prod"]).out.replace("\"\"", "\"hunter2\"");
    fs::write(&file, text).unwrap();
    assert_eq!(config::<Shop>(&["template", "local", "prod", "--check", path]).code, 0);
    // And it is not written over.
    let told = config::<Shop>(&["template", "local", "prod", "--out", path]);
    assert_eq!(told.code, 2);
    assert!(fs::read_to_string(&file).unwrap().contains("hunter2"));
}

/// What this command has written is shown, so that a difference can be looked at.
#[test]
fn a_changed_output_of_each_verb_is_shown() {
    let file = folder("shown").join("file");
    let path = file.to_str().unwrap();
    for (verb, is, was) in [
        (&POLICY[..], "shop/api-key", "shop/before"),
        (&["docs"], "| `api_key` |", "| `before` |"),
        (&["schema"], "\"api_key\"", "\"before\""),
        (&["template", "cli", "prod"], "shop/api-key", "shop/before"),
        (&["template", "terraform", "prod"], "shop/api-key", "shop/before"),
        (&["template", "sam", "prod"], "shop/api-key", "shop/before"),
        (&["template", "cdk", "prod"], "shop/api-key", "shop/before"),
    ] {
        let text = config::<Shop>(verb).out;
        assert!(text.contains(is), "{verb:?} {text}");
        fs::write(&file, text.replace(is, was)).unwrap();
        let told = config::<Shop>(&with(verb, &["--check", path]));
        assert_eq!(told.code, 1, "{verb:?} {}", told.err);
        assert!(told.out.contains(was) && told.out.contains(is), "{verb:?} {}", told.out);
    }
}

/// One whose policy is too large for one document, by its names.
#[derive(Config)]
#[config(prefix = "/{env}/{tenant}")]
#[allow(dead_code, reason = "what is read of it is its schema")]
struct Long {
    first: String,
    second: String,
    third: String,
    fourth: String,
    fifth: String,
    sixth: String,
    seventh: String,
    eighth: String,
}

/// The command says so in each form, and gives what IAM takes where it can.
#[test]
fn the_command_tells_a_policy_that_is_too_large() {
    let tenant = format!("tenant={}", "x".repeat(900));
    let policy = ["policy", "prod", "--account", "123456789012", "--region", "eu-west-1"];
    let policy = with(&policy, &["--transport", "sdk", "--var", &tenant]);
    let run = |more: &[&str]| config::<Long>(&with(&policy, more));
    let folder = folder("too-large");
    let file = folder.join("policy.json");
    let (path, all) = (file.to_str().unwrap(), folder.join("all"));
    let all = all.to_str().unwrap();

    for more in [&[][..], &["--out", path], &["--check", path]] {
        let told = run(more);
        assert_eq!((told.code, told.out.as_str()), (2, ""), "{more:?}");
        assert!(told.err.contains("6144 at most: give --split --out DIR"), "{}", told.err);
    }
    assert!(!file.exists());
    let told = run(&["--json"]);
    assert_eq!(told.code, 2, "{}", told.err);
    assert!(told.err.contains("6144 at most"), "{}", told.err);
    let json: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(run(&["--json", "--out", path]).code, 2);
    assert_eq!(fs::read_to_string(&file).unwrap(), told.out);

    assert_eq!(run(&["--split", "--out", all]).code, 0);
    assert_eq!(run(&["--split", "--check", all]).code, 0);
    let documents = json["documents"].as_array().unwrap();
    assert_eq!(documents.len(), 2);
    for (number, document) in documents.iter().enumerate() {
        let file = folder.join("all").join(format!("policy-prod-{}.json", number + 1));
        let written: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        assert_eq!(written, *document);
        assert!(document.to_string().len() <= figleaf::ops::Policy::LIMIT);
    }
    // The one way out of the other that the message names.
    let told = run(&["--json", "--split"]);
    assert_eq!(told.code, 2);
    assert!(told.err.contains("has every document already"), "{}", told.err);
    let told = run(&["--scope", "prefix"]);
    assert_eq!(told.code, 0, "{}", told.err);
}

struct Large;

impl Large {
    fn ops() -> Ops {
        Ops::new(large(140, 60), "prod").region("eu-west-1").account("123456789012")
    }
}

#[test]
fn several_documents_are_written_when_one_is_too_large() {
    let documents = Large::ops().policy().unwrap().split();
    assert!(documents.len() > 1);
    // Of a struct that fits there is one file.
    let folder = folder("split");
    let path = folder.to_str().unwrap();
    assert_eq!(config::<Shop>(&with(&POLICY, &["--split", "--out", path])).code, 0);
    assert_eq!(config::<Shop>(&with(&POLICY, &["--split", "--check", path])).code, 0);
    assert!(folder.join("policy-prod-1.json").exists());
    // One of an earlier time would go on to grant.
    fs::write(folder.join("policy-prod-2.json"), "{}").unwrap();
    let told = config::<Shop>(&with(&POLICY, &["--split", "--check", path]));
    assert_eq!(told.code, 1);
    assert!(told.err.contains("policy-prod-2.json"), "{}", told.err);
    // And so would one behind a gap. Those of another environment are none.
    fs::remove_file(folder.join("policy-prod-2.json")).unwrap();
    for name in
        ["policy-prod-2-7.json", "policy-prod-x.json", "policy-produ-7.json", "policy-prod-.json"]
    {
        fs::write(folder.join(name), "{}").unwrap();
    }
    for form in ["--check", "--out"] {
        assert_eq!(config::<Shop>(&with(&POLICY, &["--split", form, path])).code, 0, "{form}");
    }
    for name in ["policy-prod-7.json", "policy-prod-12.json"] {
        fs::write(folder.join(name), "{}").unwrap();
    }
    for form in ["--check", "--out"] {
        let told = config::<Shop>(&with(&POLICY, &["--split", form, path]));
        assert_eq!(told.code, 1, "{form}");
        for name in ["policy-prod-7.json", "policy-prod-12.json"] {
            assert!(told.err.contains(&format!("{name} is of an earlier time")), "{}", told.err);
        }
    }
}
