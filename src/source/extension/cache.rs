//! How long the extension keeps what it has read.

use std::time::Duration;

use super::Store;
use crate::source::env::Variables;

/// Source: AWS's documentation of the extension, for both variables: 300 seconds unless they say otherwise, and
/// at most that; 0 turns the cache off.
const TTL: Duration = Duration::from_secs(300);

/// Turns the cache off when it is `false`.
const ENABLED: &str = "PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED";

/// How old an answer of the extension may be already.
pub(crate) fn ttl(store: Store, variables: &Variables) -> Duration {
    if variables.text(ENABLED).is_some_and(|text| text.trim().eq_ignore_ascii_case("false")) {
        return Duration::ZERO;
    }
    let variable = match store {
        Store::Parameters => "SSM_PARAMETER_STORE_TTL",
        Store::Secrets => "SECRETS_MANAGER_TTL",
    };
    let seconds = variables.text(variable).and_then(|text| text.trim().parse().ok());
    seconds.map_or(TTL, |seconds| Duration::from_secs(seconds).min(TTL))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_its_variables_say() {
        let ttl = |variables: &[(&str, &str)]| {
            let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).into());
            let variables = Variables::Given(variables.iter().map(own).collect());
            (
                ttl(Store::Parameters, &variables).as_secs(),
                ttl(Store::Secrets, &variables).as_secs(),
            )
        };
        assert_eq!(ttl(&[]), (300, 300));
        assert_eq!(
            ttl(&[("SSM_PARAMETER_STORE_TTL", "10"), ("SECRETS_MANAGER_TTL", "900")]),
            (10, 300)
        );
        assert_eq!(ttl(&[("SECRETS_MANAGER_TTL", "soon")]), (300, 300));
        assert_eq!(ttl(&[(ENABLED, "FALSE")]), (0, 0));
    }
}
