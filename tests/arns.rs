//! Full ARNs: values of another account or region.

#![cfg(all(feature = "derive", feature = "secretsmanager", feature = "ssm"))]
#![allow(dead_code, reason = "some structs here only fail to load")]

mod support;

use aws_config::Region;
use figleaf::{Code, Config, Secret};
use support::moto;
use support::stub::{Reply, Stub};

#[derive(Debug, Config)]
#[config(prefix = "/app")]
struct App {
    near: String,
    #[config(ssm = "arn:aws:ssm:us-east-1:123456789012:parameter/shared/far")]
    far: String,
    #[config(ssm = "arn:aws:ssm:us-east-1:123456789012:parameter/shared/far", version = 1)]
    first_far: String,
    #[config(ssm = "arn:aws:ssm:eu-west-1:123456789012:parameter/shared/here")]
    here: String,
    #[config(
        secretsmanager = "arn:aws:secretsmanager:{region}:123456789012:secret:far-AbCdEf",
        key = "user"
    )]
    user: Secret,
}

const HERE: &str = "arn:aws:ssm:eu-west-1:123456789012:parameter/shared/here";
const FAR: &str = "arn:aws:ssm:us-east-1:123456789012:parameter/shared/far";

/// The service knows its region from the signature.
#[test]
fn each_region_is_asked_for_its_own() {
    let stub = Stub::start(|request| match (request.target.as_str(), request.region.as_str()) {
        ("AmazonSSM.GetParameters", "eu-west-1") => {
            Reply::parameters(request, [("/app/near", "String", "near"), (HERE, "String", "here")])
        }
        ("AmazonSSM.GetParameters", "us-east-1") if request.names == [FAR] => {
            Reply::parameters(request, [(FAR, "String", "far")])
        }
        ("AmazonSSM.GetParameters", "us-east-1") => {
            assert_eq!(request.names, [format!("{FAR}:1")]);
            Reply::json(serde_json::json!({ "Parameters": [
                { "Name": "/shared/far", "ARN": FAR, "Selector": ":1", "Type": "String", "Value": "first" },
            ] }))
        }
        ("secretsmanager.GetSecretValue", "eu-central-1") => {
            Reply::secret("far", r#"{"user":"hunter2"}"#)
        }
        other => panic!("{other:?}"),
    });
    let loader = App::loader().var("region", "eu-central-1").sdk_config(&stub.sdk_config());
    let app = loader.load_owned_blocking().unwrap();
    assert_eq!([app.near, app.far, app.first_far, app.here], ["near", "far", "first", "here"]);
    assert_eq!(app.user.expose_secret(), "hunter2");
    assert_eq!(stub.requests().len(), 4);
}

#[tokio::test]
async fn moto_gives_what_is_in_another_region() {
    #[derive(Debug, Config)]
    struct Far {
        #[config(ssm = "arn:aws:ssm:us-east-1:{account}:parameter/shared/far")]
        parameter: String,
    }
    let aws = moto::account();
    let elsewhere = aws.ssm().config().to_builder().region(Region::new("us-east-1")).build();
    let elsewhere = aws_sdk_ssm::Client::from_conf(elsewhere);
    let put = elsewhere.put_parameter().name("/shared/far").value("far");
    put.r#type(moto::ParameterType::String).send().await.unwrap();
    let loader = || Far::loader().sdk_config(&aws.sdk_config());
    let far = loader().var("account", aws.id()).load_owned().await.unwrap();
    assert_eq!(far.parameter, "far");
}

#[test]
fn what_is_denied_elsewhere_names_its_arn() {
    let stub = Stub::start(|request| match request.region.as_str() {
        "us-east-1" | "eu-central-1" => Reply::error("AccessDeniedException", "no"),
        _ => Reply::parameters(request, [("/app/near", "String", "n"), (HERE, "String", "h")]),
    });
    let loader = App::loader().var("region", "eu-central-1").sdk_config(&stub.sdk_config());
    let error = loader.load_owned_blocking().unwrap_err();
    assert!(error.problems().iter().all(|problem| problem.code() == Code::Denied));
    insta::assert_snapshot!(error);
}
