//! What a policy says.

use figleaf::__private::{FieldBuilder, SchemaBuilder};
use figleaf::ops::{Ops, Policy};
use figleaf::schema::{Field, Kind, Schema};
use figleaf::source::{secretsmanager, ssm};
use figleaf::{Config, Transport};
use serde_json::Value;

use super::{Shop, config};

const ACCOUNT: &str = "123456789012";

fn shop() -> Ops {
    Shop::ops("prod").region("eu-west-1").account(ACCOUNT).transport(Transport::Sdk)
}

/// The resources of a statement.
fn resources(policy: &Value, sid: &str) -> Vec<String> {
    let statements = policy["Statement"].as_array().unwrap();
    let statement = statements.iter().find(|statement| statement["Sid"] == sid);
    match statement.map(|statement| &statement["Resource"]) {
        None => Vec::new(),
        Some(Value::String(one)) => vec![one.clone()],
        Some(list) => serde_json::from_value(list.clone()).unwrap(),
    }
}

fn parsed(ops: &Ops) -> Value {
    serde_json::from_str(&ops.policy().unwrap().to_string()).unwrap()
}

#[test]
fn everything_that_is_read_is_there_once_and_nothing_else() {
    insta::assert_snapshot!(shop().policy().unwrap());
}

#[test]
fn each_resource_tells_its_fields() {
    let args = [
        "policy",
        "prod",
        "--region",
        "eu-west-1",
        "--account",
        ACCOUNT,
        "--transport",
        "sdk",
        "--json",
    ];
    let told = config::<Shop>(&args);
    assert_eq!((told.code, told.err.as_str()), (0, ""));
    insta::assert_snapshot!(told.out);
}

#[test]
fn the_extension_reads_one_by_one() {
    let policy = parsed(&shop().transport(Transport::Extension));
    assert_eq!(policy["Statement"][0]["Action"], "ssm:GetParameter");
    assert_eq!(resources(&policy, "ReadSecretsInBatches"), [""; 0]);
    let both = parsed(&shop().transport(Transport::ExtensionFirst));
    assert_eq!(
        both["Statement"][0]["Action"],
        serde_json::json!(["ssm:GetParameter", "ssm:GetParameters"])
    );
    assert_eq!(resources(&both, "ReadSecretsInBatches"), ["*"]);
}

/// Each flag by itself, as it is typed.
#[test]
fn flags_say_what_the_functions_say() {
    let run = |more: &[&str]| {
        let told =
            config::<Shop>(&[&["policy", "prod", "--region", "eu-west-1"][..], more].concat());
        assert_eq!(told.code, 0, "{more:?} {}", told.err);
        (serde_json::from_str::<Value>(&told.out).unwrap(), told.err)
    };
    let any = "the names are allowed in any account";
    let (policy, notes) = run(&[]);
    assert_eq!(resources(&policy, "ReadSecretsInBatches"), ["*"]);
    assert!(notes.contains(any), "{notes}");
    // An example has the features of its dev-dependencies too: the program may have either client.
    if cfg!(feature = "extension") {
        let both = serde_json::json!(["ssm:GetParameter", "ssm:GetParameters"]);
        assert_eq!(policy["Statement"][0]["Action"], both);
        assert!(notes.contains("both are compiled in here"), "{notes}");
    } else {
        assert_eq!(policy["Statement"][0]["Action"], "ssm:GetParameters");
    }
    let (alone, notes) = run(&["--no-batch"]);
    assert_eq!(resources(&alone, "ReadSecretsInBatches"), [""; 0]);
    assert_eq!(resources(&alone, "ReadSecrets"), resources(&policy, "ReadSecrets"));
    assert!(notes.contains(any), "{notes}");
    let (meant, notes) = run(&["--any-account"]);
    assert_eq!(meant, policy);
    assert!(!notes.contains("any account"), "{notes}");
    // It does not say that the region is meant to be any.
    let told = config::<Shop>(&["policy", "prod", "--any-account"]);
    assert!(
        told.err.contains("the names are allowed in any region: give --region"),
        "{}",
        told.err
    );
}

#[test]
fn partitions_are_those_of_the_region() {
    for (region, begins) in [
        ("eu-west-1", "arn:aws:ssm:eu-west-1:"),
        ("cn-north-1", "arn:aws-cn:ssm:cn-north-1:"),
        ("us-gov-west-1", "arn:aws-us-gov:ssm:us-gov-west-1:"),
        ("eusc-de-east-1", "arn:aws-eusc:ssm:eusc-de-east-1:"),
        ("us-iso-east-1", "arn:aws-iso:ssm:us-iso-east-1:"),
        ("us-isob-east-1", "arn:aws-iso-b:ssm:us-isob-east-1:"),
        ("eu-isoe-west-1", "arn:aws-iso-e:ssm:eu-isoe-west-1:"),
        ("us-isof-south-1", "arn:aws-iso-f:ssm:us-isof-south-1:"),
    ] {
        let policy = parsed(&shop().region(region));
        for arn in resources(&policy, "ReadParameters") {
            assert!(arn.starts_with(begins), "{arn}");
        }
    }
    let via = |region: &str| {
        let key = format!("arn:aws-cn:kms:{region}:{ACCOUNT}:key/1");
        let policy = parsed(&shop().region(region).kms_key(key));
        let last = policy["Statement"].as_array().unwrap().last().unwrap().clone();
        last["Condition"]["StringEquals"]["kms:ViaService"].as_str().unwrap().to_owned()
    };
    assert_eq!(via("cn-north-1"), "secretsmanager.cn-north-1.amazonaws.com.cn");
    assert_eq!(via("eusc-de-east-1"), "secretsmanager.eusc-de-east-1.amazonaws.eu");
}

/// Names of every form.
static FORMS: Schema = SchemaBuilder::new(
    "Forms",
    &[
        FieldBuilder::new("public", "String", Kind::Text)
            .with_store(ssm("/aws/service/ami/latest"))
            .build(),
        FieldBuilder::new("far", "String", Kind::Text)
            .with_store(ssm("arn:aws:ssm:us-east-1:210987654321:parameter/shared/{tenant}"))
            .build(),
        FieldBuilder::new("same", "String", Kind::Text)
            .with_store(ssm("arn:aws:ssm:eu-west-1:123456789012:parameter/{env}/a"))
            .build(),
        FieldBuilder::new("plain", "String", Kind::Text).with_store(ssm("/{env}/a")).build(),
        FieldBuilder::new("whole", "Secret", Kind::Text)
            .sensitive(true)
            .with_store(secretsmanager(
                "arn:aws:secretsmanager:eu-west-1:210987654321:secret:db-AbCd12",
            ))
            .build(),
        FieldBuilder::new("open", "Secret", Kind::Text)
            .sensitive(true)
            .with_store(secretsmanager(
                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:my-secret",
            ))
            .build(),
        FieldBuilder::new("named", "Secret", Kind::Text)
            .sensitive(true)
            .with_store(secretsmanager("db-config"))
            .build(),
        FieldBuilder::new("given", "Secret", Kind::Text)
            .sensitive(true)
            .with_store(secretsmanager("${GIVEN_ARN}"))
            .build(),
    ],
)
.build();

fn forms() -> Ops {
    Ops::new(&FORMS, "prod").region("eu-west-1").account(ACCOUNT).transport(Transport::Sdk)
}

#[test]
fn names_of_every_form() {
    let policy = forms().any("tenant").name("GIVEN_ARN", "given/name").policy().unwrap();
    insta::assert_snapshot!(format!("{policy}\n{}", policy.notes().join("\n")));
}

#[test]
fn what_is_not_known_is_an_error_that_says_what_to_give() {
    let error = forms().policy().unwrap_err().to_string();
    insta::assert_snapshot!(error, @r"
    no value for {tenant} in the names of far: give --var tenant=VALUE, or --any tenant for all of them
    no name for ${GIVEN_ARN}, where given is stored: give --name GIVEN_ARN=NAME_OR_ARN
    ");
}

#[test]
fn keys_are_no_aliases_and_are_where_values_are() {
    let error = |key: &str| shop().kms_key(key).policy().unwrap_err().to_string();
    let alias = format!("arn:aws:kms:eu-west-1:{ACCOUNT}:alias/app");
    assert!(error(&alias).contains("describe-key"), "{}", error(&alias));
    assert!(error("alias/app").contains("describe-key"));
    let far = format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/1");
    assert!(error(&far).contains("us-east-1"), "{}", error(&far));
    assert!(error("1234").contains("give the ARN of a key"));
}

#[test]
fn a_prefix_is_only_asked_for() {
    let policy = shop().policy_of_prefix().unwrap().to_string();
    let policy: Value = serde_json::from_str(&policy).unwrap();
    assert_eq!(
        resources(&policy, "ReadParameters"),
        [
            "arn:aws:ssm:eu-west-1:123456789012:parameter/aws/reference/secretsmanager/prod/behind",
            "arn:aws:ssm:eu-west-1:123456789012:parameter/old/prod/renamed",
            "arn:aws:ssm:eu-west-1:123456789012:parameter/prod/shop/*",
        ]
    );
    assert!(forms().any("tenant").name("GIVEN_ARN", "a").policy_of_prefix().is_err());
}

#[test]
fn a_look_needs_no_values() {
    let policy = shop().policy_for_metadata().unwrap().to_string();
    assert!(!policy.contains(":Get") && policy.contains("\"ssm:DescribeParameters\""), "{policy}");
    assert!(policy.contains("secret:prod/db/config-??????"), "{policy}");
}

/// A configuration of so many parameters and secrets.
pub fn large(parameters: usize, secrets: usize) -> &'static Schema {
    let name = |text: String| -> &'static str { text.leak() };
    let parameter = |number: usize| {
        FieldBuilder::new(name(format!("p{number}")), "String", Kind::Text)
            .with_store(ssm(name(format!("/{{env}}/some-service/group/parameter-{number:03}"))))
            .build()
    };
    let secret = |number: usize| {
        FieldBuilder::new(name(format!("s{number}")), "Secret", Kind::Text)
            .sensitive(true)
            .with_store(secretsmanager(name(format!("{{env}}/some-service/secret-{number:03}"))))
            .build()
    };
    let fields: Vec<Field> =
        (0..parameters).map(parameter).chain((0..secrets).map(secret)).collect();
    Box::leak(Box::new(SchemaBuilder::new("Large", Vec::leak(fields)).build()))
}

/// Every action with every resource and condition.
fn triples(document: &str) -> Vec<String> {
    let document: Value = serde_json::from_str(document).unwrap();
    let list = |value: &Value| match value {
        Value::Array(items) => items.clone(),
        one => vec![one.clone()],
    };
    let mut all = Vec::new();
    for statement in document["Statement"].as_array().unwrap() {
        let contexts =
            ["StringEquals", "StringLike"].map(|operator| &statement["Condition"][operator]);
        let contexts = contexts.iter().filter_map(|of| of.as_object()).flatten();
        let contexts: Vec<Value> = contexts
            .filter(|(key, _)| key.contains("Context"))
            .flat_map(|(_, values)| list(values))
            .collect();
        for action in list(&statement["Action"]) {
            for resource in list(&statement["Resource"]) {
                match contexts.is_empty() {
                    true => all.push(format!("{action} {resource}")),
                    false => {
                        all.extend(contexts.iter().map(|c| format!("{action} {resource} {c}")))
                    }
                }
            }
        }
    }
    all.sort();
    all
}

#[test]
fn large_policies_are_split_and_lose_nothing() {
    for (parameters, secrets, keys) in
        [(50, 25, 0), (51, 25, 0), (140, 60, 0), (140, 60, 2), (0, 200, 1)]
    {
        let mut ops =
            Ops::new(large(parameters, secrets), "prod").region("eu-west-1").account(ACCOUNT);
        for key in 0..keys {
            ops = ops.kms_key(format!("arn:aws:kms:eu-west-1:{ACCOUNT}:key/{key}"));
        }
        let policy = ops.transport(Transport::Sdk).policy().unwrap();
        let documents = policy.split();
        let sizes: Vec<usize> = documents
            .iter()
            .map(|document| document.chars().filter(|c| !c.is_whitespace()).count())
            .collect();
        println!(
            "{parameters} + {secrets}, {keys} keys: {} characters in {sizes:?}",
            policy.size()
        );
        assert!(sizes.iter().all(|size| *size <= Policy::LIMIT), "{sizes:?}");
        assert_eq!(sizes.len() == 1, policy.size() <= Policy::LIMIT, "{sizes:?}");
        let mut union: Vec<String> =
            documents.iter().flat_map(|document| triples(document)).collect();
        union.sort();
        assert_eq!(union, triples(&policy.to_string()));
    }
}

/// `cargo test --release --test ops -- --ignored --nocapture how_long`
#[test]
#[ignore = "a measurement"]
fn how_long_it_takes() {
    let schema = large(140, 60);
    let started = std::time::Instant::now();
    let policy = Ops::new(schema, "prod").region("eu-west-1").account(ACCOUNT).policy().unwrap();
    let made = started.elapsed();
    let documents = policy.split().len();
    println!(
        "200 names: the policy in {made:?}, and {documents} documents after {:?}",
        started.elapsed()
    );
    type Made = fn(&Ops) -> Result<String, figleaf::ops::Error>;
    let all: [(&str, Made); 5] = [
        ("template cli", Ops::commands),
        ("template terraform", Ops::terraform),
        ("template sam", Ops::sam),
        ("template cdk", Ops::cdk),
        ("schema", |ops| ops.json_schema(None)),
    ];
    for (name, make) in all {
        let started = std::time::Instant::now();
        let text = make(&Ops::new(schema, "prod").region("eu-west-1")).unwrap();
        println!("200 names: {name} in {:?}, {} bytes", started.elapsed(), text.len());
    }
}
