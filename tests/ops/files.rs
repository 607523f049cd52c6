//! `--out` and `--check`.

use std::fs;

use figleaf::ops::Ops;

use super::{Shop, config, folder, policies::large};

const POLICY: [&str; 6] = ["policy", "prod", "--region", "eu-west-1", "--account", "123456789012"];

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
}
