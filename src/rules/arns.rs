//! ARNs: the names that lead to another account or region.

use super::limits;

/// What the ARNs of one kind have in common.
pub(crate) struct Kind {
    pub(crate) service: &'static str,
    /// What the resource begins with.
    pub(crate) resource: &'static str,
}

/// Whether a name is to be read as an ARN.
pub(crate) fn is_arn(name: &str) -> bool {
    name.starts_with("arn:")
}

/// The resource of an ARN: `arn:partition:service:region:account:resource`. A part that is made of
/// placeholders is not looked at.
pub(crate) fn resource<'a>(arn: &'a str, kind: &Kind) -> Result<&'a str, String> {
    let Kind { service, resource } = kind;
    let form = format!("write `arn:aws:{service}:<region>:<account>:{resource}…`");
    let parts: Vec<_> = arn.splitn(6, ':').collect();
    let [_, partition, of, region, account, rest] = parts[..] else {
        return Err(format!("this is a part of an ARN: {form}"));
    };
    let Some(rest) = rest.strip_prefix(resource).filter(|rest| of == *service && !rest.is_empty())
    else {
        return Err(format!("this is the ARN of something else: {form}"));
    };
    if !is_open(partition) && !is_partition(partition) {
        return Err(format!(
            "`{partition}` is no partition of AWS: write `aws`, `aws-cn`, `aws-us-gov` or `aws-eusc`"
        ));
    }
    if !is_open(region) && !is_region(region) {
        return Err(format!("{} region: write one like `eu-west-1`", is_no(region)));
    }
    // Public parameters are in no account.
    let is_public = *service == "ssm" && account.is_empty() && rest.starts_with("aws/service/");
    if !is_open(account) && !is_account(account) && !is_public {
        let digits = limits::ACCOUNT;
        return Err(format!("{} account: write its {digits} digits", is_no(account)));
    }
    Ok(rest)
}

fn is_open(part: &str) -> bool {
    part.contains('{')
}

fn is_no(part: &str) -> String {
    if part.is_empty() { "the ARN has no".to_owned() } else { format!("`{part}` is no") }
}

/// `aws`, `aws-cn`, `aws-us-gov`, `aws-iso-b`: by shape, for there will be others.
fn is_partition(partition: &str) -> bool {
    let mut words = partition.split('-');
    words.next() == Some("aws") && words.all(is_word)
}

/// `eu-west-1`, `us-gov-east-1`: by shape, for there will be others.
fn is_region(region: &str) -> bool {
    let Some((words, number)) = region.rsplit_once('-') else { return false };
    let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    is_number && words.split('-').count() > 1 && words.split('-').all(is_word)
}

fn is_word(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase())
}

fn is_account(account: &str) -> bool {
    account.len() == limits::ACCOUNT && account.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMETER: Kind = Kind { service: "ssm", resource: "parameter/" };

    fn of(arn: &str) -> Result<&str, String> {
        resource(arn, &PARAMETER)
    }

    #[test]
    fn accepts_every_partition_and_region() {
        for arn in [
            "arn:aws:ssm:eu-west-1:123456789012:parameter/a/b",
            "arn:aws-cn:ssm:cn-northwest-1:123456789012:parameter/a/b",
            "arn:aws-us-gov:ssm:us-gov-east-1:123456789012:parameter/a/b",
            "arn:aws-iso-b:ssm:us-isob-east-1:123456789012:parameter/a/b",
            "arn:aws-eusc:ssm:eusc-de-east-1:123456789012:parameter/a/b",
            "arn:{partition}:ssm:{region}:{account}:parameter/a/b",
            "arn:aws:ssm:eu-{side}-1:123456789012:parameter/a/b",
        ] {
            assert_eq!(of(arn), Ok("a/b"), "{arn}");
        }
        let public = "arn:aws:ssm:us-east-1::parameter/aws/service/ami";
        assert_eq!(of(public), Ok("aws/service/ami"));
    }

    #[test]
    fn refuses_what_leads_nowhere() {
        for arn in [
            "arn:aws",
            "arn:aws:ssm:eu-west-1:123456789012:document/a",
            "arn:aws:ssm:eu-west-1:123456789012:parameter/",
            "arn:aws:sqs:eu-west-1:123456789012:parameter/a",
            "arn:amazon:ssm:eu-west-1:123456789012:parameter/a",
            "arn:aws-:ssm:eu-west-1:123456789012:parameter/a",
            "arn:aws:ssm::123456789012:parameter/a",
            "arn:aws:ssm:europe:123456789012:parameter/a",
            "arn:aws:ssm:EU-west-1:123456789012:parameter/a",
            "arn:aws:ssm:eu-1:123456789012:parameter/a",
            "arn:aws:ssm:eu-west-1::parameter/a",
            "arn:aws:ssm:eu-west-1:1234:parameter/a",
            "arn:aws:ssm:eu-west-1:12345678901x:parameter/a",
        ] {
            assert!(of(arn).is_err(), "{arn}");
        }
    }
}
