//! `arn:partition:service:region:account:resource`.

/// The parts of an ARN, the resource last.
fn parts(name: &str) -> Option<[&str; 6]> {
    let parts: Vec<&str> = name.splitn(6, ':').collect();
    parts.try_into().ok().filter(|parts: &[&str; 6]| parts[0] == "arn")
}

/// The region of an ARN; none of another name.
pub(crate) fn region(name: &str) -> Option<&str> {
    parts(name).map(|parts| parts[3]).filter(|region| !region.is_empty())
}

/// The account of an ARN; none of a public parameter's or of another name.
#[cfg(any(feature = "_aws", feature = "extension", feature = "ops"))]
pub(crate) fn account(name: &str) -> Option<&str> {
    parts(name).map(|parts| parts[4]).filter(|account| !account.is_empty())
}

/// The resource of an ARN: `parameter/prod/api-key`.
pub(crate) fn resource(name: &str) -> Option<&str> {
    parts(name).map(|parts| parts[5])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_arn_has_a_region() {
        assert_eq!(region("arn:aws:ssm:eu-west-1:123456789012:parameter/a"), Some("eu-west-1"));
        assert_eq!(region("arn:aws:secretsmanager:eu-west-1:1:secret:a-AbCdEf"), Some("eu-west-1"));
        assert_eq!(region("/prod/a"), None);
        assert_eq!(region("arn:aws:ssm"), None);
    }
}
