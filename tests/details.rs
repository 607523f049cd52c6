//! What a store tells beside a value: version, ARN, type, time. In the origins after a load, and no request more.

#![cfg(all(feature = "derive", feature = "secretsmanager", feature = "ssm"))]
#![allow(dead_code, reason = "what is looked at here is where the values are from")]

mod support;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use figleaf::live::Refreshed;
use figleaf::source::{Details, Fetched, Memory};
use figleaf::{Config, Loader, Origin, Origins, Secret};
use support::moto::{self, Account, ParameterType};

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
struct App {
    level: String,
    key: Secret,
    #[config(ssm = "level", version = 1)]
    first_level: String,
    #[config(nested, secretsmanager = "{env}/login")]
    login: Login,
    #[config(secretsmanager = "{env}/bytes")]
    bytes: Secret<Vec<u8>>,
    #[config(ssm = "flags", by_path)]
    flags: BTreeMap<String, String>,
    #[config(default = "eu")]
    zone: String,
}

#[derive(Debug, Config)]
struct Login {
    user: String,
    password: Secret,
}

async fn filled() -> Account {
    let aws = moto::account();
    for level in ["one", "two"] {
        aws.put_parameter("/prod/app/level", ParameterType::String, level).await;
    }
    aws.put_parameter("/prod/app/key", ParameterType::SecureString, "hunter2").await;
    aws.put_parameter("/prod/app/flags/a", ParameterType::String, "on").await;
    aws.put_secret("prod/login", r#"{"user":"ada","password":"hunter2"}"#).await;
    aws.put_binary_secret("prod/bytes", &[0, 255]).await;
    aws
}

fn loader<T: Config>(aws: &Account) -> Loader<T> {
    T::loader()
        .environment("prod")
        .env_vars([("APP_LOGIN_USER", "bob")])
        .sdk_config(&aws.sdk_config())
}

#[track_caller]
fn details<'o>(origins: &'o Origins, path: &str) -> &'o Details {
    origins.get(path).and_then(Origin::details).unwrap()
}

fn is_recent(time: Option<SystemTime>) -> bool {
    time.and_then(|time| time.elapsed().ok()).is_some_and(|age| age < Duration::from_secs(3600))
}

#[tokio::test]
async fn the_services_tell_version_arn_type_and_time() {
    let aws = filled().await;
    let (_, origins) = loader::<App>(&aws).load_owned_with_origins().await.unwrap();
    let number = aws.id();

    let level = details(&origins, "level");
    assert_eq!((level.version(), level.kind()), (Some("2"), Some("String")));
    let arn = level.arn().unwrap();
    assert!(arn.ends_with(&format!(":{number}:parameter/prod/app/level")), "{arn}");
    assert!(is_recent(level.last_modified()), "{level:?}");
    assert_eq!(details(&origins, "first_level").version(), Some("1"));
    // The name is the name, whatever version of it is pinned.
    let Some(Origin::Store { name, .. }) = origins.get("first_level") else { panic!("{origins}") };
    assert_eq!((name.name(), name.to_string().as_str()), ("/prod/app/level", "/prod/app/level:1"));
    assert_eq!(details(&origins, "key").kind(), Some("SecureString"));

    let password = details(&origins, "login.password");
    assert_eq!(password.kind(), Some("SecretString"));
    assert_eq!(password.version().unwrap().len(), 36, "{password:?}");
    let arn = password.arn().unwrap();
    assert!(arn.contains(&format!(":{number}:secret:prod/login-")), "{arn}");
    assert!(is_recent(password.last_modified()), "{password:?}");
    assert_eq!(details(&origins, "bytes").kind(), Some("SecretBinary"));

    // Of a folder only the time of the newest, because each of its parameters has a version of its own.
    let flags = details(&origins, "flags");
    assert_eq!((flags.version(), flags.arn()), (None, None));
    assert!(is_recent(flags.last_modified()), "{flags:?}");

    // What is in no store has none.
    assert_eq!(origins.get("login.user").unwrap().details(), None);
    assert_eq!(origins.get("zone").unwrap().details(), None);

    let asked = aws.requests().len();
    loader::<App>(&aws).load_owned().await.unwrap();
    assert_eq!(aws.requests().len(), 2 * asked, "who asks for origins sends no request more");
    assert!(!format!("{origins:?}").contains("hunter2"));

    // For a page that shows it: no ARN, which has the number of the account.
    let shown = serde_json::to_value(&origins).unwrap();
    let level = &shown["level"];
    assert_eq!((&level["from"], &level["layer"]), (&"ssm:/prod/app/level".into(), &"store".into()));
    assert_eq!((&level["version"], &level["type"]), (&"2".into(), &"String".into()));
    assert!(level["last_modified"].as_u64().is_some_and(|seconds| seconds > 1_600_000_000));
    let shown = shown.to_string();
    assert!(!shown.contains("hunter2") && !shown.contains(number), "{shown}");
}

#[tokio::test]
async fn a_batch_of_secrets_tells_it_too() {
    #[derive(Debug, Config)]
    struct Many {
        #[config(secretsmanager = "a")]
        a: Secret,
        #[config(secretsmanager = "b")]
        b: Secret,
        #[config(secretsmanager = "c")]
        c: Secret,
        #[config(secretsmanager = "d")]
        d: Secret,
        #[config(secretsmanager = "e")]
        e: Secret,
    }
    let aws = moto::account();
    for name in ["a", "b", "c", "d", "e"] {
        aws.put_secret(name, "hunter2").await;
    }
    let (_, origins) = loader::<Many>(&aws).load_owned_with_origins().await.unwrap();
    assert_eq!(aws.requests(), ["secretsmanager.BatchGetSecretValue"]);
    let e = details(&origins, "e");
    assert_eq!((e.version().map(str::len), e.kind()), (Some(36), Some("SecretString")));
    assert!(e.arn().unwrap().contains(":secret:e-"), "{e:?}");
    assert!(is_recent(e.last_modified()), "{e:?}");
}

/// A structure with a store in the memory and no details.
#[derive(Debug, Config)]
#[config(prefix = "/app")]
struct Plain {
    level: String,
}

#[tokio::test]
async fn a_source_of_ones_own_may_tell_them_and_need_not() {
    let memory = Memory::new("ssm").with("/app/level", "info");
    let (_, origins) = Plain::loader().source(memory).load_owned_with_origins().await.unwrap();
    assert_eq!(details(&origins, "level"), &Details::new());

    let level = Fetched::text("info").with_details(Details::new().with_arn("vault:app/level"));
    let memory = Memory::new("ssm").with_fetched("/app/level", level);
    let (_, origins) = Plain::loader().source(memory).load_owned_with_origins().await.unwrap();
    assert_eq!(details(&origins, "level").arn(), Some("vault:app/level"));
}

#[tokio::test]
async fn a_value_that_was_written_anew_as_it_was_is_no_change() {
    let version = |text: &str, version: &str| {
        Fetched::text(text).with_details(Details::new().with_version(version))
    };
    let parameters = Memory::new("ssm").with_fetched("/app/level", version("info", "1"));
    let store = parameters.handle();
    let live = Plain::loader().source(parameters).live().load_owned().await.unwrap();
    let known = |live: &figleaf::Live<Plain>| {
        details(&live.origins(), "level").version().map(str::to_owned)
    };
    assert_eq!(known(&live).as_deref(), Some("1"));

    store.set_fetched("/app/level", version("info", "2"));
    assert_eq!(live.refresh_now().await.unwrap(), Refreshed::Unchanged);

    store.set_fetched("/app/level", version("debug", "3"));
    live.refresh_now().await.unwrap();
    assert_eq!(live.current().level, "debug");
    assert_eq!(known(&live).as_deref(), Some("3"));
}

#[cfg(feature = "local")]
#[tokio::test]
async fn a_local_store_tells_nothing() {
    let path = std::env::temp_dir().join(format!("figleaf-details-{}.toml", std::process::id()));
    std::fs::write(&path, "[ssm]\n\"/app/level\" = \"info\"\n").unwrap();
    let (_, origins) = Plain::loader().local(&path).load_owned_with_origins().await.unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(details(&origins, "level"), &Details::new());
}

#[cfg(feature = "extension")]
mod extension {
    use super::*;
    use figleaf::Transport;
    use support::agent::Agent;
    use support::lambda::Host;

    #[derive(Debug, Config)]
    #[config(prefix = "/{env}/app")]
    struct Two {
        name: String,
        #[config(secretsmanager = "{env}/login")]
        login: Secret,
    }

    #[derive(Debug, Config)]
    struct One {
        #[config(secretsmanager = "{env}/login")]
        login: Secret,
    }

    fn through<T: Config>(port: u16) -> Loader<T> {
        let variables = [
            ("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", port.to_string()),
            ("AWS_SESSION_TOKEN", "token".to_owned()),
            ("AWS_REGION", "eu-west-1".to_owned()),
        ];
        T::loader().environment("prod").env_vars(variables).transport(Transport::Extension)
    }

    #[test]
    fn the_extension_tells_what_the_service_told_it() {
        let host = Host::builder()
            .parameter("/prod/app/name", "String", "old")
            .parameter("/prod/app/name", "String", "new")
            .secret("prod/login", "hunter2")
            .token("token")
            .invoked()
            .start();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (_, origins) =
            runtime.block_on(through::<Two>(host.port()).load_owned_with_origins()).unwrap();
        let name = details(&origins, "name");
        assert_eq!((name.version(), name.kind()), (Some("2"), Some("String")));
        assert!(name.arn().unwrap().ends_with(":parameter/prod/app/name"), "{name:?}");
        let written = SystemTime::UNIX_EPOCH + Duration::from_millis(1_668_586_960_362);
        assert_eq!(name.last_modified(), Some(written));
        let login = details(&origins, "login");
        assert_eq!(login.version(), Some("00000000-0000-4000-8000-000000000001"));
        assert_eq!(login.kind(), Some("SecretString"));
        assert_eq!(login.last_modified(), Some(written + Duration::from_millis(137)));
    }

    #[tokio::test]
    async fn the_agent_tells_it_too() {
        let aws = moto::account();
        aws.put_secret("prod/login", "hunter2").await;
        let agent = Agent::start(&aws, "token");
        let (_, origins) = through::<One>(agent.port()).load_owned_with_origins().await.unwrap();
        let login = details(&origins, "login");
        assert_eq!(login.version().map(str::len), Some(36), "{login:?}");
        assert!(login.arn().unwrap().contains(":secret:prod/login-"), "{login:?}");
        assert!(is_recent(login.last_modified()), "{login:?}");
    }
}
