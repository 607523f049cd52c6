//! Each code at each level of a check, and the exit code that it has.

use std::time::Duration;

use figleaf::source::{Failure, Memory};
use figleaf::{Code, Config, Loader};
use serde_json::json;
use validator::Validate;

use super::Told;
use super::metadata::run;
use super::support::stub::{Reply, Request, Stub};

#[allow(dead_code, reason = "what is looked at here is what is told of the fields")]
#[derive(Debug, Config, Validate)]
#[config(prefix = "/{env}/app")]
struct One {
    #[validate(range(min = 1))]
    limit: u8,
}

#[allow(dead_code, reason = "as above")]
#[derive(Debug, Config)]
#[config(prefix = "/{env}/app")]
struct Secret {
    #[config(secretsmanager = "{env}/key")]
    key: figleaf::Secret,
}

/// What is in Parameter Store, or is said in its place.
#[derive(Debug, Clone)]
enum There {
    Value(&'static str),
    Nothing,
    Failure(Failure),
}

impl There {
    fn at(&self, name: &str, memory: Memory) -> Memory {
        match self {
            Self::Value(text) => memory.with(name, *text),
            Self::Nothing => memory,
            Self::Failure(failure) => memory.with_failure(name, failure.clone()),
        }
    }
}

fn check(environments: &[(&str, There)], flag: Option<&str>) -> Told {
    let memory = environments.iter().fold(Memory::new("ssm"), |memory, (environment, there)| {
        there.at(&format!("/{environment}/app/limit"), memory)
    });
    let names = environments.iter().map(|(name, _)| *name);
    let args: Vec<&str> = ["check"].into_iter().chain(names).chain(flag).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let loader = || One::loader().source(memory.clone());
    let code = figleaf::ops::run_to(args, loader, &mut out, &mut err);
    let [out, err] = [out, err].map(|bytes| String::from_utf8(bytes).unwrap());
    Told { code, out, err }
}

/// The exit code of a load, and what the matrix says.
fn table() -> Vec<(There, u8, &'static str)> {
    let failure = |code| There::Failure(Failure::new(code, ""));
    vec![
        (There::Value("3"), 0, "ok"),
        (There::Nothing, 1, "missing"),
        (There::Value("many"), 1, "invalid"),
        (There::Value("0"), 1, "rejected"),
        (failure(Code::Denied), 1, "denied"),
        (failure(Code::Invalid), 1, "invalid"),
        (failure(Code::Rejected), 1, "rejected"),
        (failure(Code::Conflict), 1, "conflict"),
        (failure(Code::Throttled), 2, "unknown"),
        (failure(Code::Unavailable), 2, "unknown"),
        (failure(Code::NotReady), 2, "unknown"),
        (failure(Code::Timeout), 2, "unknown"),
        // Of who asks, and not of what is asked for.
        (There::Failure(Failure::denied("no credentials").of_store()), 2, "unknown"),
        (There::Failure(Failure::unavailable("nobody answers")), 2, "unknown"),
    ]
}

fn state(told: &Told, path: &str, column: usize) -> String {
    let line = told.out.lines().find(|line| line.starts_with(path));
    let line = line.unwrap_or_else(|| panic!("{}{}", told.out, told.err));
    let cells = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty());
    cells.skip(column).map(str::to_owned).next().unwrap()
}

#[test]
fn each_code_of_a_load() {
    for (there, code, shown) in table() {
        let told = check(&[("prod", there.clone())], None);
        assert_eq!((told.code, state(&told, "limit", 1).as_str()), (code, shown), "{there:?}");
        // Nobody is asked offline, and a source of one's own tells nothing without its values.
        let told = check(&[("prod", there.clone())], Some("--offline"));
        assert_eq!((told.code, state(&told, "limit", 1).as_str()), (0, "not checked"), "{there:?}");
        let told = check(&[("prod", there.clone())], Some("--metadata"));
        assert_eq!((told.code, state(&told, "limit", 1).as_str()), (0, "unknown"), "{there:?}");
    }
}

#[test]
fn no_answer_outranks_a_finding_in_each_pair() {
    for (one, left, shown) in table() {
        for (other, right, beside) in table() {
            let told = check(&[("one", one.clone()), ("other", other.clone())], None);
            assert_eq!(told.code, left.max(right), "{one:?} {other:?}");
            let states = [1, 2].map(|column| state(&told, "limit", column));
            assert_eq!(states, [shown, beside], "{one:?} {other:?}");
        }
    }
}

/// What no field reads is a finding of a load that is strict, and nothing of the others: they read no document.
#[test]
fn a_strict_load_finds_what_is_unused() {
    #[allow(dead_code, reason = "what is looked at here is what is told of the fields")]
    #[derive(Config)]
    struct App {
        #[config(nested, secretsmanager = "{env}/database")]
        database: Database,
    }
    #[allow(dead_code, reason = "as above")]
    #[derive(Config)]
    struct Database {
        host: String,
    }
    let run = |args: &[&str], is_strict: bool| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let loader = || {
            let document = r#"{"host": "db", "hots": "canary"}"#;
            let secrets = Memory::new("secretsmanager").with("prod/database", document);
            let loader = App::loader().source(secrets);
            if is_strict { loader.strict() } else { loader }
        };
        let code = figleaf::ops::run_to(args, loader, &mut out, &mut err);
        let [out, err] = [out, err].map(|bytes| String::from_utf8(bytes).unwrap());
        assert!(!out.contains("canary") && !err.contains("canary"), "{out}{err}");
        Told { code, out, err }
    };
    assert_eq!(run(&["check", "prod"], false).code, 0);
    let told = run(&["check", "prod"], true);
    assert_eq!((told.code, state(&told, "database.host", 1).as_str()), (1, "ok"), "{}", told.out);
    assert!(told.out.contains("1 finding") && told.out.contains("hots"), "{}", told.out);
    let told = run(&["check", "prod", "--json"], true);
    let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let environment = &json["environments"][0];
    assert_eq!((told.code, &environment["state"]), (1, &"findings".into()));
    assert_eq!(environment["problems"][0]["code"], Code::Unused.as_str(), "{}", told.out);
    for flag in ["--offline", "--metadata"] {
        let told = run(&["check", "prod", flag], true);
        assert_eq!(told.code, 0, "{flag} {}", told.out);
    }
    for verb in [&["explain", "prod"][..], &["diff", "prod", "prod"]] {
        let told = run(verb, true);
        assert!(told.out.contains("hots"), "{verb:?} {}", told.out);
    }
}

/// What needs no store: names, placeholders, what the struct contradicts itself in.
#[test]
fn each_level_finds_what_is_wrong_with_names() {
    #[allow(dead_code, reason = "what is looked at here is what is told of the fields")]
    #[derive(Config)]
    #[config(prefix = "/{env}/{tenant}")]
    struct Tenant {
        name: String,
        #[config(env = "TENANT_PORT", default = "none")]
        port: u16,
    }
    let run = |args: &[&str]| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let loader = || Tenant::loader().source(Memory::new("ssm").with("/prod/acme/name", "x"));
        let code = figleaf::ops::run_to(args, loader, &mut out, &mut err);
        (code, String::from_utf8([out, err].concat()).unwrap())
    };
    for flag in [&[][..], &["--metadata"], &["--offline"]] {
        for wrong in [
            &["check", "../prod"][..],
            &["check", "prod"],
            &["check", "prod", "--var", "tenant=a/b"],
        ] {
            let (code, told) = run(&[wrong, flag].concat());
            assert_eq!(code, 1, "{wrong:?} {flag:?} {told}");
        }
        // A name that nothing has is a mistake of who calls.
        let (code, told) =
            run(&[&["check", "prod", "--var", "tenant=acme", "--var", "x=y"][..], flag].concat());
        assert_eq!(code, 2, "{flag:?} {told}");
    }
    // The default is evaluated offline, and in a load where it is needed.
    let (code, told) = run(&["check", "prod", "--var", "tenant=acme", "--offline"]);
    assert_eq!(code, 1, "{told}");
    assert!(
        told.contains("port  expected u16, found a string of 4 characters in its default"),
        "{told}"
    );
}

/// What the services say in the place of metadata.
fn told_by(request: &Request, parameters: &Reply, secret: &Reply) -> Reply {
    match request.target.as_str() {
        "AmazonSSM.DescribeParameters" => parameters.clone(),
        "secretsmanager.DescribeSecret" => secret.clone(),
        other => panic!("a value is read: {other}"),
    }
}

/// A loader that asks a stub. Answers that only the deadline ends, because they do not come or because the question is
/// repeated, are `unknown`: of those it is an early one.
fn asking<C: Config>(stub: &Stub, shown: &str) -> impl Fn() -> Loader<C> + Send + 'static {
    let config = stub.sdk_config();
    let timeout = Duration::from_millis(if shown == "unknown" { 400 } else { 10_000 });
    move || C::loader().sdk_config(&config).timeout(timeout)
}

#[tokio::test]
async fn each_answer_to_metadata() {
    let described = |extra: serde_json::Value| {
        let mut all = json!({ "ARN": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/key-AbCdEf",
            "VersionIdsToStages": { "00000000-0000-4000-8000-000000000001": ["AWSCURRENT"] } });
        all.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        Reply::json(all)
    };
    let listed = |kind: &str| {
        Reply::json(
            json!({ "Parameters": [{ "Name": "/prod/app/limit", "Type": kind, "Version": 1 }] }),
        )
    };
    let none = Reply::json(json!({ "Parameters": [] }));
    let error = |code: &str| Reply::error(code, "no");
    let unused = error("AccessDeniedException");
    for (parameters, code, shown) in [
        (listed("String"), 0, "ok"),
        (none.clone(), 1, "missing"),
        (error("AccessDeniedException"), 2, "unknown"),
        (error("ThrottlingException"), 2, "unknown"),
        (error("UnrecognizedClientException"), 2, "unknown"),
        (error("InternalServerError"), 2, "unknown"),
        (Reply::status(503, ""), 2, "unknown"),
        (Reply::Hang, 2, "unknown"),
        (Reply::json(json!([])), 2, "unknown"),
    ] {
        let secret = unused.clone();
        let reply = parameters.clone();
        let stub = Stub::start(move |request| told_by(request, &reply, &secret));
        let told = run(&["check", "prod", "--metadata"], asking::<One>(&stub, shown)).await;
        assert_eq!((told.code, state(&told, "limit", 1).as_str()), (code, shown), "{parameters:?}");
    }
    for (secret, code, shown) in [
        (described(json!({})), 0, "ok"),
        (described(json!({ "VersionIdsToStages": null })), 1, "missing"),
        (described(json!({ "DeletedDate": 1_735_689_600 })), 1, "unavailable"),
        (error("ResourceNotFoundException"), 1, "missing"),
        (error("AccessDeniedException"), 1, "denied"),
        (error("ThrottlingException"), 2, "unknown"),
        (error("UnrecognizedClientException"), 2, "unknown"),
        (Reply::status(500, ""), 2, "unknown"),
        (Reply::Hang, 2, "unknown"),
    ] {
        let (parameters, reply) = (none.clone(), secret.clone());
        let stub = Stub::start(move |request| told_by(request, &parameters, &reply));
        let told = run(&["check", "prod", "--metadata"], asking::<Secret>(&stub, shown)).await;
        assert_eq!((told.code, state(&told, "key", 1).as_str()), (code, shown), "{secret:?}");
    }
}

/// A page may be empty and another one follow.
#[tokio::test]
async fn a_list_is_read_to_its_end() {
    let stub = Stub::start(|request| {
        match request.body.get("NextToken").and_then(|token| token.as_str()) {
            None => Reply::json(json!({ "Parameters": [], "NextToken": "more" })),
            Some("more") => Reply::json(json!({ "Parameters": [
                { "Name": "/prod/app/limit", "Type": "String", "Version": 1 },
            ]})),
            Some(other) => panic!("{other}"),
        }
    });
    let told = run(&["check", "prod", "--metadata"], asking::<One>(&stub, "ok")).await;
    assert_eq!((told.code, stub.requests().len()), (0, 2), "{}", told.out);
    let filter = &stub.requests()[1].body["ParameterFilters"][0];
    assert_eq!(
        *filter,
        json!({ "Key": "Name", "Option": "Equals", "Values": ["/prod/app/limit"] })
    );
}
