//! `by_path`: a map of everything below a path.

#![cfg(all(feature = "derive", feature = "local", feature = "secretsmanager", feature = "ssm"))]
#![allow(dead_code, reason = "some structs here only fail to load")]

mod support;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use ::tracing::subscriber::with_default;
use figleaf::source::{Failure, Memory};
use figleaf::{Code, Config, Loader, Secret};
use support::moto::{self, ParameterType};
use support::stub::{Reply, Stub};
use support::tracing::Recorder;

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
struct App {
    /// The path of its name.
    #[config(by_path)]
    flags: BTreeMap<String, bool>,
    #[config(by_path, ssm = "/shared/{env}/limits")]
    limits: HashMap<String, Vec<u32>>,
    #[config(by_path)]
    keys: BTreeMap<String, Secret>,
    #[config(by_path)]
    absent: Option<BTreeMap<String, String>>,
    #[config(by_path, default)]
    none: BTreeMap<String, String>,
    name: String,
}

fn loader(config: &aws_config::SdkConfig) -> Loader<App> {
    App::loader().environment("prod").no_env_vars().sdk_config(config)
}

#[tokio::test]
async fn every_page_at_every_depth() {
    let aws = moto::account();
    for number in 0..23 {
        let name = format!("/prod/app/flags/{number:02}/deep/er");
        aws.put_parameter(&name, ParameterType::String, "true").await;
    }
    aws.put_parameter("/prod/app/flags/shallow", ParameterType::String, "false").await;
    aws.put_parameter("/prod/app/flagship", ParameterType::String, "not below it").await;
    aws.put_parameter("/shared/prod/limits/a", ParameterType::StringList, "1,2").await;
    aws.put_parameter("/shared/prod/limits/b/c", ParameterType::String, "3").await;
    aws.put_parameter("/prod/app/keys/mail", ParameterType::SecureString, "hunter2").await;
    aws.put_parameter("/prod/app/name", ParameterType::String, "shop").await;

    let (app, origins) = loader(&aws.sdk_config()).load_owned_with_origins().await.unwrap();
    assert_eq!(app.flags.len(), 24);
    assert_eq!((app.flags["07/deep/er"], app.flags["shallow"]), (true, false));
    assert_eq!(app.limits["a"], [1, 2]);
    assert_eq!(app.limits["b/c"], [3]);
    assert_eq!(app.keys["mail"].expose_secret(), "hunter2");
    assert_eq!((app.absent, app.none.len(), app.name.as_str()), (None, 0, "shop"));
    insta::assert_snapshot!(origins);
    let pages = aws.requests().iter().filter(|name| name.ends_with("GetParametersByPath")).count();
    assert_eq!(pages, 3 + 1 + 1 + 1 + 1, "{:?}", aws.requests());
}

#[derive(Debug, Config)]
struct Flags {
    #[config(by_path, ssm = "/flags")]
    flags: BTreeMap<String, String>,
}

#[test]
fn an_empty_page_with_a_token_is_not_the_end() {
    let stub = Stub::start(|request| {
        assert_eq!(request.target, "AmazonSSM.GetParametersByPath");
        assert_eq!(request.names, ["/flags"]);
        assert_eq!(
            (&request.body["Recursive"], &request.body["WithDecryption"]),
            (&true.into(), &true.into())
        );
        match request.body["NextToken"].as_str() {
            None => Reply::page([], Some("1")),
            Some("1") => Reply::page([("/flags/a", "String", "x")], Some("2")),
            Some("2") => Reply::page([], Some("3")),
            Some(_) => Reply::page([("/flags/b", "String", "y")], None),
        }
    });
    let flags = Flags::loader().sdk_config(&stub.sdk_config()).load_owned_blocking().unwrap();
    assert_eq!(
        flags.flags,
        BTreeMap::from([("a", "x"), ("b", "y")].map(|(a, b)| (a.into(), b.into())))
    );
    assert_eq!(stub.requests().len(), 4);
}

#[test]
fn a_page_that_fails_fails_the_whole_path() {
    let stub = Stub::start(|request| match request.body["NextToken"].as_str() {
        None => Reply::page([("/flags/a", "String", "hunter2")], Some("1")),
        Some(_) => Reply::error("AccessDeniedException", "hunter3"),
    });
    #[derive(Debug, Config)]
    struct Defaulted {
        #[config(by_path, ssm = "/flags", default)]
        flags: BTreeMap<String, String>,
    }
    let loader = Defaulted::loader().sdk_config(&stub.sdk_config());
    insta::assert_snapshot!(loader.load_owned_blocking().unwrap_err());
}

#[test]
fn a_page_without_an_end_ends_at_the_deadline() {
    let stub = Stub::start(|request| match request.body["NextToken"].as_str() {
        None => Reply::page([], Some("1")),
        Some(_) => Reply::Hang,
    });
    let loader = Flags::loader().sdk_config(&stub.sdk_config()).timeout(Duration::from_millis(300));
    let error = loader.load_owned_blocking().unwrap_err();
    assert_eq!(error.problems()[0].code(), Code::Timeout);
}

#[test]
fn nothing_below_it_and_wrong_values_are_told() {
    let store = Memory::new("ssm")
        .with("/prod/app/flags/new/checkout", "yes please")
        .with("/prod/app/name", "shop")
        .with_failure("/shared/prod/limits/x", Failure::denied(""));
    let loader = App::loader().environment("prod").no_env_vars().source(store);
    let error = loader.load_owned_blocking().unwrap_err();
    assert!(!error.to_string().contains("yes"));
    insta::assert_snapshot!(error);
}

#[test]
fn the_report_of_parameter_store_says_what_to_do() {
    let stub = Stub::start(|request| match request.target.as_str() {
        "AmazonSSM.GetParametersByPath" if request.names == ["/prod/app/flags"] => {
            Reply::error("AccessDeniedException", "no")
        }
        "AmazonSSM.GetParametersByPath" => Reply::page([], None),
        _ => Reply::parameters(request, [("/prod/app/name", "String", "shop")]),
    });
    insta::assert_snapshot!(loader(&stub.sdk_config()).load_owned_blocking().unwrap_err());
}

#[test]
fn a_variable_holds_pairs() {
    let variables = [
        ("APP_FLAGS", "new-checkout=true, dark=false"),
        ("APP_LIMITS", ""),
        ("APP_KEYS", "mail = hunter2=="),
        ("APP_ABSENT", "a=b"),
        ("APP_NONE", "c="),
        ("APP_NAME", "shop"),
    ];
    let app = App::loader().environment("prod").env_vars(variables).load_owned_blocking().unwrap();
    assert_eq!((app.flags["new-checkout"], app.flags["dark"]), (true, false));
    assert!(app.limits.is_empty());
    assert_eq!(app.keys["mail"].expose_secret(), "hunter2==");
    assert_eq!(app.absent.unwrap()["a"], "b");
    assert_eq!(app.none["c"], "");
}

#[test]
fn the_local_store_lists_a_path() {
    let folder = std::env::temp_dir().join(format!("figleaf-paths-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("local.toml");
    let text = "[ssm]\n\"/flags/a\" = \"x\"\n\"/flags/b/c\" = 7\n\"/flagship\" = \"y\"\n";
    std::fs::write(&file, text).unwrap();
    let flags = Flags::loader().local(&file).load_owned_blocking().unwrap().flags;
    assert_eq!(
        flags,
        BTreeMap::from([("a", "x"), ("b/c", "7")].map(|(a, b)| (a.into(), b.into())))
    );
    std::fs::write(&file, "[ssm]\n").unwrap();
    let error = Flags::loader().local(&file).load_owned_blocking().unwrap_err().to_string();
    assert!(error.contains("add \"/flags/…\" = \"…\" to [ssm]"), "{error}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
#[cfg(feature = "extension")]
fn the_extension_cannot_read_a_path() {
    let host = support::lambda::Host::builder().token("token").invoked().start();
    let variables = [
        ("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", host.port().to_string()),
        ("AWS_SESSION_TOKEN", "token".to_owned()),
    ];
    let loader = Flags::loader().transport(figleaf::Transport::Extension).env_vars(variables);
    insta::assert_snapshot!(loader.load_owned_blocking().unwrap_err());
}

#[test]
fn an_encrypted_entry_of_a_map_that_prints_is_one_warning() {
    let stub = Stub::start(|_| {
        Reply::page([("/flags/a", "SecureString", "hunter2"), ("/flags/b", "String", "x")], None)
    });
    let recorder = Recorder::for_target("figleaf");
    with_default(recorder.subscriber(), || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(Flags::loader().sdk_config(&stub.sdk_config()).load_owned()).unwrap();
    });
    let warnings: Vec<_> = recorder
        .events()
        .into_iter()
        .filter(|event| event.level == ::tracing::Level::WARN)
        .collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].fields["parameter"], "/flags/*");
    assert!(!recorder.text().contains("hunter"));
}
