//! The command as a program: what docs/operations.md shows of it, colours, fingerprints, the shape of `--json`.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::folder;
use super::support::moto::{self, Account, ParameterType};
use super::support::programs;

const DOCS: &str = include_str!("../../docs/operations.md");

const CANARY: &str = "hunter2-canary";

fn command(aws: &Account) -> Command {
    let mut command = programs::config();
    command.env_clear().stdin(Stdio::null()).envs([
        ("AWS_ENDPOINT_URL", aws.endpoint().as_str()),
        ("AWS_ACCESS_KEY_ID", aws.access_key()),
        ("AWS_SECRET_ACCESS_KEY", CANARY),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("HOME", "/nonexistent"),
    ]);
    command
}

fn text(output: &Output) -> String {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!text.contains("hunter2") && !errors.contains("hunter2"), "{text}{errors}");
    text
}

/// Fingerprints and the versions of secrets are of one run: their digits do not count.
fn masked(text: &str) -> String {
    let digits = regex::Regex::new(r"\b([0-9a-f]{12}|[0-9a-f]{8})\b").unwrap();
    digits.replace_all(text, |found: &regex::Captures<'_>| "0".repeat(found[0].len())).into_owned()
}

/// Whether the page shows this, as a block of its own.
fn is_shown(text: &str) -> bool {
    masked(DOCS).contains(&format!("```text\n{}\n```\n", masked(text).trim_end()))
}

async fn fill(aws: &Account, environment: &str, timeout: Option<&str>, has_key: bool) {
    put_database(aws, environment, "db.example", CANARY).await;
    put_parameters(aws, environment, timeout, has_key).await;
}

async fn put_database(aws: &Account, environment: &str, host: &str, password: &str) {
    let database = serde_json::json!({
        "host": host, "port": 5432, "username": "app", "password": password,
    });
    aws.put_secret(&format!("{environment}/database/config"), &database.to_string()).await;
}

async fn put_parameters(aws: &Account, environment: &str, timeout: Option<&str>, has_key: bool) {
    let own = |name: &str| format!("/{environment}/myapp/{name}");
    let flags = r#"{"new_checkout": true, "beta_users": []}"#;
    aws.put_parameter(&own("feature-flags"), ParameterType::String, flags).await;
    let origins = format!("/shared/{environment}/allowed-origins");
    aws.put_parameter(&origins, ParameterType::StringList, "https://a.example,https://b.example")
        .await;
    if has_key {
        aws.put_parameter(&own("api-key"), ParameterType::SecureString, CANARY).await;
    }
    if let Some(timeout) = timeout {
        aws.put_parameter(&own("request-timeout"), ParameterType::String, timeout).await;
    }
}

/// One missing, one denied, one invalid value, and a good environment.
#[tokio::test]
async fn the_matrix_that_the_page_shows() {
    let aws = moto::account();
    fill(&aws, "dev", None, true).await;
    fill(&aws, "prod", Some("soon"), false).await;
    let secret =
        format!("arn:aws:secretsmanager:eu-west-1:{}:secret:dev/database/config-??????", aws.id());
    aws.allow(
        &serde_json::json!({ "Statement": [
            { "Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "*" },
            { "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": secret },
        ]})
        .to_string(),
    );
    let output = command(&aws).args(["check", "dev", "prod"]).output().unwrap();
    let told = text(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    insta::assert_snapshot!(told);
    assert!(is_shown(&told), "docs/operations.md does not show:\n{told}");
    // A program that reads it gets no colours.
    assert!(!told.contains('\u{1b}'));
}

/// What differs between two environments, and where the values of one are from.
#[tokio::test]
async fn the_differences_and_the_places_that_the_page_shows() {
    let aws = moto::account();
    let shows = |arguments: &[&str], code| {
        let output = command(&aws).args(arguments).output().unwrap();
        let told = text(&output);
        assert_eq!(output.status.code(), Some(code), "{told}");
        assert!(is_shown(&told), "docs/operations.md does not show:\n{told}");
    };
    fill(&aws, "dev", None, true).await;
    put_database(&aws, "prod", "db.example", "hunter2-other-canary").await;
    put_parameters(&aws, "prod", None, false).await;
    shows(&["diff", "dev", "prod"], 1);
    shows(&["explain", "dev"], 0);

    // The pipeline's example: what was missing is there, and each has a database of its own.
    aws.put_parameter("/prod/myapp/api-key", ParameterType::SecureString, CANARY).await;
    put_database(&aws, "staging", "db.staging", "hunter2-third-canary").await;
    put_parameters(&aws, "staging", None, true).await;
    shows(&["diff", "staging", "prod"], 1);
}

/// With the policy of one environment alone nobody knows what differs, and the step fails.
#[tokio::test]
async fn the_role_of_the_pipeline_reads_both_environments() {
    let aws = moto::account();
    for environment in ["staging", "prod"] {
        fill(&aws, environment, None, true).await;
    }
    let statements = |environment: &str| {
        let place = ["--region", "eu-west-1", "--account", aws.id()];
        let output = programs::config().args(["policy", environment]).args(place).output().unwrap();
        let policy: Value = serde_json::from_slice(&output.stdout).unwrap();
        policy["Statement"].as_array().unwrap().clone()
    };
    let diff = |statements: Vec<Value>| {
        aws.allow(&serde_json::json!({ "Statement": statements }).to_string());
        let output = command(&aws).args(["diff", "staging", "prod"]).output().unwrap();
        (output.status.code(), text(&output))
    };
    let (code, told) = diff(statements("prod"));
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("unknown") && !told.contains("only"), "{told}");
    let (code, told) = diff([statements("staging"), statements("prod")].concat());
    assert_eq!((code, told.as_str()), (Some(0), "staging and prod are alike\n"));
}

/// A socket whose other end is gone, as that of a pager that was left.
fn closed() -> Stdio {
    let (one, other) = std::os::unix::net::UnixStream::pair().unwrap();
    drop(other);
    std::os::fd::OwnedFd::from(one).into()
}

/// Nobody is left to read: that is no answer, and no panic.
#[test]
fn an_output_that_is_closed() {
    let variables = local("closed");
    let written = folder("closed-file").join("policy.json");
    std::fs::write(&written, "{}").unwrap();
    let written = written.to_str().unwrap();
    for args in [
        &["policy", "prod"][..],
        &["policy", "prod", "--json"],
        &["policy", "prod", "--check", written],
        &["template", "cli", "prod"],
        &["docs"],
        &["--help"],
        &["check", "--help"],
        &["check", "dev"],
        &["diff", "dev", "prod"],
        &["explain", "dev"],
    ] {
        let is_asking =
            ["check", "diff", "explain"].contains(&args[0]) && !args.contains(&"--help");
        let mut command = if is_asking { without_aws(&variables) } else { programs::config() };
        let output = command.args(args).env_clear().stdout(closed()).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?} {errors}");
        assert!(!errors.contains("panicked"), "{args:?} {errors}");
    }
    // What went well goes well, and a mistake is one, though nobody is told.
    for (args, code) in [
        (&["policy", "prod"][..], 0),
        (&["policy", "prod", "--check", written], 1),
        (&["polcy", "prod"], 2),
        (&["policy"], 2),
    ] {
        let output = programs::config().args(args).env_clear().stderr(closed()).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}");
    }
    let mut both = programs::config();
    let both = both.args(["polcy"]).env_clear().stdout(closed()).stderr(closed());
    assert_eq!(both.status().unwrap().code(), Some(2));
}

/// Before anything was created: the matrix of the pipeline's example, with a command for each finding below it.
#[test]
fn the_empty_account_that_the_page_shows() {
    let output = command(&moto::account()).args(["check", "prod"]).output().unwrap();
    let told = text(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    let (matrix, report) = told.split_once("\n\n").unwrap();
    assert!(is_shown(matrix), "docs/operations.md does not show:\n{matrix}");
    assert_eq!(report.matches("help: ").count(), 4, "{report}");
}

/// The quickstart's local store, as the file of variables that names it.
fn local(name: &str) -> PathBuf {
    let folder = folder(name);
    let store = folder.join("local.toml");
    let database =
        format!(r#"{{ host = "db", port = 5432, username = "app", password = "{CANARY}" }}"#);
    let of = |environment: &str, key: &str, database: &str| {
        format!(
            "[ssm]\n\"/{environment}/myapp/api-key\" = \"{key}\"\n\
             \"/{environment}/myapp/feature-flags\" = {{ new_checkout = true, beta_users = [] }}\n\
             \"/shared/{environment}/allowed-origins\" = [\"https://a.example\"]\n\
             [secretsmanager]\n\"{environment}/database/config\" = {database}\n"
        )
    };
    let (dev, prod) = (of("dev", CANARY, &database), of("prod", "hunter2-other-canary", &database));
    let table = |text: &str, name: &str| {
        text.split(&format!("[{name}]\n"))
            .nth(1)
            .unwrap()
            .split("[secretsmanager]")
            .next()
            .unwrap()
            .to_owned()
    };
    let both = format!(
        "[ssm]\n{}{}[secretsmanager]\n{}{}",
        table(&dev, "ssm"),
        table(&prod, "ssm"),
        table(&dev, "secretsmanager"),
        table(&prod, "secretsmanager"),
    );
    std::fs::write(&store, both).unwrap();
    let variables = folder.join("app.env");
    std::fs::write(&variables, format!("FIGLEAF_LOCAL='{}'\n", store.display())).unwrap();
    variables
}

fn without_aws(variables: &std::path::Path) -> Command {
    let mut command = programs::config();
    command.env_clear().stdin(Stdio::null()).arg("--env-file").arg(variables);
    command
}

fn json(command: &mut Command) -> Value {
    let output = command.arg("--json").output().unwrap();
    serde_json::from_str(&text(&output)).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// Keys and types, and nothing of the values. Of a list the first item counts.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), shape(value))).collect(),
        Value::Array(items) => items.iter().take(1).map(shape).collect(),
        Value::String(_) => "text".into(),
        Value::Number(_) => "number".into(),
        Value::Bool(_) => "bool".into(),
        Value::Null => Value::Null,
    }
}

/// What the page says of a verb; null there is what may be null.
fn fits(shown: &Value, there: &Value, at: &str) {
    match (shown, there) {
        (Value::Object(shown), Value::Object(there)) => {
            let keys =
                |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(shown), keys(there), "{at}");
            shown.iter().for_each(|(key, value)| fits(value, &there[key], &format!("{at}.{key}")));
        }
        (Value::Array(shown), Value::Array(there)) => {
            if let (Some(shown), Some(there)) = (shown.first(), there.first()) {
                fits(shown, there, &format!("{at}[]"));
            }
        }
        (_, Value::Null) | (Value::Null, _) => {}
        (shown, there) => assert_eq!(shown, there, "{at}"),
    }
}

/// The first block of JSON below the page's section about it that is of this verb.
fn shown(verb: &str) -> Value {
    let section = DOCS.split("\n## JSON\n").nth(1).unwrap();
    let blocks = section.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut blocks = blocks.map(|block| serde_json::from_str::<Value>(block).unwrap());
    blocks.find(|block| block["verb"] == verb).unwrap()
}

#[test]
fn json_has_the_shape_that_the_page_shows() {
    let variables = local("json");
    for (verb, environments) in
        [("check", &["dev", "none"][..]), ("diff", &["dev", "prod"]), ("explain", &["dev"])]
    {
        let there = json(without_aws(&variables).arg(verb).args(environments));
        assert_eq!((&there["version"], &there["verb"]), (&1.into(), &verb.into()));
        fits(&shape(&shown(verb)), &shape(&there), verb);
        // Findings have their own shape: those of an environment in which there is nothing.
        if verb == "check" {
            let (shown, there) =
                (shape(&shown(verb)["environments"][1]), shape(&there["environments"][1]));
            fits(&shown, &there, "check of nothing");
        }
    }
    for level in ["--offline", "--metadata"] {
        let there = json(without_aws(&variables).args(["check", "dev", level]));
        fits(&shape(&shown("check")), &shape(&there), level);
    }
}

#[test]
fn two_runs_give_different_fingerprints_and_with_the_variable_the_same() {
    let variables = local("fingerprints");
    let all = |key: Option<&str>| -> Vec<String> {
        let mut command = without_aws(&variables);
        command.envs(key.map(|key| ("FIGLEAF_FINGERPRINT_KEY", key))).args(["explain", "dev"]);
        let told = json(&mut command);
        let fields = told["fields"].as_array().unwrap();
        fields.iter().filter_map(|field| Some(field["fingerprint"].as_str()?.to_owned())).collect()
    };
    let [one, other] = [all(None), all(None)];
    assert_eq!(one.len(), 7);
    assert!(one.iter().all(|fingerprint| fingerprint.len() == 12 && !other.contains(fingerprint)));
    assert_eq!(all(Some("key")), all(Some("key")));
    assert_ne!(all(Some("key")), all(Some("another")));
    // An empty one is none: everybody could compute what it makes.
    assert_ne!(all(Some("")), all(Some("")));
}

/// On a terminal the matrix has colours, unless NO_COLOR says otherwise.
#[test]
fn colours_are_for_terminals() {
    const SPAWN: &str =
        "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
    let variables = local("colours");
    let told = |settings: &[(&str, &str)]| {
        let program = programs::config().get_program().to_owned();
        let mut python = Command::new("python3");
        python
            .args(["-I", "-c", SPAWN])
            .arg(program)
            .arg("--env-file")
            .arg(&variables)
            .args(["check", "dev"]);
        python
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .envs(settings.iter().copied());
        let output = python.stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        text(&output)
    };
    assert!(told(&[]).contains("\u{1b}[32mok\u{1b}[0m"));
    for settings in [[("NO_COLOR", "1")], [("TERM", "dumb")]] {
        let told = told(&settings);
        assert!(told.contains("ok") && !told.contains('\u{1b}'), "{told}");
    }
}
