//! `check`, `diff` and `explain` as an operator sees them: text, JSON, exit codes, and no value.

#![cfg(all(feature = "derive", feature = "ops", feature = "secretsmanager", feature = "ssm"))]
#![allow(dead_code, reason = "what is looked at here is what is told of the fields")]

mod support;

use figleaf::source::{Details, Failure, Fetched, Memory};
use figleaf::{Code, Config, Loader, Secret, ops};
use support::moto::{self, ParameterType};
use validator::Validate;

/// In every value, so that none of them can be told by a part of it.
const CANARY: &str = "hunter2canary";

#[derive(Debug, Config, Validate)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
struct App {
    api_key: Secret,
    #[config(nested, secretsmanager = "{env}/database")]
    #[validate(nested)]
    database: Database,
    #[validate(range(min = 1, max = 10))]
    limit: u8,
    #[config(default = "info")]
    level: String,
    #[config(env = "APP_PORT")]
    port: u16,
    zone: Option<String>,
}

#[derive(Debug, Config, Validate)]
struct Database {
    host: String,
    password: Secret,
}

struct Told {
    code: u8,
    out: String,
    err: String,
}

fn run(args: &[&str], loader: impl Fn() -> Loader<App>) -> Told {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = ops::run_to(args, loader, &mut out, &mut err);
    let [out, err] = [out, err].map(|text| String::from_utf8(text).unwrap());
    for text in [&out, &err] {
        assert!(!text.contains("hunter2") && !text.contains("canary"), "{text}");
    }
    Told { code, out, err }
}

fn secrets() -> Memory {
    let database = |host: &str| format!(r#"{{"host":"{host}","password":"{CANARY}"}}"#);
    Memory::new("secretsmanager")
        .with("good/database", database("db.example"))
        .with("other/database", database("db.example"))
        .with("bad/database", "{")
        .with_failure("closed/database", Failure::denied("or the secret does not exist"))
        .with_failure("far/database", Failure::unavailable("nobody answers"))
}

fn parameters() -> Memory {
    let key = |version: &str, text: String| {
        let details = Details::new().with_version(version).with_kind("SecureString");
        Fetched::text(text).encrypted().with_details(details)
    };
    Memory::new("ssm")
        .with_fetched("/good/app/api-key", key("7", CANARY.to_owned()))
        .with("/good/app/limit", "3")
        .with_fetched("/other/app/api-key", key("2", format!("{CANARY}2")))
        .with("/other/app/limit", "3")
        .with("/other/app/zone", "eu")
        .with("/bad/app/limit", "3000")
        .with_fetched("/closed/app/api-key", key("1", CANARY.to_owned()))
        .with("/closed/app/limit", "3")
        .with_fetched("/far/app/api-key", key("1", CANARY.to_owned()))
        .with("/far/app/limit", "3")
}

fn loader() -> Loader<App> {
    App::loader().source(parameters()).source(secrets())
}

#[test]
fn the_matrix_and_the_reports() {
    let told = run(&["check", "good", "bad", "closed"], loader);
    assert_eq!(told.code, 1, "{}", told.out);
    insta::assert_snapshot!(told.out);
}

#[test]
fn each_exit_code_and_two_outranks_one() {
    assert_eq!(run(&["check", "good"], loader).code, 0);
    assert_eq!(run(&["check", "good", "bad"], loader).code, 1);
    let far = run(&["check", "far", "bad"], loader);
    assert_eq!(far.code, 2, "{}", far.out);
    assert!(far.out.contains("unknown"), "{}", far.out);
    assert!(far.out.contains("invalid"), "the others still run: {}", far.out);
    for wrong in [&["check"][..], &["diff", "good"], &["explain"], &["check", "good", "--vlaues"]] {
        let told = run(wrong, loader);
        assert_eq!((told.code, told.out.as_str()), (2, ""), "{wrong:?}");
        assert!(told.err.starts_with("error: "), "{}", told.err);
    }
}

/// What stands behind a flag may be anything.
#[test]
fn wrong_arguments_are_not_repeated() {
    for wrong in [
        &["check", "good", "--var", "hunter2canary"][..],
        &["check", "good", "--profile", "hunter2=canary"],
        &["check", "good", "--env-file", "/nowhere/hunter2canary"],
        &["check", "good", "--hunter2canary"],
        &["diff", "hunter2canary"],
    ] {
        assert_eq!(run(wrong, loader).code, 2, "{wrong:?}");
    }
}

#[test]
fn what_only_a_variable_gives_is_not_checked_without_its_file() {
    let told = run(&["check", "good"], loader);
    assert!(told.out.contains("port               not checked"), "{}", told.out);
    let file = std::env::temp_dir().join(format!("figleaf-ops-{}.env", std::process::id()));
    let path = file.to_str().unwrap();
    std::fs::write(&file, "# of the application\nexport APP_PORT='8080'\nAPP_LIMIT=4\n").unwrap();
    let told = run(&["check", "good", "--env-file", path], loader);
    assert_eq!(told.code, 0, "{}", told.out);
    assert!(told.out.contains("port               ok"), "{}", told.out);
    let told = run(&["explain", "good", "--env-file", path], loader);
    assert!(told.out.contains("shadows ssm:/good/app/limit"), "{}", told.out);
    std::fs::write(&file, "OTHER=1\n").unwrap();
    let told = run(&["check", "good", "--env-file", path], loader);
    assert_eq!(told.code, 1, "the file is all that the application has: {}", told.out);
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn json_has_a_version_and_the_same_states() {
    let told = run(&["check", "good", "bad", "--json"], loader);
    let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!((&json["version"], &json["verb"]), (&1.into(), &"check".into()));
    assert_eq!(json["config"], "App");
    assert_eq!(json["environments"][0]["state"], "ok");
    let bad = &json["environments"][1];
    assert_eq!(bad["state"], "findings");
    let state = |path: &str| {
        let fields = bad["fields"].as_array().unwrap();
        fields.iter().find(|field| field["path"] == path).unwrap()["state"].clone()
    };
    assert_eq!(state("api_key"), "missing");
    assert_eq!(state("limit"), "invalid");
    assert_eq!(state("port"), "not checked");
    assert_eq!(bad["problems"][0]["code"], "missing");
}

#[test]
fn offline_asks_nobody() {
    let stores = [parameters(), secrets()];
    let handles = stores.clone().map(|store| store.handle());
    let told = run(&["check", "good", "bad", "--offline"], || {
        let [parameters, secrets] = stores.clone();
        App::loader().source(parameters).source(secrets)
    });
    assert_eq!(told.code, 0, "{}", told.out);
    assert_eq!(handles.map(|handle| handle.requests()), [0, 0]);
    let told = run(&["check", "../admin", "--offline"], loader);
    assert_eq!(told.code, 1, "{}", told.out);
    let told = run(&["check", "good", "../admin", "--offline", "--json"], loader);
    let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let states = [0, 1].map(|number| json["environments"][number]["state"].clone());
    assert_eq!(states, ["ok", "findings"]);
}

#[test]
fn explain_tells_place_version_and_fingerprint() {
    let told = run(&["explain", "good"], loader);
    assert_eq!(told.code, 0, "{}", told.out);
    let key = told.out.lines().find(|line| line.starts_with("api_key")).unwrap();
    let words: Vec<&str> = key.split_whitespace().collect();
    assert_eq!(words[1..4], ["ssm:/good/app/api-key", "version", "7"], "{key}");
    assert!(!told.out.contains("db.example"), "without --values none is shown: {}", told.out);
    let told = run(&["explain", "good", "--values"], loader);
    assert!(told.out.contains("db.example"), "{}", told.out);
    let json = run(&["explain", "good", "--json"], loader);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["fields"][0]["stored_version"], "7");
    assert_eq!(json["fields"][0]["type"], "SecureString");
    assert_eq!(json["fields"][0]["value"], serde_json::Value::Null);
}

#[test]
fn diff_tells_what_differs_and_nothing_of_what_is_equal() {
    let told = run(&["diff", "good", "other"], loader);
    assert_eq!(told.code, 1, "{}", told.out);
    let line = |path: &str| told.out.lines().find(|line| line.starts_with(path));
    assert!(line("api_key").unwrap().ends_with("value"), "{}", told.out);
    assert!(line("zone").unwrap().ends_with("in the second only"), "{}", told.out);
    for equal in ["database.host", "database.password", "limit", "level", "port"] {
        assert_eq!(line(equal), None, "{}", told.out);
    }
    let same = run(&["diff", "good", "good"], loader);
    assert_eq!((same.code, same.out.as_str()), (0, "good and good are alike\n"));
    let far = run(&["diff", "good", "far"], loader);
    assert_eq!(far.code, 2, "{}", far.out);
}

/// Whether fields differ whose values nobody saw is not known: neither alike nor in one alone.
#[test]
fn what_is_hidden_on_either_side_makes_a_difference_unknown() {
    for (pair, hidden) in [
        (["closed", "closed"], &["database.host", "database.password"][..]),
        (["good", "closed"], &["database.host", "database.password"]),
        (["closed", "good"], &["database.host", "database.password"]),
        (["good", "far"], &["database.host", "database.password"]),
        // A document that cannot be read has no keys, and may have had them.
        (["bad", "bad"], &["database.host", "database.password"]),
        (["bad", "good"], &["database.host", "database.password"]),
    ] {
        let told = run(&["diff", pair[0], pair[1]], loader);
        assert_eq!(told.code, 2, "{pair:?} {}", told.out);
        assert!(!told.out.contains("alike"), "{pair:?} {}", told.out);
        for path in hidden {
            let line = told.out.lines().find(|line| line.starts_with(path)).unwrap();
            assert!(line.ends_with("  unknown"), "{pair:?} {line}");
        }
        let told = run(&["diff", pair[0], pair[1], "--json"], loader);
        let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
        assert_eq!((told.code, &json["complete"]), (2, &false.into()), "{pair:?}");
        let fields = json["fields"].as_array().unwrap().iter();
        let unknown = fields.filter(|field| field["difference"] == "unknown");
        let unknown: Vec<&str> = unknown.map(|field| field["path"].as_str().unwrap()).collect();
        assert_eq!(unknown, hidden, "{pair:?}");
    }
    // What is missing is known to be so.
    let told = run(&["diff", "bad", "good"], loader);
    let line = told.out.lines().find(|line| line.starts_with("api_key")).unwrap();
    assert!(line.ends_with("in the second only"), "{line}");
}

/// An environment whose names are not known, such as one that is no word.
#[test]
fn an_environment_of_which_nothing_was_seen_is_not_like_another() {
    for (pair, shown) in [(["good", "../a"], "unknown"), (["../a", "good"], "unknown")] {
        let told = run(&["diff", pair[0], pair[1]], loader);
        assert_eq!(told.code, 2, "{pair:?} {}", told.out);
        let line = told.out.lines().find(|line| line.starts_with("api_key")).unwrap();
        assert!(line.ends_with(shown), "{line}");
    }
    let told = run(&["diff", "../a", "../b"], loader);
    assert_eq!(told.code, 2, "{}", told.out);
    assert!(!told.out.contains("alike"), "{}", told.out);
}

/// What nobody looked at is no finding and no difference, but it is told.
#[test]
fn diff_tells_what_was_not_checked() {
    let told = run(&["diff", "good", "good"], loader);
    assert_eq!(told.code, 0, "{}", told.out);
    assert!(told.err.starts_with("note: not checked: port,"), "{}", told.err);
    let told = run(&["diff", "good", "good", "--json"], loader);
    let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(json["not_checked"], serde_json::json!(["port"]));
    assert_eq!(json["complete"], true);
}

#[tokio::test]
async fn the_function_tells_what_is_not_known() {
    let of = |environment: &str| App::ops(environment).loader(loader);
    let kinds = |differences: Vec<ops::Difference>| -> Vec<(String, ops::DifferenceKind)> {
        let kinds = differences.iter().map(|of| (of.path().to_owned(), of.kind()));
        kinds.collect()
    };
    let unknown = |path: &str| (path.to_owned(), ops::DifferenceKind::Unknown);
    let differences = of("closed").diff(&of("closed")).await.unwrap();
    assert_eq!(kinds(differences), ["database.host", "database.password"].map(unknown));
    // The variables of one application alone are known.
    let given = of("good").env_vars([("APP_PORT", "80")]);
    assert_eq!(kinds(given.diff(&of("good")).await.unwrap()), [unknown("port")]);
    assert_eq!(kinds(of("good").diff(&given).await.unwrap()), [unknown("port")]);
    let differences = kinds(of("../a").diff(&of("../a")).await.unwrap());
    let fields = ["api_key", "database.host", "database.password", "limit", "level", "zone"];
    assert_eq!(differences, fields.map(unknown));
    let error = of("good").diff(&of("far")).await.unwrap_err().to_string();
    assert!(error.contains("gave no answer"), "{error}");
}

/// What is joined below a value that may not be read is not what the program has.
#[test]
fn explain_shows_nothing_in_the_place_of_what_is_denied() {
    use figleaf::figment::providers::Serialized;
    let joined = || loader().join(Serialized::default("database.host", "db.joined"));
    let told = run(&["explain", "closed", "--values"], joined);
    assert_eq!(told.code, 1, "{}", told.out);
    let line = told.out.lines().find(|line| line.starts_with("database.host")).unwrap();
    assert_eq!(line.split_whitespace().collect::<Vec<_>>(), ["database.host", "denied"]);
    let told = run(&["explain", "closed", "--json", "--values"], joined);
    let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let fields = json["fields"].as_array().unwrap();
    let host = fields.iter().find(|field| field["path"] == "database.host").unwrap();
    for key in ["from", "fingerprint", "value"] {
        assert_eq!(host[key], serde_json::Value::Null, "{host}");
    }
    let told = run(&["diff", "closed", "closed"], joined);
    assert_eq!(told.code, 2, "{}", told.out);
}

#[test]
fn two_runs_have_other_fingerprints() {
    let all = || run(&["explain", "good", "--json"], loader).out;
    let fingerprints = |json: &str| -> Vec<String> {
        let json: serde_json::Value = serde_json::from_str(json).unwrap();
        let fields = json["fields"].as_array().unwrap();
        fields.iter().filter_map(|field| Some(field["fingerprint"].as_str()?.to_owned())).collect()
    };
    let [one, other] = [fingerprints(&all()), fingerprints(&all())];
    assert_eq!((one.len(), one[0].len()), (4, 12));
    assert!(one.iter().all(|fingerprint| !other.contains(fingerprint)));
}

/// One environment of each kind, before a store that enforces a policy.
#[tokio::test(flavor = "multi_thread")]
async fn against_the_services() {
    let aws = moto::account();
    for environment in ["good", "missing", "denied", "invalid"] {
        let limit = if environment == "invalid" { "many" } else { "3" };
        let name = format!("/{environment}/app/limit");
        aws.put_parameter(&name, ParameterType::String, limit).await;
        if environment != "missing" {
            let name = format!("/{environment}/app/api-key");
            aws.put_parameter(&name, ParameterType::SecureString, CANARY).await;
        }
        let database = format!(r#"{{"host":"db.example","password":"{CANARY}"}}"#);
        aws.put_secret(&format!("{environment}/database"), &database).await;
    }
    let secret = |environment: &str| {
        format!(
            "arn:aws:secretsmanager:eu-west-1:{}:secret:{environment}/database-??????",
            aws.id()
        )
    };
    let readable = ["good", "missing", "invalid"].map(secret);
    aws.allow(
        &serde_json::json!({ "Version": "2012-10-17", "Statement": [
            { "Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "*" },
            { "Effect": "Allow", "Action": "secretsmanager:GetSecretValue",
              "Resource": readable },
        ]})
        .to_string(),
    );
    let config = aws.sdk_config();
    let told = tokio::task::spawn_blocking(move || {
        let args = ["check", "good", "missing", "denied", "invalid"];
        run(&args, || App::loader().sdk_config(&config))
    });
    let told = told.await.unwrap();
    assert_eq!(told.code, 1, "{}", told.out);
    let line = |path: &str| {
        let line = told.out.lines().find(|line| line.starts_with(path)).unwrap();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("api_key"), "api_key ok missing ok ok");
    assert_eq!(line("database.password"), "database.password ok ok denied ok");
    assert_eq!(line("limit"), "limit ok ok ok invalid");
    insta::assert_snapshot!(told.out);
}

#[test]
fn a_failure_of_a_store_as_a_whole_is_unknown_and_a_denial_is_a_finding() {
    let with = |failure: Failure| {
        let told = run(&["check", "good"], || {
            loader().source(
                Memory::new("ssm")
                    .with_failure("/good/app/api-key", failure.clone())
                    .with("/good/app/limit", "3"),
            )
        });
        told.code
    };
    assert_eq!(with(Failure::denied("")), 1);
    for code in [Code::Throttled, Code::Unavailable, Code::Timeout] {
        assert_eq!(with(Failure::new(code, "")), 2, "{code}");
    }
    assert_eq!(with(Failure::denied("no credentials").of_store()), 2);
}

#[test]
#[ignore = "runs as a child"]
fn child_without_threads() {
    let told = run(&["check", "good"], || {
        App::loader().no_env_vars().source(secrets()).source(parameters())
    });
    println!("code {}\n{}{}", told.code, told.out, told.err);
}

/// A limit of threads does not bind root, and so each thread asks for more memory than any machine has.
#[test]
fn a_machine_that_has_no_thread_left() {
    let output = support::programs::this_test("child_without_threads")
        .env("RUST_MIN_STACK", (1u64 << 60).to_string())
        .output()
        .unwrap();
    let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(told.contains("code 2") && told.contains("no thread could be started"), "{told}");
    assert!(output.status.success(), "{told}");
}

#[test]
#[ignore = "runs as a child"]
fn child_with_profiles() {
    let args = ["check", "good", "other", "--profile", "other=nobody"];
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = ops::run_to(args, App::loader, &mut out, &mut err);
    println!("code {code}\n{}", String::from_utf8([out, err].concat()).unwrap());
}

/// The machine's own variables neither satisfy nor hide a field, and an environment whose profile has no credentials
/// is unknown, while the other one is checked.
#[tokio::test]
async fn aws_variables_alone_and_a_profile_for_each_environment() {
    let aws = moto::account();
    for environment in ["good", "other"] {
        aws.put_parameter(&format!("/{environment}/app/limit"), ParameterType::String, "3").await;
        let database = format!(r#"{{"host":"db.example","password":"{CANARY}"}}"#);
        aws.put_secret(&format!("{environment}/database"), &database).await;
    }
    let endpoint = aws.endpoint();
    let variables = [
        ("AWS_ENDPOINT_URL", endpoint.as_str()),
        ("AWS_ACCESS_KEY_ID", aws.access_key()),
        ("AWS_SECRET_ACCESS_KEY", CANARY),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("HOME", "/nonexistent"),
        // Of this machine's user, and not of the application.
        ("APP_API_KEY", CANARY),
        ("APP_PORT", "80"),
        ("ENVIRONMENT", "prod"),
    ];
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_with_profiles", "--ignored", "--nocapture"])
        .env_clear()
        .envs(variables)
        .output();
    let output = child.unwrap();
    let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(!told.contains("hunter2"), "{told}");
    assert!(told.contains("code 2"), "{told}");
    let line = |path: &str| {
        let line = told.lines().find(|line| line.trim_start().starts_with(path));
        line.unwrap_or_else(|| panic!("{told}")).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("api_key "), "api_key missing unknown");
    assert_eq!(line("limit "), "limit ok unknown");
    assert_eq!(line("port "), "port not checked not checked");
    assert_eq!(line("1 finding"), "1 finding unknown");
}
