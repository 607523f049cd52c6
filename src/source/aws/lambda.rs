//! Region and credentials that environment variables tell, without asking anything: in a Lambda function,
//! where Lambda sets them, and in every program without the chain.

use aws_credential_types::Credentials;
use aws_types::region::Region;

use crate::source::env::Variables;

/// Set by Lambda in every function.
#[cfg(feature = "default-chain")]
const FUNCTION: &str = "AWS_LAMBDA_FUNCTION_NAME";

/// Where a function may send the default chain for more. What is found here comes first in any case, so
/// that without the chain they say nothing.
#[cfg(feature = "default-chain")]
const FILES: [&str; 3] = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_PROFILE"];

/// What makes credentials, when keys do not.
#[cfg(feature = "default-chain")]
const CONTAINER: [&str; 2] =
    ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"];

/// Whether the variables alone tell region and credentials, so that the chain is not needed.
#[cfg(feature = "default-chain")]
pub(super) fn is_enough(variables: &Variables) -> bool {
    let is_set = |name: &str| variables.filled(name).is_some();
    let has_credentials = credentials(variables).is_some() || CONTAINER.into_iter().any(is_set);
    let is_known = region(variables).is_some() && has_credentials;
    is_known && is_set(FUNCTION) && !FILES.into_iter().any(is_set)
}

pub(super) fn region(variables: &Variables) -> Option<Region> {
    let region =
        variables.filled("AWS_REGION").or_else(|| variables.filled("AWS_DEFAULT_REGION"))?;
    Some(Region::new(region))
}

/// The keys that variables give. Read now and not at the start of the process: some ways of starting set
/// the token late.
pub(super) fn credentials(variables: &Variables) -> Option<Credentials> {
    Some(Credentials::new(
        variables.filled("AWS_ACCESS_KEY_ID")?,
        variables.filled("AWS_SECRET_ACCESS_KEY")?,
        variables.filled("AWS_SESSION_TOKEN"),
        None,
        "environment",
    ))
}

#[cfg(all(test, feature = "default-chain"))]
mod tests {
    use super::*;

    const FUNCTION_OF_LAMBDA: [(&str, &str); 5] = [
        (FUNCTION, "f"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "AKID"),
        ("AWS_SECRET_ACCESS_KEY", "key"),
        ("AWS_SESSION_TOKEN", "token"),
    ];

    fn given(variables: &[(&str, &str)]) -> Variables {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).into());
        Variables::Given(variables.iter().map(own).collect())
    }

    #[test]
    fn a_function_needs_no_chain() {
        assert!(is_enough(&given(&FUNCTION_OF_LAMBDA)));
        let snap_start =
            [(FUNCTION, "f"), ("AWS_REGION", "eu-west-1"), (CONTAINER[0], "http://localhost/c")];
        assert!(is_enough(&given(&snap_start)));
    }

    #[test]
    fn elsewhere_and_with_files_of_its_own_the_chain_is_used() {
        assert!(!is_enough(&given(&FUNCTION_OF_LAMBDA[1..])));
        for missing in 1..4 {
            let mut variables = FUNCTION_OF_LAMBDA.to_vec();
            variables[missing].1 = "";
            assert!(!is_enough(&given(&variables)), "{missing}");
        }
        for file in FILES {
            let with = [&FUNCTION_OF_LAMBDA[..], &[(file, "x")]].concat();
            assert!(!is_enough(&given(&with)), "{file}");
        }
    }
}
