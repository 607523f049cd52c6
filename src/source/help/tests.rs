use super::super::{Help, Key, Selector};
use super::{allow_parameter, allow_secret, create_secret, put_parameter, put_secret_value};
use crate::error::Code;

/// A problem of a field that hides its value.
fn problem<'a>(key: &'a Key, region: &'a str) -> Help<'a> {
    Help {
        code: Code::Missing,
        key,
        region: (!region.is_empty()).then_some(region),
        document_keys: &[],
        sensitive: true,
        list: false,
        json: false,
        bytes: false,
    }
}

const REGION: &str = "eu-west-1";
const SECRET: &str = "arn:aws:secretsmanager:us-east-1:123456789012:secret:";

#[test]
fn policies_name_the_partition() {
    let key = Key::new("/prod/a");
    for (region, arn) in [
        ("eu-west-1", "arn:aws:ssm:eu-west-1:*:parameter/prod/a"),
        ("cn-north-1", "arn:aws-cn:ssm:cn-north-1:*:parameter/prod/a"),
        ("us-gov-west-1", "arn:aws-us-gov:ssm:us-gov-west-1:*:parameter/prod/a"),
        ("eusc-de-east-1", "arn:aws-eusc:ssm:eusc-de-east-1:*:parameter/prod/a"),
        ("us-iso-east-1", "arn:aws-iso:ssm:us-iso-east-1:*:parameter/prod/a"),
        ("us-isob-east-1", "arn:aws-iso-b:ssm:us-isob-east-1:*:parameter/prod/a"),
        ("eu-isoe-west-1", "arn:aws-iso-e:ssm:eu-isoe-west-1:*:parameter/prod/a"),
        ("us-isof-south-1", "arn:aws-iso-f:ssm:us-isof-south-1:*:parameter/prod/a"),
        ("", "arn:aws:ssm:*:*:parameter/prod/a"),
    ] {
        let allow = allow_parameter("GetParameters", &problem(&key, region));
        assert_eq!(allow, format!("allow ssm:GetParameters on {arn}"));
    }
}

#[test]
fn policies_for_windows_and_public_parameters() {
    let key = Key::new("/aws/reference/secretsmanager/prod/db");
    insta::assert_snapshot!(
        allow_parameter("GetParameters", &problem(&key, REGION)),
        @"allow ssm:GetParameters on arn:aws:ssm:eu-west-1:*:parameter/aws/reference/secretsmanager/prod/db, and secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:*:secret:prod/db-??????"
    );
    let key = Key::new("/aws/service/ami/latest");
    insta::assert_snapshot!(
        allow_parameter("GetParameter", &problem(&key, REGION)),
        @"allow ssm:GetParameter on arn:aws:ssm:eu-west-1::parameter/aws/service/ami/latest"
    );
}

#[test]
fn policies_for_secrets_end_as_their_arns_do() {
    for (name, arn) in [
        ("prod/db", "arn:aws:secretsmanager:eu-west-1:*:secret:prod/db-??????".to_owned()),
        (&format!("{SECRET}prod/db-AbCdEf"), format!("{SECRET}prod/db-AbCdEf")),
        (&format!("{SECRET}prod/db"), format!("{SECRET}prod/db-??????")),
        (&format!("{SECRET}prod/my-secret"), format!("{SECRET}prod/my-secret-??????")),
    ] {
        let key = Key::new(name);
        let allow = allow_secret(&problem(&key, REGION));
        assert_eq!(allow, format!("allow secretsmanager:GetSecretValue on {arn}"));
    }
}

/// Every command there is. They are for a shell: look at them with shellcheck when they change.
#[test]
fn commands() {
    let mut all = String::new();
    let mut add = |what: &str, command: String| all.push_str(&format!("# {what}\n{command}\n\n"));
    let plain = Key::new("/prod/api-key");
    let problem_of = |key| problem(key, REGION);
    let parameter = problem_of(&plain);
    add("a parameter", put_parameter(&parameter));
    add("of no known region", put_parameter(&problem(&plain, "")));
    add("printable", put_parameter(&Help { sensitive: false, ..parameter }));
    add("a list", put_parameter(&Help { sensitive: false, list: true, ..parameter }));
    add("json", put_parameter(&Help { json: true, ..parameter }));
    let keys = ["host", "port"];
    add("a document", put_parameter(&Help { document_keys: &keys, ..parameter }));
    let pem = Key::new("/prod/tls/private-key");
    add("several lines", put_parameter(&problem_of(&pem)));
    let path = Key::path("/prod/flags");
    add("below a path", put_parameter(&problem_of(&path)));
    let version = Key::new("/prod/a").with_selector(Selector::Version(3));
    add("a version", put_parameter(&problem_of(&version)));
    let label = Key::new("/prod/a").with_selector(Selector::Label("blue".into()));
    add("a label", put_parameter(&problem_of(&label)));
    let far = Key::new("arn:aws:ssm:us-east-1:123456789012:parameter/prod/a");
    add("a parameter of another account", put_parameter(&problem_of(&far)));
    let public = Key::new("/aws/service/ami/latest");
    add("a public parameter", put_parameter(&problem_of(&public)));
    let public = Key::new("arn:aws:ssm:us-east-1::parameter/aws/service/ami/latest");
    add("a public parameter by its ARN", put_parameter(&problem_of(&public)));
    let window = Key::new("/aws/reference/secretsmanager/prod/db");
    add("a window to a secret", put_parameter(&problem_of(&window)));

    let plain = Key::new("prod/db");
    let secret = problem_of(&plain);
    add("a secret", create_secret(&secret));
    add("a secret of a document", create_secret(&Help { document_keys: &keys, ..secret }));
    add("a secret of bytes", create_secret(&Help { bytes: true, ..secret }));
    let odd = Key::new("-prod=a");
    add("a secret with an odd name", create_secret(&problem_of(&odd)));
    let managed = Key::new("rds!db-1");
    add("a secret of another service", create_secret(&problem_of(&managed)));
    let stage = Key::new("prod/db").with_selector(Selector::Stage("AWSPREVIOUS".into()));
    add("a stage", create_secret(&problem_of(&stage)));
    let arn = Key::new(format!("{SECRET}prod/db-AbCdEf"));
    add("the ARN of a secret", create_secret(&problem_of(&arn)));
    add("a secret without a value", put_secret_value(&secret));
    add("the same by its ARN", put_secret_value(&problem_of(&arn)));
    add("the same of bytes", put_secret_value(&Help { bytes: true, ..secret }));
    insta::assert_snapshot!(all.trim_end());
}
