//! A Lambda function's region and credentials: Lambda sets them as environment variables.

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::SdkConfig;
use aws_types::region::Region;

use crate::source::env::Variables;

/// Set by Lambda in every function.
const FUNCTION: &str = "AWS_LAMBDA_FUNCTION_NAME";

/// Where a function may send the default chain for more. What is found here comes first in any case, so
/// that without the chain they say nothing.
const FILES: [&str; 3] = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_PROFILE"];

/// What a function may set, and only the default chain reads: with one of them it is needed.
const OF_THE_CHAIN: [&str; 6] = [
    "AWS_ENDPOINT_URL_SSM",
    "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_SDK_UA_APP_ID",
];

/// The configuration in a Lambda function, without asking anything: what the default chain would find
/// first. None elsewhere, and in a function that wants the chain.
pub(super) fn config(variables: &Variables) -> Option<SdkConfig> {
    let files = if cfg!(feature = "default-chain") { &FILES[..] } else { &[] };
    let wants_chain = files.iter().chain(&OF_THE_CHAIN).any(|name| variables.is_set(name));
    if !variables.is_set(FUNCTION) || wants_chain {
        return None;
    }
    let text = |name| variables.text(name).filter(|text| !text.is_empty());
    // Read now and not at the start of the process: some ways of starting set the token late.
    let credentials = Credentials::new(
        text("AWS_ACCESS_KEY_ID")?,
        text("AWS_SECRET_ACCESS_KEY")?,
        text("AWS_SESSION_TOKEN"),
        None,
        "Lambda",
    );
    let mut config = SdkConfig::builder()
        .region(Region::new(text("AWS_REGION")?))
        .credentials_provider(SharedCredentialsProvider::new(credentials));
    config.set_endpoint_url(text("AWS_ENDPOINT_URL"));
    Some(config.build())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FUNCTION_OF_LAMBDA: [(&str, &str); 5] = [
        (FUNCTION, "f"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "AKID"),
        ("AWS_SECRET_ACCESS_KEY", "key"),
        ("AWS_SESSION_TOKEN", "token"),
    ];

    fn found(variables: &[(&str, &str)]) -> Option<SdkConfig> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).into());
        config(&Variables::Given(variables.iter().map(own).collect()))
    }

    #[test]
    fn a_function_needs_no_chain() {
        let config = found(&FUNCTION_OF_LAMBDA).unwrap();
        assert_eq!(config.region().map(Region::as_ref), Some("eu-west-1"));
        assert!(config.credentials_provider().is_some());
        assert_eq!(config.endpoint_url(), None);
        let with =
            [&FUNCTION_OF_LAMBDA[..], &[("AWS_ENDPOINT_URL", "http://localhost:1")]].concat();
        assert_eq!(found(&with).unwrap().endpoint_url(), Some("http://localhost:1"));
    }

    #[test]
    fn elsewhere_and_with_settings_of_its_own_the_chain_is_used() {
        assert!(found(&FUNCTION_OF_LAMBDA[1..]).is_none());
        for missing in 1..4 {
            let mut variables = FUNCTION_OF_LAMBDA.to_vec();
            variables.remove(missing);
            assert!(found(&variables).is_none(), "{missing}");
        }
        for own in OF_THE_CHAIN {
            let with = [&FUNCTION_OF_LAMBDA[..], &[(own, "x")]].concat();
            assert!(found(&with).is_none(), "{own}");
        }
        for file in FILES {
            let with = [&FUNCTION_OF_LAMBDA[..], &[(file, "x")]].concat();
            assert_eq!(found(&with).is_none(), cfg!(feature = "default-chain"), "{file}");
        }
    }
}
