//! How many requests a load makes, that they are under way at once, and that the plan tells it.

#![cfg(all(feature = "derive", feature = "secretsmanager", feature = "ssm"))]
#![allow(dead_code, reason = "what is counted is not read")]

mod support;

use std::collections::BTreeMap;

use figleaf::{Config, Secret};
use serde_json::json;
use support::moto;
use support::stub::{Reply, Request, Stub};

/// A configuration of so many parameters and secrets, each a field.
macro_rules! config {
    ($name:ident: $($parameter:ident)* ; $($secret:ident = $place:literal)*) => {
        #[derive(Debug, Config)]
        #[config(prefix = "/app")]
        struct $name {
            $($parameter: String,)*
            $(#[config(secretsmanager = $place)] $secret: Secret,)*
        }
    };
}

config!(Few: a b c ; s = "s");
config!(Twelve: a b c d e f g h i j k l ; s = "s" t = "t" u = "u" v = "v");
config!(Many: a b c d e f g h i j k l m n o p q r s t u
    ; s0 = "s/0" s1 = "s/1" s2 = "s/2" s3 = "s/3" s4 = "s/4" s5 = "s/5" s6 = "s/6" s7 = "s/7" s8 = "s/8" s9 = "s/9"
      s10 = "s/10" s11 = "s/11" s12 = "s/12" s13 = "s/13" s14 = "s/14" s15 = "s/15" s16 = "s/16" s17 = "s/17" s18 = "s/18"
      s19 = "s/19" s20 = "s/20");

fn batch(request: &Request) -> Reply {
    let value =
        |name: &String| json!({ "Name": name, "SecretString": "x", "ARN": format!("arn:{name}") });
    let values: Vec<_> = request.names.iter().map(value).collect();
    Reply::json(json!({ "SecretValues": values, "Errors": [] }))
}

fn answer(request: &Request) -> Reply {
    match request.target.as_str() {
        "AmazonSSM.GetParameters" => {
            let known = request.names.iter().map(|name| (name.as_str(), "String", "x"));
            Reply::parameters(request, known.collect::<Vec<_>>())
        }
        "AmazonSSM.GetParametersByPath" => Reply::page([("/app/flags/a", "String", "x")], None),
        "secretsmanager.BatchGetSecretValue" => batch(request),
        _ => Reply::secret(&request.names[0], "x"),
    }
}

/// Loads from a stub that answers nobody before all of these requests are waiting.
fn load<T: Config>(parameters: usize, secrets: &[(&str, usize)]) {
    let requests = parameters + secrets.iter().map(|(_, count)| count).sum::<usize>();
    let stub = Stub::start_gated(requests, answer);
    if let Err(error) = T::loader().sdk_config(&stub.sdk_config()).load_owned_blocking() {
        panic!("{error}");
    }
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    for request in stub.requests() {
        *asked.entry(request.target).or_default() += 1;
    }
    let mut expected = BTreeMap::from([("AmazonSSM.GetParameters".to_owned(), parameters)]);
    expected.extend(secrets.iter().map(|(name, count)| (format!("secretsmanager.{name}"), *count)));
    assert_eq!(asked, expected);
    assert_eq!(stub.peak(), requests);
    assert_eq!(T::plan().requests(), requests, "{}", T::plan());
}

#[test]
fn parameters_in_tens_and_a_few_secrets_one_by_one() {
    load::<Few>(1, &[("GetSecretValue", 1)]);
    load::<Twelve>(2, &[("BatchGetSecretValue", 1)]);
}

#[test]
fn many_secrets_in_twenties() {
    load::<Many>(3, &[("BatchGetSecretValue", 1), ("GetSecretValue", 1)]);
}

#[derive(Debug, Config)]
struct Five {
    #[config(secretsmanager = "a")]
    a: Secret,
    #[config(secretsmanager = "b")]
    b: Secret,
    #[config(secretsmanager = "c")]
    c: Secret<Vec<u8>>,
    #[config(secretsmanager = "d")]
    d: Option<Secret>,
    #[config(secretsmanager = "e", stage = "AWSPREVIOUS")]
    e: Secret,
    #[config(nested, secretsmanager = "f")]
    f: Login,
}

#[derive(Debug, Config)]
struct Login {
    user: String,
}

#[tokio::test]
async fn moto_gives_a_batch() {
    let aws = moto::account();
    for name in ["a", "b", "e", "e"] {
        aws.put_secret(name, name).await;
    }
    aws.put_binary_secret("c", &[0, 255]).await;
    aws.put_secret("f", r#"{"user":"ada"}"#).await;
    let five = Five::loader().sdk_config(&aws.sdk_config()).load_owned().await.unwrap();
    assert_eq!((five.a.expose_secret().as_str(), five.b.expose_secret().as_str()), ("a", "b"));
    assert_eq!(five.c.expose_secret(), &[0, 255]);
    assert_eq!((five.d.is_none(), five.e.expose_secret().as_str()), (true, "e"));
    assert_eq!(five.f.user, "ada");
    let mut asked = aws.requests();
    asked.sort_unstable();
    assert_eq!(asked, ["secretsmanager.BatchGetSecretValue", "secretsmanager.GetSecretValue"]);
}

/// What a batch does not give is read alone, so that the reason is known.
#[test]
fn a_batch_that_gives_a_part_is_completed() {
    let stub = Stub::start(|request| match (request.target.as_str(), request.names[0].as_str()) {
        ("secretsmanager.BatchGetSecretValue", _) => Reply::json(json!({
            "SecretValues": [{ "Name": "a", "SecretString": "x" }, { "Name": "b" }],
            "Errors": [
                { "SecretId": "c", "ErrorCode": "InternalServiceError", "Message": "hunter2" },
                { "SecretId": "d", "ErrorCode": "ResourceNotFoundException", "Message": "hunter2" },
            ],
        })),
        ("secretsmanager.GetSecretValue", "f") => Reply::error("AccessDeniedException", "hunter2"),
        (_, name) => Reply::secret(name, "y"),
    });
    let error = Five::loader().sdk_config(&stub.sdk_config()).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error);
    let mut alone: Vec<_> = stub
        .requests()
        .iter()
        .filter(|r| r.target.ends_with(".GetSecretValue"))
        .map(|r| r.names[0].clone())
        .collect();
    alone.sort_unstable();
    assert_eq!(alone, ["b", "c", "e", "f"]);
}

/// Secrets of two accounts with one name: a batch names both the same.
#[test]
fn a_name_that_a_batch_gives_twice_is_read_alone() {
    #[derive(Debug, Config)]
    struct Four {
        #[config(secretsmanager = "a")]
        a: Secret,
        #[config(secretsmanager = "arn:aws:secretsmanager:eu-west-1:210987654321:secret:a-AbCdEf")]
        other: Secret,
        #[config(secretsmanager = "b")]
        b: Secret,
        #[config(secretsmanager = "c")]
        c: Secret,
    }
    const OTHER: &str = "arn:aws:secretsmanager:eu-west-1:210987654321:secret:a-AbCdEf";
    // Only what is in the region of the configuration without an ARN is batched with what is not.
    let stub = Stub::start(|request| match request.target.as_str() {
        "secretsmanager.BatchGetSecretValue" => Reply::json(json!({ "SecretValues": [
            { "Name": "a", "ARN": OTHER, "SecretString": "theirs" },
            { "Name": "a", "ARN": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-XyZxYz", "SecretString": "ours" },
            { "Name": "b", "ARN": "arn:b", "SecretString": "b" },
            { "Name": "c", "ARN": "arn:c", "SecretString": "c" },
        ] })),
        _ => Reply::secret(&request.names[0], "alone"),
    });
    let four = Four::loader().sdk_config(&stub.sdk_config()).load_owned_blocking().unwrap();
    let secrets = [&four.a, &four.other, &four.b].map(Secret::expose_secret);
    assert_eq!(secrets, ["alone", "theirs", "b"]);
    assert_eq!(stub.requests().len(), 2);
}

#[test]
fn a_batch_that_fails_is_read_one_by_one() {
    for reply in [
        Reply::error("ThrottlingException", "slow down"),
        Reply::error("ValidationException", "no"),
        Reply::status(500, "?"),
        Reply::Reset,
    ] {
        let stub = Stub::start(move |request| match request.target.as_str() {
            "secretsmanager.BatchGetSecretValue" => reply.clone(),
            _ if request.names == ["f"] => Reply::secret("f", r#"{"user":"ada"}"#),
            _ => Reply::secret(&request.names[0], "y"),
        });
        Five::loader().sdk_config(&stub.sdk_config()).load_owned_blocking().unwrap();
        let batches = stub.requests().iter().filter(|r| r.target.contains("Batch")).count();
        assert_eq!((batches, stub.requests().len()), (1, 7));
    }
}

#[test]
fn a_loader_may_leave_batches_out() {
    let stub = Stub::start_gated(6, |request| match request.names[0].as_str() {
        "f" => Reply::secret("f", r#"{"user":"ada"}"#),
        name => Reply::secret(name, "x"),
    });
    let loader = Five::loader().sdk_config(&stub.sdk_config()).batch_secrets(false);
    loader.load_owned_blocking().unwrap();
    assert!(stub.requests().iter().all(|request| request.target.ends_with(".GetSecretValue")));
}

#[test]
fn the_plan_is_for_people_too() {
    #[derive(Debug, Config)]
    #[config(prefix = "/{env}/app")]
    struct App {
        level: String,
        #[config(version = 3)]
        pinned: String,
        #[config(by_path)]
        flags: BTreeMap<String, String>,
        #[config(nested, secretsmanager = "{env}/login")]
        login: Login,
        #[config(from = figleaf::source::Binding::new("vault", "key"))]
        key: Secret,
    }
    insta::assert_snapshot!(App::plan());
    insta::assert_snapshot!(Many::plan());
}
