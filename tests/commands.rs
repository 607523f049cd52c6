//! What a report says to do against the services: the command for what is there and what is not.

#![cfg(all(feature = "derive", feature = "secretsmanager", feature = "ssm"))]
#![allow(dead_code, reason = "the structs here only fail to load")]

mod support;

use figleaf::{Config, Secret};
use support::moto;

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app")]
struct App {
    api_key: Secret,
    level: String,
    #[config(secretsmanager = "{env}/missing")]
    missing: Secret,
    #[config(secretsmanager = "{env}/empty")]
    empty: Secret,
    #[config(nested, secretsmanager = "{env}/empty-document")]
    document: Document,
    #[config(secretsmanager = "rds!db-1", key = "password")]
    managed: Secret,
}

#[derive(Debug, Config)]
struct Document {
    host: String,
    port: u16,
}

/// A secret that exists cannot be created: it is given a value, whether it was read alone or in a batch.
#[tokio::test]
async fn a_secret_without_a_value_is_filled_and_not_created() {
    let aws = moto::account();
    for name in ["prod/empty", "prod/empty-document"] {
        aws.secretsmanager().create_secret().name(name).send().await.unwrap();
    }
    let load = |batch| {
        let loader = App::loader().environment("prod").sdk_config(&aws.sdk_config());
        loader.batch_secrets(batch).load_owned()
    };
    let error = load(false).await.unwrap_err();
    insta::assert_snapshot!(error);
    assert_eq!(load(true).await.unwrap_err().to_string(), error.to_string());
}
