//! AWS's partitions, by the beginnings of their regions.

/// A part of AWS with its own accounts and names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Partition {
    /// What its ARNs begin with, after `arn:`.
    pub(crate) name: &'static str,
    /// What the hosts of its services end with.
    #[cfg_attr(not(any(feature = "direct", feature = "ops")), allow(dead_code))]
    pub(crate) domain: &'static str,
    /// What those end with that have IPv6 beside IPv4.
    #[cfg_attr(not(feature = "direct"), allow(dead_code))]
    pub(crate) dual_stack: Option<&'static str>,
}

const fn partition(
    name: &'static str,
    domain: &'static str,
    dual_stack: Option<&'static str>,
) -> Partition {
    Partition { name, domain, dual_stack }
}

const AWS: Partition = partition("aws", "amazonaws.com", Some("api.aws"));

/// Every partition but `aws`. Source: AWS's `partitions.json`.
const OTHERS: [(&str, Partition); 8] = [
    ("cn-", partition("aws-cn", "amazonaws.com.cn", Some("api.amazonwebservices.com.cn"))),
    ("us-gov-", partition("aws-us-gov", "amazonaws.com", Some("api.aws"))),
    ("eusc-", partition("aws-eusc", "amazonaws.eu", Some("api.amazonwebservices.eu"))),
    ("us-iso-", partition("aws-iso", "c2s.ic.gov", Some("api.aws.ic.gov"))),
    ("us-isob-", partition("aws-iso-b", "sc2s.sgov.gov", Some("api.aws.scloud"))),
    ("eu-isoe-", partition("aws-iso-e", "cloud.adc-e.uk", Some("api.cloud-aws.adc-e.uk"))),
    ("us-isof-", partition("aws-iso-f", "csp.hci.ic.gov", Some("api.aws.hci.ic.gov"))),
    ("eu-isof-", partition("aws-iso-f", "csp.hci.ic.gov", Some("api.aws.hci.ic.gov"))),
];

/// Whether this can be the name of a region: a part of a host name.
#[cfg(any(feature = "_aws", feature = "extension"))]
pub(crate) fn is_region(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_whole = !text.is_empty() && !text.starts_with('-') && !text.ends_with('-');
    is_whole && text.len() <= 63 && text.chars().all(is_part)
}

/// The partition of a region.
pub(crate) fn of(region: &str) -> &'static Partition {
    let known = OTHERS.iter().find(|(begins, _)| region.starts_with(begins));
    known.map_or(&AWS, |(_, partition)| partition)
}
