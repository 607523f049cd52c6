//! The local store: a file in the place of AWS.

#![cfg(all(feature = "derive", feature = "local"))]
#![allow(dead_code, reason = "many structs here only fail to load")]

mod support;

use std::path::PathBuf;

use figleaf::{Config, Error, Loader, Secret};
use serde::Deserialize;

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
struct App {
    api_key: Secret,
    port: u16,
    origins: Vec<String>,
    #[config(json)]
    flags: Flags,
    #[config(nested, secretsmanager = "{env}/login")]
    login: Login,
    #[config(secretsmanager = "{env}/key")]
    key: Secret<Vec<u8>>,
}

#[derive(Debug, Deserialize)]
struct Flags {
    beta: bool,
}

#[derive(Debug, Config)]
struct Login {
    user: String,
    port: u16,
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from("tests/fixtures").join(name)
}

fn loader(name: &str) -> Loader<App> {
    App::loader().no_env_vars().local(fixture(name))
}

fn error(name: &str) -> Error {
    loader(name).load_owned_blocking().unwrap_err()
}

#[test]
fn it_holds_what_the_services_hold() {
    let app = loader("full.toml").load_owned_blocking().unwrap();
    assert_eq!(app.api_key.expose_secret(), "sk_test");
    assert_eq!((app.port, app.flags.beta), (8080, true));
    assert_eq!(app.origins, ["a", "b"]);
    assert_eq!((app.login.user.as_str(), app.login.port), ("ada", 5432));
    assert_eq!(app.key.expose_secret(), &[0, 255]);
}

#[test]
fn the_environment_is_dev_unless_something_says_another() {
    let app = loader("full.toml").environment("test").load_owned_blocking();
    assert!(app.unwrap_err().to_string().contains("ssm:/test/app/api-key"));
}

#[test]
fn what_is_missing_is_to_be_added_to_the_file() {
    insta::assert_snapshot!(error("partial.toml"));
}

#[test]
fn a_file_that_is_no_store() {
    insta::assert_snapshot!(error("not_there.toml"), @r"
    configuration of App could not be loaded: 1 problem

      tests/fixtures/not_there.toml  the local store cannot be read: entity not found
                                     help: create it, or correct FIGLEAF_LOCAL or .local(…)
    ");
    let broken = error("broken.toml");
    assert!(!broken.to_string().contains("hunter2"), "{broken}");
    insta::assert_snapshot!(broken);
    insta::assert_snapshot!(error("unknown.toml"), @r"
    configuration of App could not be loaded: 1 problem

      tests/fixtures/unknown.toml  unknown table `secretmanager`
                                   help: the tables of a local store are [ssm] and [secretsmanager]
    ");
}

#[test]
fn a_variable_names_the_file() {
    let file = fixture("full.toml");
    let app = App::loader().env_vars([("FIGLEAF_LOCAL", file.as_os_str())]).load_owned_blocking();
    assert_eq!(app.unwrap().port, 8080);
}

/// What `cargo lambda watch` sets, and what Lambda does.
#[test]
fn cargo_lambda_is_not_lambda() {
    let file = fixture("full.toml");
    let load = |more: &[(&str, &str)]| {
        let watch = [("AWS_LAMBDA_FUNCTION_NAME", "f"), ("AWS_LAMBDA_FUNCTION_VERSION", "1")];
        let variables = watch.iter().chain(more).map(|(name, value)| (*name, (*value).into()));
        let local = ("FIGLEAF_LOCAL", file.clone().into_os_string());
        App::loader().env_vars(variables.chain([local])).load_owned_blocking()
    };
    let cargo_lambda = ("AWS_LAMBDA_RUNTIME_API", "http://[::]:9341/f");
    assert_eq!(load(&[cargo_lambda]).unwrap().port, 8080);
    let refused = |more: &[(&str, &str)]| {
        let error = load(more).unwrap_err();
        assert_eq!(error.problems()[0].path(), "FIGLEAF_LOCAL");
    };
    refused(&[("AWS_LAMBDA_RUNTIME_API", "169.254.100.1:9001")]);
    refused(&[]);
    for name in [
        "_HANDLER",
        "LAMBDA_TASK_ROOT",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_STREAM_NAME",
    ] {
        refused(&[cargo_lambda, (name, "x")]);
    }
}

/// Set to nothing, as compose files and shells do it, it is not set.
#[test]
fn an_empty_variable_names_no_file() {
    let memory = figleaf::source::Memory::new("ssm");
    let loader = App::loader().env_vars([("FIGLEAF_LOCAL", "")]).environment("prod");
    let secrets = figleaf::source::Memory::new("secretsmanager");
    let error = loader.source(memory).source(secrets).load_owned_blocking().unwrap_err();
    assert!(error.problems().iter().all(|problem| problem.code() == figleaf::Code::Missing));
}

/// A local store with that text.
fn store(text: &str) -> PathBuf {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let path =
        std::env::temp_dir().join(format!("figleaf-local-{}-{number}.toml", std::process::id()));
    std::fs::write(&path, text).unwrap();
    path
}

/// Loads a struct from a local store with that text. The file's name is not told.
fn load<T: Config>(text: &str) -> Result<T, String> {
    let path = store(text);
    let loaded = T::loader().no_env_vars().local(&path).load_owned_blocking();
    std::fs::remove_file(&path).unwrap();
    loaded.map_err(|error| error.to_string().replace(path.to_str().unwrap(), "local.toml"))
}

/// Numbers and dates are the text that they are written as, which is what the store would hold.
#[test]
fn scalars_are_what_the_store_would_hold() {
    #[derive(Debug, Config)]
    #[config(prefix = "/dev")]
    struct Texts {
        version: String,
        power: String,
        infinite: String,
        day: String,
        time: String,
        large: String,
        flag: String,
        number: f64,
        hex: u8,
        list: Vec<String>,
        #[config(json)]
        table: std::collections::BTreeMap<String, String>,
        #[config(secretsmanager = "doc", sensitive = false)]
        raw: String,
    }
    let texts: Texts = load(
        "[ssm]\n\"/dev/version\" = 1.10\n\"/dev/power\" = 1e2\n\"/dev/infinite\" = inf\n\
         \"/dev/day\" = 1979-05-27\n\"/dev/time\" = 1979-05-27T07:32:00Z\n\
         \"/dev/large\" = 1_000_000\n\"/dev/flag\" = true\n\"/dev/number\" = 1.10\n\"/dev/hex\" = 0x1F\n\
         \"/dev/list\" = [1.10, 1979-05-27, \"a,b\"]\n\
         \"/dev/table\" = { v = 1.10, d = 1979-05-27 }\n\
         [secretsmanager]\ndoc = { b = 1.10, a = [1e2, \"\\\"\"] }\n",
    )
    .unwrap();
    assert_eq!(
        (texts.version.as_str(), texts.power.as_str(), texts.infinite.as_str()),
        ("1.10", "1e2", "inf")
    );
    assert_eq!((texts.day.as_str(), texts.time.as_str()), ("1979-05-27", "1979-05-27T07:32:00Z"));
    assert_eq!((texts.large.as_str(), texts.flag.as_str()), ("1000000", "true"));
    assert_eq!((texts.number, texts.hex), (1.1, 31));
    assert_eq!(
        texts.list,
        ["1.10", "1979-05-27", "a", "b"],
        "commas cannot be escaped in a StringList"
    );
    assert_eq!((texts.table["v"].as_str(), texts.table["d"].as_str()), ("1.10", "1979-05-27"));
    assert_eq!(texts.raw, "{\"b\":1.10,\"a\":[1e2,\"\\\"\"]}");
}

/// What does not load from AWS does not load from the file: a table is a JSON document, and a list of a secret
/// as well.
#[test]
fn what_aws_would_refuse_is_refused() {
    #[derive(Debug, Config)]
    #[config(prefix = "/dev")]
    struct Undeclared {
        flags: Flags,
        map: std::collections::BTreeMap<String, u8>,
        nested: Vec<Vec<u8>>,
        number: f64,
        #[config(secretsmanager = "list", sensitive = false)]
        list: Vec<String>,
    }
    let error = load::<Undeclared>(
        "[ssm]\n\"/dev/flags\" = { beta = true }\n\"/dev/map\" = { a = 1 }\n\"/dev/nested\" = [[1], [2]]\n\
         \"/dev/number\" = nan\n[secretsmanager]\nlist = [\"a\", \"b\"]\n",
    );
    insta::assert_snapshot!(error.unwrap_err());
    let error = load::<Undeclared>("[ssm]\n\"/dev/flags\" = { limit = inf }\n").unwrap_err();
    assert!(error.contains("`/dev/flags` holds a number that is not finite"), "{error}");
}

/// A table for a folder of parameters: what to write, in one step.
#[test]
fn a_table_for_a_path() {
    #[derive(Debug, Config)]
    #[config(prefix = "/dev/app")]
    struct Paths {
        #[config(by_path)]
        flags: std::collections::BTreeMap<String, bool>,
        api_key: Secret,
        #[config(nested)]
        db: Db,
    }
    #[derive(Debug, Config)]
    struct Db {
        user: String,
    }
    let error = load::<Paths>(
        "[ssm.\"/dev/app/flags\"]\nnew = true\n[ssm.\"/dev/app\"]\napi-key = \"hunter2\"\ndb = { user = \"x\" }\n",
    );
    insta::assert_snapshot!(error.unwrap_err(), @r#"
    configuration of Paths could not be loaded: 3 problems (environment dev)

      flags    missing
               looked in ssm:/dev/app/flags/* (local.toml)
               help: write each value by its whole name: "/dev/app/flags/new" = "…" in place of the table "/dev/app/flags" in [ssm] of local.toml
      api_key  missing
               looked in ssm:/dev/app/api-key (local.toml)
               help: write "/dev/app/api-key" = "…" in place of the table "/dev/app" in [ssm] of local.toml
      db.user  missing
               looked in ssm:/dev/app/db/user (local.toml)
               help: write "/dev/app/db/user" = "…" in place of the table "/dev/app" in [ssm] of local.toml
    "#);
}

/// A name that is nearly the wanted one, of an optional field: nothing else would say why it is `None`.
#[test]
fn a_misspelt_name_of_an_optional_field_is_one_warning() {
    #[derive(Debug, Config)]
    #[config(prefix = "/{env}/app")]
    struct Optional {
        request_timeout: Option<u64>,
        #[config(secretsmanager = "{env}/key")]
        key: Option<Secret>,
    }
    let recorder = support::tracing::Recorder::for_target("figleaf");
    ::tracing::subscriber::with_default(recorder.subscriber(), || {
        let loader = Optional::loader().no_env_vars().local(fixture("nearly.toml"));
        let optional = loader.load_owned_blocking().unwrap();
        assert_eq!(optional.request_timeout, None);
        assert_eq!(optional.key.unwrap().expose_secret(), "hunter2");
    });
    let events = recorder.events();
    let told: Vec<_> = events.iter().filter_map(|event| event.fields.get("there")).collect();
    assert_eq!(told, ["/dev/app/request_timeout"]);
    assert!(!recorder.text().contains("hunter2"));
}
