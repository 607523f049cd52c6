//! AWS's partitions, by the beginnings of their regions.

/// A part of AWS with its own accounts and names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Partition {
    /// What its ARNs begin with, after `arn:`.
    pub(crate) name: &'static str,
    /// What the hosts of its services end with.
    #[cfg_attr(not(feature = "ops"), allow(dead_code))]
    pub(crate) domain: &'static str,
}

const AWS: Partition = Partition { name: "aws", domain: "amazonaws.com" };

/// Every partition but `aws`. Source: AWS's `partitions.json`.
const OTHERS: [(&str, Partition); 8] = [
    ("cn-", Partition { name: "aws-cn", domain: "amazonaws.com.cn" }),
    ("us-gov-", Partition { name: "aws-us-gov", domain: "amazonaws.com" }),
    ("eusc-", Partition { name: "aws-eusc", domain: "amazonaws.eu" }),
    ("us-iso-", Partition { name: "aws-iso", domain: "c2s.ic.gov" }),
    ("us-isob-", Partition { name: "aws-iso-b", domain: "sc2s.sgov.gov" }),
    ("eu-isoe-", Partition { name: "aws-iso-e", domain: "cloud.adc-e.uk" }),
    ("us-isof-", Partition { name: "aws-iso-f", domain: "csp.hci.ic.gov" }),
    ("eu-isof-", Partition { name: "aws-iso-f", domain: "csp.hci.ic.gov" }),
];

/// The partition of a region.
pub(crate) fn of(region: &str) -> &'static Partition {
    let known = OTHERS.iter().find(|(begins, _)| region.starts_with(begins));
    known.map_or(&AWS, |(_, partition)| partition)
}
