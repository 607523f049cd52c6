//! A load with only the policy that was generated, before a store that enforces resources.

use figleaf::{Code, Config, Transport};
use serde_json::{Value, json};

use super::support::moto::{self, Account, ParameterType};
use super::{Shop, config};

pub async fn filled() -> Account {
    let aws = moto::account();
    let text = ParameterType::String;
    aws.put_parameter("/prod/shop/api-key", ParameterType::SecureString, "key").await;
    aws.put_parameter("/prod/shop/flags/dark", text.clone(), "on").await;
    // Under its older name alone: where the new one has a value, the older one is not needed.
    aws.put_parameter("/old/prod/renamed", text.clone(), "old").await;
    aws.put_parameter("/prod/shop/pinned", text.clone(), "first").await;
    aws.put_parameter("/prod/shop/timeout", text, "3").await;
    aws.put_secret("prod/db/config", r#"{"host":"db","password":"word"}"#).await;
    for name in ["behind", "first", "second", "third", "fourth"] {
        aws.put_secret(&format!("prod/{name}"), name).await;
    }
    aws
}

async fn load(aws: &Account) -> Result<Shop, figleaf::Error> {
    let loader = Shop::loader().environment("prod").env_vars([("SHOP_PORT", "80")]);
    loader.transport(Transport::Sdk).sdk_config(&aws.sdk_config()).load_owned().await
}

/// What is granted, each with its fields.
fn told(aws: &Account) -> Value {
    let args = [
        "policy",
        "prod",
        "--region",
        "eu-west-1",
        "--account",
        aws.id(),
        "--transport",
        "sdk",
        "--json",
    ];
    serde_json::from_str(&config::<Shop>(&args).out).unwrap()
}

/// The policy without one of its resources.
fn without(policy: &Value, actions: &Value, resource: &str) -> Value {
    let mut policy = policy.clone();
    for statement in policy["Statement"].as_array_mut().unwrap() {
        let is_it = [&statement["Action"], &json!([statement["Action"]])].contains(&actions);
        if is_it {
            let list = match statement["Resource"].take() {
                Value::Array(list) => list,
                one => vec![one],
            };
            let rest: Vec<Value> = list.into_iter().filter(|known| *known != resource).collect();
            statement["Resource"] = rest.into();
        }
    }
    policy
}

#[tokio::test]
async fn the_policy_is_enough_and_each_resource_is_needed() {
    let aws = filled().await;
    let told = told(&aws);
    aws.allow(&json!({"Statement": []}).to_string());
    let error = load(&aws).await.unwrap_err();
    assert!(error.problems().iter().all(|problem| problem.code() == Code::Denied), "{error}");
    aws.allow(&told["policy"].to_string());
    load(&aws).await.unwrap();

    let grants = told["grants"].as_array().unwrap();
    assert_eq!(grants.len(), 6 + 1 + 6 + 1, "{told:#}");
    for grant in grants {
        let resource = grant["resource"].as_str().unwrap();
        aws.allow(&without(&told["policy"], &grant["actions"], resource).to_string());
        let loaded = load(&aws).await;
        if resource == "*" {
            // Without batches they are read one by one.
            loaded.unwrap();
            continue;
        }
        let error = loaded.map(drop).expect_err(resource);
        let denied: Vec<&str> = error
            .problems()
            .iter()
            .inspect(|problem| assert_eq!(problem.code(), Code::Denied, "{resource}: {error}"))
            .flat_map(|problem| match problem.fields() {
                [] => vec![problem.path()],
                fields => fields.iter().map(String::as_str).collect(),
            })
            .collect();
        let fields: Vec<String> = serde_json::from_value(grant["fields"].clone()).unwrap();
        assert_eq!(denied, fields, "{resource}: {error}");
    }
}
