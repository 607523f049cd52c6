//! What an evaluator of policies says: each planned call is allowed, and its neighbours are not.

use figleaf::__private::{FieldBuilder, SchemaBuilder};
use figleaf::ops::Ops;
use figleaf::schema::{Kind, Schema};
use figleaf::source::{secretsmanager, ssm};
use figleaf::{Config, Transport};
use iam_rs::{
    Arn, Context, ContextValue, Decision, IAMPolicy, IAMRequest, Principal, PrincipalId,
    evaluate_policy,
};
use proptest::prelude::*;

use super::Shop;

const KEY: &str = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";

fn ask(policy: &str, action: &str, resource: &str, context: &[(&str, &str)]) -> bool {
    let policy: IAMPolicy = serde_json::from_str(policy).unwrap();
    let mut given = Context::new();
    for (key, value) in context {
        given.insert((*key).to_owned(), ContextValue::String((*value).to_owned()));
    }
    let user = PrincipalId::String("arn:aws:iam::123456789012:role/shop".to_owned());
    let resource = Arn::parse(resource).unwrap();
    let request = IAMRequest::new_with_context(Principal::Aws(user), action, resource, given);
    evaluate_policy(&policy, &request).unwrap() == Decision::Allow
}

const SSM: &str = "arn:aws:ssm:eu-west-1:123456789012:parameter";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";

fn shop() -> String {
    let ops =
        Shop::ops("prod").region("eu-west-1").account("123456789012").transport(Transport::Sdk);
    ops.kms_key(KEY).policy().unwrap().to_string()
}

#[test]
fn each_planned_call_is_allowed() {
    let policy = shop();
    for (action, resource) in [
        ("ssm:GetParameters", format!("{SSM}/prod/shop/api-key")),
        ("ssm:GetParameters", format!("{SSM}/prod/shop/pinned")),
        ("ssm:GetParameters", format!("{SSM}/old/prod/renamed")),
        ("ssm:GetParameters", format!("{SSM}/aws/reference/secretsmanager/prod/behind")),
        ("ssm:GetParametersByPath", format!("{SSM}/prod/shop/flags")),
        ("secretsmanager:GetSecretValue", format!("{SECRET}prod/db/config-a1B2c3")),
        ("secretsmanager:GetSecretValue", format!("{SECRET}prod/behind-a1B2c3")),
        ("secretsmanager:BatchGetSecretValue", format!("{SECRET}prod/first-a1B2c3")),
    ] {
        assert!(ask(&policy, action, &resource, &[]), "{action} {resource}");
    }
}

#[test]
fn what_is_near_is_not_allowed() {
    let policy = shop();
    for (action, resource) in [
        ("ssm:GetParameters", format!("{SSM}/dev/shop/api-key")),
        ("ssm:GetParameters", format!("{SSM}/prod/shop/api-key-2")),
        ("ssm:GetParameters", format!("{SSM}/prod/shop/api-ke")),
        ("ssm:GetParameters", format!("{SSM}//prod/shop/api-key")),
        ("ssm:GetParameters", format!("{SSM}/prod/shop/flags/a")),
        (
            "ssm:GetParameters",
            "arn:aws:ssm:us-east-1:123456789012:parameter/prod/shop/api-key".to_owned(),
        ),
        (
            "ssm:GetParameters",
            "arn:aws:ssm:eu-west-1:210987654321:parameter/prod/shop/api-key".to_owned(),
        ),
        ("ssm:GetParameter", format!("{SSM}/prod/shop/api-key")),
        ("ssm:PutParameter", format!("{SSM}/prod/shop/api-key")),
        ("ssm:GetParametersByPath", format!("{SSM}/prod/shop/flags/")),
        ("ssm:GetParametersByPath", format!("{SSM}/prod/shop")),
        ("secretsmanager:GetSecretValue", format!("{SECRET}dev/db/config-a1B2c3")),
        ("secretsmanager:GetSecretValue", format!("{SECRET}prod/db/config-a1B2c")),
        ("secretsmanager:GetSecretValue", format!("{SECRET}prod/db/config-2-a1B2c3")),
        ("secretsmanager:PutSecretValue", format!("{SECRET}prod/db/config-a1B2c3")),
        ("kms:Decrypt", KEY.to_owned()),
    ] {
        assert!(!ask(&policy, action, &resource, &[]), "{action} {resource}");
    }
}

#[test]
fn a_key_opens_these_values_through_their_services_alone() {
    let policy = shop();
    let decrypt = |via: &str, context: &str, arn: &str| {
        ask(&policy, "kms:Decrypt", KEY, &[("kms:ViaService", via), (context, arn)])
    };
    let (parameter, secret) =
        ("kms:EncryptionContext:PARAMETER_ARN", "kms:EncryptionContext:SecretARN");
    let (ssm, manager) = ("ssm.eu-west-1.amazonaws.com", "secretsmanager.eu-west-1.amazonaws.com");
    assert!(decrypt(ssm, parameter, &format!("{SSM}/prod/shop/api-key")));
    assert!(decrypt(ssm, parameter, &format!("{SSM}/prod/shop/flags/dark/mode")));
    assert!(decrypt(manager, secret, &format!("{SECRET}prod/db/config-a1B2c3")));
    assert!(!decrypt("s3.eu-west-1.amazonaws.com", parameter, &format!("{SSM}/prod/shop/api-key")));
    assert!(!decrypt(
        "ssm.us-east-1.amazonaws.com",
        parameter,
        &format!("{SSM}/prod/shop/api-key")
    ));
    assert!(!decrypt(ssm, parameter, &format!("{SSM}/prod/shop/other")));
    assert!(!decrypt(manager, secret, &format!("{SECRET}prod/other-a1B2c3")));
    assert!(!decrypt(manager, parameter, &format!("{SSM}/prod/shop/api-key")));
}

/// A name that both stores allow.
fn name() -> impl Strategy<Value = String> {
    proptest::collection::vec("[a-z][a-z0-9_.-]{0,8}[a-z0-9]", 1..4)
        .prop_map(|words| words.join("/"))
}

fn schema(parameters: &[String], secrets: &[String]) -> &'static Schema {
    let field = |name: &String| FieldBuilder::new(name.clone().leak(), "String", Kind::Text);
    let parameter =
        |name: &String| field(name).with_store(ssm(format!("/{{env}}/{name}").leak())).build();
    let secret = |name: &String| {
        field(name).with_store(secretsmanager(format!("{{env}}/{name}").leak())).build()
    };
    let fields = parameters.iter().map(parameter).chain(secrets.iter().map(secret));
    Box::leak(Box::new(SchemaBuilder::new("Any", Vec::leak(fields.collect())).build()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is bound: what is planned is allowed, in its own environment and by its own call; another
    /// name is allowed only when it is planned too.
    #[test]
    fn a_policy_is_its_plan(
        parameters in proptest::collection::btree_set(name(), 0..12),
        secrets in proptest::collection::btree_set(name(), 0..6),
        other in name(),
    ) {
        let lists = [&parameters, &secrets].map(|set| set.iter().cloned().collect::<Vec<_>>());
        let ops = Ops::new(schema(&lists[0], &lists[1]), "prod").region("eu-west-1").account("123456789012");
        let policy = ops.transport(Transport::Sdk).policy().unwrap().to_string();
        // The macros format what they are given once more.
        let named = |action: &str, before: &str, name: &str| ask(&policy, action, &format!("{SSM}{before}{name}"), &[]);
        let secret = |before: &str, name: &str, end: &str| {
            let arn = format!("{SECRET}{before}{name}{end}");
            ask(&policy, "secretsmanager:GetSecretValue", &arn, &[])
        };
        for name in &parameters {
            prop_assert!(named("ssm:GetParameters", "/prod/", name));
            prop_assert!(!named("ssm:GetParameters", "/dev/", name));
            prop_assert!(!named("ssm:GetParameters", "//prod/", name));
            prop_assert!(!named("ssm:GetParametersByPath", "/prod/", name));
        }
        for name in &secrets {
            prop_assert!(secret("prod/", name, "-aB3dE6"));
            prop_assert!(!secret("dev/", name, "-aB3dE6"));
            prop_assert!(!secret("prod/", name, ""));
        }
        prop_assert_eq!(named("ssm:GetParameters", "/prod/", &other), parameters.contains(&other));
        prop_assert_eq!(secret("prod/", &other, "-aB3dE6"), secrets.contains(&other));
    }
}
