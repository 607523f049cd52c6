//! One version of a parameter or secret, and not the newest: `version`, `label`, `stage`, `version_id`.

#![cfg(all(feature = "derive", feature = "secretsmanager", feature = "ssm"))]
#![allow(dead_code, reason = "some structs here only fail to load")]

mod support;

use figleaf::source::{Memory, Selector};
use figleaf::{Code, Config, Loader, Secret};
use support::moto::{self, Account, ParameterType};

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app")]
struct Pinned {
    /// Pinned without a store of its own: the parameter of its name.
    #[config(version = 1)]
    level: String,
    #[config(ssm = "level", version = 2)]
    second_level: String,
    #[config(ssm = "/{env}/app/level", label = "blue")]
    blue_level: String,
    #[config(ssm = "level")]
    newest_level: String,
    #[config(secretsmanager = "{env}/key", stage = "AWSPREVIOUS")]
    old_key: Secret,
    #[config(secretsmanager = "{env}/key")]
    key: Secret,
    #[config(nested, secretsmanager = "{env}/login", stage = "AWSPREVIOUS")]
    old_login: Login,
    #[config(nested)]
    document: Document,
}

#[derive(Debug, Config)]
struct Login {
    user: String,
}

/// A struct that is one version of a document.
#[derive(Debug, Config)]
#[config(ssm = "document", version = 1)]
struct Document {
    one: u8,
}

async fn filled() -> Account {
    let aws = moto::account();
    for level in ["one", "two", "three"] {
        aws.put_parameter("/prod/app/level", ParameterType::String, level).await;
    }
    let label = aws.ssm().label_parameter_version().name("/prod/app/level");
    label.parameter_version(2).labels("blue").send().await.unwrap();
    for (key, login) in [("hunter1", r#"{"user":"ada"}"#), ("hunter2", r#"{"user":"bob"}"#)] {
        aws.put_secret("prod/key", key).await;
        aws.put_secret("prod/login", login).await;
    }
    for document in [r#"{"one":1}"#, r#"{"one":2}"#] {
        aws.put_parameter("/prod/app/document/document", ParameterType::String, document).await;
    }
    aws
}

fn loader<T: Config>(aws: &Account) -> Loader<T> {
    T::loader().environment("prod").no_env_vars().sdk_config(&aws.sdk_config())
}

#[tokio::test]
async fn each_version_of_one_name_is_read() {
    let aws = filled().await;
    let (config, origins) = loader::<Pinned>(&aws).load_owned_with_origins().await.unwrap();
    let levels = [&config.level, &config.second_level, &config.blue_level, &config.newest_level]
        .map(String::as_str);
    assert_eq!(levels, ["one", "two", "two", "three"]);
    assert_eq!(config.old_key.expose_secret(), "hunter1");
    assert_eq!(config.key.expose_secret(), "hunter2");
    assert_eq!((config.old_login.user.as_str(), config.document.one), ("ada", 1));
    insta::assert_snapshot!(origins);
    // Four versions of one name are four requests, because answers are matched by name.
    let parameters = aws.requests().iter().filter(|name| name.contains("GetParameters")).count();
    assert_eq!(parameters, 4, "{:?}", aws.requests());
}

#[derive(Debug, Config)]
struct ById {
    #[config(secretsmanager = "key", version_id = "00000000-0000-4000-8000-00000000000a")]
    key: Secret,
}

#[tokio::test]
async fn a_secret_is_read_by_the_id_of_its_version() {
    let aws = moto::account();
    let id = "00000000-0000-4000-8000-00000000000a";
    let create = aws.secretsmanager().create_secret().name("key").secret_string("hunter1");
    create.client_request_token(id).send().await.unwrap();
    aws.put_secret("key", "hunter2").await;
    let config: ById = loader(&aws).load_owned().await.unwrap();
    assert_eq!(config.key.expose_secret(), "hunter1");
}

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app")]
struct Missing {
    #[config(version = 9)]
    level: Option<String>,
    #[config(ssm = "level", label = "green")]
    green_level: String,
    #[config(ssm = "level", version = 8)]
    eighth_level: String,
    #[config(secretsmanager = "{env}/key", stage = "AWSPENDING")]
    next_key: Secret,
}

#[tokio::test]
async fn a_version_that_is_not_there_is_missing() {
    let aws = filled().await;
    let error = loader::<Missing>(&aws).load_owned().await.unwrap_err();
    assert!(error.problems().iter().all(|problem| problem.code() == Code::Missing));
    insta::assert_snapshot!(error);
}

#[test]
fn a_source_of_a_users_own_is_told_the_version() {
    struct Tells;
    impl figleaf::source::Source for Tells {
        fn name(&self) -> &'static str {
            "ssm"
        }
        fn fetch<'a>(
            &'a self,
            keys: &'a [figleaf::source::Key],
            answer: &'a mut figleaf::source::Answer,
        ) -> figleaf::source::BoxFuture<'a> {
            Box::pin(async move {
                for key in keys {
                    let text = match key.selector() {
                        Some(Selector::Version(number)) => number.to_string(),
                        Some(Selector::Label(label)) => label.to_string(),
                        _ => "newest".to_owned(),
                    };
                    answer.found(key, figleaf::source::Fetched::text(text));
                }
            })
        }
    }
    #[derive(Config)]
    #[config(prefix = "/app")]
    struct App {
        #[config(version = 7)]
        level: String,
        #[config(ssm = "level", label = "blue")]
        blue_level: String,
        #[config(ssm = "level")]
        newest_level: String,
    }
    let app = App::loader().source(Tells).load_owned_blocking().unwrap();
    assert_eq!([app.level, app.blue_level, app.newest_level], ["7", "blue", "newest"]);
}

#[test]
fn a_memory_store_may_hold_versions_and_need_not() {
    #[derive(Config)]
    #[config(prefix = "/app")]
    struct App {
        #[config(version = 7)]
        level: String,
        #[config(label = "blue")]
        color: String,
    }
    let store = Memory::new("ssm").with("/app/level:7", "seven").with("/app/level", "newest");
    let app = App::loader().source(store.with("/app/color", "any")).load_owned_blocking().unwrap();
    assert_eq!([app.level, app.color], ["seven", "any"]);
}
