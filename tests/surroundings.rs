//! What stands in AWS's environment variables: what is fit is used, what is empty counts as unset, and
//! what is unfit is one problem that names the variable, before anything is signed or sent.

#![cfg(all(
    feature = "derive",
    any(feature = "direct", all(feature = "secretsmanager", feature = "ssm"))
))]

mod support;

use std::time::Duration;

use figleaf::{Code, Config, Error};
use support::app::{App, answer};
use support::stub::{Reply, Stub};

/// A machine with these variables, and no others: neither files nor an instance.
async fn load(variables: &[(&str, &str)]) -> Result<App, Error> {
    let base = [
        ("AWS_ACCESS_KEY_ID", "FIGLEAFS000000000000"),
        ("AWS_SECRET_ACCESS_KEY", "a-key-nobody-checks"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ];
    let base = base.into_iter().filter(|(name, _)| variables.iter().all(|(own, _)| own != name));
    let all: Vec<(&str, &str)> = base.chain(variables.iter().copied()).collect();
    let loader = App::loader().env_vars(all).transport(support::aws::transport());
    loader.timeout(Duration::from_secs(2)).load_owned().await
}

#[tokio::test]
async fn an_unfit_variable_is_one_problem_that_names_it() {
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", "AKID\n"),
        ("AWS_SECRET_ACCESS_KEY", "hunter2 "),
        ("AWS_SESSION_TOKEN", "hunter2\r\n"),
        ("AWS_REGION", "\"us-east-1\""),
        ("AWS_REGION", "us-east-1\n"),
        ("AWS_REGION", "not a region"),
        ("AWS_ENDPOINT_URL", "localhost:4566"),
        ("AWS_ENDPOINT_URL_SSM", "http//localhost"),
        ("AWS_USE_FIPS_ENDPOINT", "on"),
        ("AWS_MAX_ATTEMPTS", "many"),
    ] {
        let error = load(&[(name, value)]).await.unwrap_err();
        let [problem] = error.problems() else { panic!("{error}") };
        assert_eq!(problem.code(), Code::Invalid, "{error}");
        assert!(problem.message().starts_with(&format!("invalid in {name} (")), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_several_is_told_at_once() {
    let variables = [
        ("AWS_ACCESS_KEY_ID", "AKID\n"),
        ("AWS_REGION", "\"eu-west-1\""),
        ("AWS_ENDPOINT_URL", "localhost:4566"),
    ];
    insta::assert_snapshot!(load(&variables).await.unwrap_err());
}

#[tokio::test]
async fn an_empty_variable_counts_as_unset() {
    let stub = Stub::start(answer);
    let endpoint = stub.endpoint();
    for empty in [
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_SSM",
        "AWS_ENDPOINT_URL_SECRETS_MANAGER",
        "AWS_SESSION_TOKEN",
        "AWS_DEFAULT_REGION",
        "AWS_PROFILE",
        "AWS_CA_BUNDLE",
        "AWS_MAX_ATTEMPTS",
        "AWS_USE_FIPS_ENDPOINT",
        "HTTPS_PROXY",
        "http_proxy",
    ] {
        let mut variables = vec![(empty, "")];
        match empty {
            "AWS_ENDPOINT_URL" => variables.extend([
                ("AWS_ENDPOINT_URL_SSM", endpoint.as_str()),
                ("AWS_ENDPOINT_URL_SECRETS_MANAGER", &endpoint),
            ]),
            _ => variables.push(("AWS_ENDPOINT_URL", &endpoint)),
        }
        let app = load(&variables).await.unwrap();
        assert_eq!(app.level, "info", "{empty}");
    }
    let region = [
        ("AWS_REGION", ""),
        ("AWS_DEFAULT_REGION", "us-east-2"),
        ("AWS_ENDPOINT_URL", endpoint.as_str()),
    ];
    load(&region).await.unwrap();
    assert_eq!(stub.requests().last().unwrap().region, "us-east-2");
}

/// Without an endpoint the requests go to AWS's own, which nobody can reach here.
#[tokio::test]
async fn an_empty_endpoint_is_no_panic() {
    let error = load(&[("AWS_ENDPOINT_URL", "")]).await.unwrap_err();
    assert!(error.problems().iter().all(|problem| problem.code() != Code::Invalid), "{error}");
    let error = load(&[("AWS_REGION", "")]).await.unwrap_err();
    assert!(error.to_string().contains("no region is set"), "{error}");
}

/// A profile's settings count where a variable is empty.
#[cfg(feature = "default-chain")]
#[tokio::test]
async fn a_profile_stands_behind_the_variables() {
    let stub = Stub::start(answer);
    let folder = std::env::temp_dir().join(format!("figleaf-surroundings-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("config");
    let settings = format!(
        "[profile other]\nregion = us-west-2\nendpoint_url = {}\naws_access_key_id = FIGLEAFP000000000000\naws_secret_access_key = nobody-checks\n",
        stub.endpoint()
    );
    std::fs::write(&file, settings).unwrap();
    let variables = [
        ("AWS_CONFIG_FILE", file.to_str().unwrap()),
        ("AWS_PROFILE", "other"),
        ("AWS_ENDPOINT_URL", ""),
        ("AWS_REGION", ""),
        ("AWS_ACCESS_KEY_ID", ""),
    ];
    assert_eq!(load(&variables).await.unwrap().level, "info");
    let request = stub.requests().pop().unwrap();
    assert_eq!(request.region, "us-west-2");
    assert!(request.headers["authorization"].contains("FIGLEAFP000000000000"));
}

#[tokio::test]
async fn the_number_of_attempts_is_honoured() {
    let stub = Stub::start(|_| Reply::error("ThrottlingException", "Rate exceeded"));
    let endpoint = stub.endpoint();
    let variables = [("AWS_ENDPOINT_URL", endpoint.as_str()), ("AWS_MAX_ATTEMPTS", "1")];
    let error = load(&variables).await.unwrap_err();
    assert!(error.problems().iter().all(|problem| problem.code() == Code::Throttled), "{error}");
    assert_eq!(stub.requests().len(), 2);
}

#[tokio::test]
async fn an_endpoint_beside_fips_is_a_conflict() {
    let variables = [("AWS_ENDPOINT_URL", "http://localhost:1"), ("AWS_USE_FIPS_ENDPOINT", "true")];
    let error = load(&variables).await.unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    assert_eq!(problem.code(), Code::Conflict, "{error}");
}

/// What the SDK itself would say of an `SdkConfig` that a program made of such variables.
#[tokio::test]
async fn a_given_configuration_is_looked_at_too() {
    let stub = Stub::start(answer);
    let base = stub.sdk_config();
    let with = |change: &dyn Fn(&mut aws_config::SdkConfig)| {
        let mut config = base.clone();
        change(&mut config);
        App::loader().sdk_config(&config).timeout(Duration::from_secs(2)).load_owned()
    };
    let credentials = |id: &str, token: Option<&str>| {
        let made = aws_credential_types::Credentials::new(
            id,
            "hunter2",
            token.map(str::to_owned),
            None,
            "t",
        );
        aws_credential_types::provider::SharedCredentialsProvider::new(made)
    };
    for (what, error) in [
        (
            "the access key id",
            with(&|config| {
                *config =
                    config.to_builder().credentials_provider(credentials("AKID\n", None)).build();
            })
            .await,
        ),
        (
            "the session token",
            with(&|config| {
                *config = config
                    .to_builder()
                    .credentials_provider(credentials("AKID", Some("a\nb")))
                    .build();
            })
            .await,
        ),
        (
            "the region",
            with(&|config| {
                *config = config.to_builder().region(aws_config::Region::new("us east")).build();
            })
            .await,
        ),
        (
            ".sdk_config(…)",
            with(&|config| {
                *config = config.to_builder().endpoint_url("localhost:4566").build();
            })
            .await,
        ),
    ] {
        let error = error.unwrap_err();
        assert!(error.to_string().contains(&format!("invalid in {what} (")), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    // An empty endpoint is none, and so AWS's own is asked: no panic.
    let error =
        with(&|config| *config = config.to_builder().endpoint_url("").build()).await.unwrap_err();
    assert!(error.problems().iter().all(|problem| problem.code() != Code::Invalid), "{error}");
}
