//! Who asks, how many at once, what is shown of layers and differences.

use std::io::Write;
use std::sync::{Arc, Mutex};

use figleaf::ops::{DifferenceKind, Level, State, Verdict};
use figleaf::source::{Answer, BoxFuture, Details, Fetched, Key, Memory, Source};
use figleaf::{Code, Config, Secret};
use serde_json::json;
use tokio::sync::Notify;

use super::metadata::run;
use super::support::moto::{self, ParameterType};

#[allow(dead_code, reason = "what is looked at here is what is told of the fields")]
#[derive(Debug, Config)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
struct App {
    #[config(ssm = "level", alias = "/old/{env}/level")]
    level: String,
    #[config(secretsmanager = "{env}/key")]
    key: Secret,
}

/// Denied as the application is: the caller itself may read nothing.
#[tokio::test]
async fn a_role_is_denied_what_it_may_not_read() {
    let aws = moto::account();
    aws.put_parameter("/prod/app/level", ParameterType::String, "info").await;
    aws.put_secret("prod/key", "hunter2-canary").await;
    let read = json!({ "Statement": [
        { "Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "*" },
    ]});
    let role = aws.role("app", &read.to_string());
    let other = aws.role("other", &read.to_string());
    let may = json!({ "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": role }] });
    aws.allow(&may.to_string());
    let sdk = aws.sdk_config();
    let ops = move |role: &str| {
        let sdk = sdk.clone();
        App::ops("prod").role(role).loader(move || App::loader().sdk_config(&sdk))
    };
    let seen = ops(&role).check().await.unwrap();
    assert_eq!(seen.verdict(), Verdict::Findings, "{:?}", seen.error());
    assert_eq!(seen.field("level").unwrap().state(), State::Ok);
    assert_eq!(seen.field("key").unwrap().state(), State::Wrong(Code::Denied));
    assert_eq!(aws.requests(), ["sts"]);
    let mut asked = aws.requests_of(&role);
    asked.sort_unstable();
    assert_eq!(asked, ["AmazonSSM.GetParameters", "secretsmanager.GetSecretValue"]);

    // A role that may not be assumed says nothing of the environment.
    let seen = ops(&other).check().await.unwrap();
    assert_eq!(seen.verdict(), Verdict::Unknown);
    let report = seen.error().unwrap().to_string();
    assert!(report.contains(&other) && report.contains("trust policy"), "{report}");
    assert_eq!(aws.requests_of(&other), [""; 0]);
}

/// A store that answers for one environment when somebody has been told of the wait for it.
struct Slow(Arc<Notify>);

impl Source for Slow {
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            if keys.iter().any(|key| key.name().starts_with("/slow/")) {
                self.0.notified().await;
            }
            keys.iter().for_each(|key| answer.found(key, Fetched::text("info")));
        })
    }
}

/// What is said while one waits, and lets the store go on.
struct Said(Arc<Notify>, Arc<Mutex<String>>);

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut said = self.1.lock().unwrap();
        said.push_str(std::str::from_utf8(bytes).unwrap());
        if said.contains("still asking") {
            self.0.notify_one();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_takes_long_is_told_and_holds_nobody_up() {
    let (go_on, said) = (Arc::new(Notify::new()), Arc::default());
    let mut err = Said(go_on.clone(), Arc::clone(&said));
    let loader = || {
        let secrets = Memory::new("secretsmanager").with("slow/key", "a").with("fast/key", "a");
        App::loader().source(Slow(go_on.clone())).source(secrets)
    };
    let mut out = Vec::new();
    let code = figleaf::ops::run_to(["check", "slow", "fast"], loader, &mut out, &mut err);
    assert_eq!(code, 0);
    // The second one was done while the first one waited, and stands behind it.
    assert_eq!(*said.lock().unwrap(), "still asking: slow\n");
    let out = String::from_utf8(out).unwrap();
    assert!(out.lines().next().unwrap().split_whitespace().eq(["slow", "fast"]), "{out}");
}

/// Inside a program with a runtime of its own, and without one.
#[tokio::test]
async fn the_command_runs_inside_a_runtime() {
    let memory = || Memory::new("ssm").with("/prod/app/level", "info");
    let loader = || {
        App::loader().source(memory()).source(Memory::new("secretsmanager").with("prod/key", "a"))
    };
    let code = figleaf::ops::run_to(["check", "prod"], loader, &mut Vec::new(), &mut Vec::new());
    assert_eq!(code, 0);
}

fn layered() -> figleaf::Loader<App> {
    let version = Details::new().with_version("3");
    let parameters = Memory::new("ssm")
        .with_fetched("/old/prod/level", Fetched::text("info").with_details(version))
        .with("/both/app/level", "info")
        .with("/old/both/level", "debug");
    let secrets = Memory::new("secretsmanager").with("prod/key", "a").with("both/key", "a");
    App::loader()
        .source(parameters)
        .source(secrets)
        .join_file(file("joined"))
        .join_file(file("below"))
}

/// A file that gives the level.
fn file(name: &str) -> std::path::PathBuf {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.json"));
    std::fs::write(&path, format!("{{\"level\": \"{name}\"}}")).unwrap();
    path
}

fn explained(args: &[&str], loader: impl Fn() -> figleaf::Loader<App>) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = figleaf::ops::run_to(args, loader, &mut out, &mut err);
    let [out, err] = [out, err].map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!(code, 0, "{out}{err}");
    let lines = out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    // Fingerprints are of this run alone.
    let lines = lines
        .map(|line| regex::Regex::new(" [0-9a-f]{12}$").unwrap().replace(&line, "").into_owned());
    lines.map(|line| line.replace(env!("CARGO_TARGET_TMPDIR"), "…") + "\n").collect()
}

#[test]
fn older_names_and_layers_tell_what_shadows_what() {
    let mut all = explained(&["explain", "prod"], layered);
    all += &explained(&["explain", "both"], layered);
    all += &explained(&["explain", "both"], || {
        layered().merge_file(file("merged")).merge_file(file("above"))
    });
    let folder = super::folder("explain");
    let variables = folder.join("app.env");
    std::fs::write(&variables, "APP_LEVEL=warn\n").unwrap();
    let with_file = ["explain", "both", "--env-file", variables.to_str().unwrap()];
    all += &explained(&with_file, layered);
    all += &explained(&with_file, || layered().merge_file(file("merged")));
    insta::assert_snapshot!(all);
}

#[derive(Config)]
#[allow(dead_code, reason = "what is looked at is where they come from")]
struct OfPlatforms {
    #[config(env = "AWS_LAMBDA_FUNCTION_NAME")]
    function: String,
    #[config(env = "AWS_REGION")]
    region: String,
    #[config(env = "HOME")]
    home: String,
}

/// Fields may be called as the variables of the way to AWS are: this machine's say nothing of the application.
#[tokio::test]
async fn variables_of_this_machine_are_in_no_field() {
    assert!(std::env::var_os("HOME").is_some(), "the test needs a variable of the machine");
    let states = |seen: &figleaf::ops::Seen| -> Vec<&'static str> {
        seen.fields().iter().map(|field| field.state().as_str()).collect()
    };
    let seen = OfPlatforms::ops("prod").check().await.unwrap();
    assert_eq!(states(&seen), ["not checked"; 3]);
    let given = [("AWS_LAMBDA_FUNCTION_NAME", "shop"), ("AWS_REGION", "eu-west-1")];
    let seen = OfPlatforms::ops("prod").env_vars(given).check().await.unwrap();
    assert_eq!(states(&seen), ["ok", "ok", "missing"]);
    let fixed = OfPlatforms::ops("prod").env_vars([given[0], given[1], ("HOME", "/app")]);
    assert_eq!(fixed.check().await.unwrap().verdict(), figleaf::ops::Verdict::Ok);
}

/// Versions are told, and are no difference; types are.
#[tokio::test]
async fn what_differs() {
    let kept = |text: &str, version: &str, kind: &'static str| {
        Fetched::text(text).with_details(Details::new().with_version(version).with_kind(kind))
    };
    let parameters = Memory::new("ssm")
        .with_fetched("/a/app/level", kept("info", "1", "String"))
        .with_fetched("/b/app/level", kept("info", "7", "String"))
        .with_fetched("/c/app/level", kept("info", "7", "SecureString"))
        .with_fetched("/d/app/level", kept("debug", "7", "String"));
    let secrets =
        ["a", "b", "c", "d"].into_iter().fold(Memory::new("secretsmanager"), |all, name| {
            all.with(format!("{name}/key"), "hunter2-canary")
        });
    let of = |environment: &str| {
        let (parameters, secrets) = (parameters.clone(), secrets.clone());
        App::ops(environment)
            .loader(move || App::loader().source(parameters.clone()).source(secrets.clone()))
    };
    for (other, kind) in [
        ("b", None),
        ("c", Some(DifferenceKind::Type)),
        ("d", Some(DifferenceKind::Value)),
        ("e", Some(DifferenceKind::OnlyFirst)),
    ] {
        let all = of("a").diff(&of(other)).await.unwrap();
        let level = all.iter().find(|difference| difference.path() == "level");
        assert_eq!(level.map(|difference| difference.kind()), kind, "{other}");
        if let Some(level) = level {
            assert_eq!(level.first().origin().unwrap().details().unwrap().version(), Some("1"));
        }
        assert!(!format!("{all:?}").contains("canary"));
    }
}

/// What is given on this machine has to fit into the store that it is for.
#[tokio::test]
async fn sizes_are_looked_at_offline() {
    let of = |level: usize, key: usize| {
        let text = |size| "x".repeat(size);
        App::ops("prod").env_vars([("APP_LEVEL", text(level)), ("APP_KEY", text(key))])
    };
    for (level, key, findings, notes) in [
        (4 * 1024, 64 * 1024, 0, 0),
        (4 * 1024 + 1, 64 * 1024, 0, 1),
        (8 * 1024 + 1, 64 * 1024, 1, 0),
        (8 * 1024 + 1, 64 * 1024 + 1, 2, 0),
    ] {
        let seen = of(level, key).check_at(Level::Offline).await.unwrap();
        let found = seen.error().map_or(0, |error| error.problems().len());
        assert_eq!(
            (found, seen.notes().len()),
            (findings, notes),
            "{level} {key} {:?}",
            seen.error()
        );
    }
    let seen = of(8 * 1024 + 1, 1).check_at(Level::Offline).await.unwrap();
    let report = seen.error().unwrap().to_string();
    assert!(
        report.contains(
            "APP_LEVEL gives does not fit into ssm:/prod/app/level: a parameter holds 8 KB"
        ),
        "{report}"
    );
    assert!(!report.contains("8193"), "{report}");
}

#[tokio::test]
async fn names_of_several_flags_are_read_alike() {
    #[allow(dead_code, reason = "as above")]
    #[derive(Debug, Config)]
    struct Named {
        #[config(ssm = "${LEVEL_NAME}")]
        level: String,
    }
    let loader = || Named::loader().source(Memory::new("ssm").with("/x/level", "info"));
    let told = run(&["check", "prod", "--name", "LEVEL_NAME=/x/level"], loader).await;
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    let told = run(&["explain", "prod", "--name", "LEVLE_NAME=/x/level"], loader).await;
    assert_eq!(told.code, 2, "{}", told.out);
    assert!(told.err.contains("did you mean LEVEL_NAME?"), "{}", told.err);
}
