//! How long, deep and high AWS lets names and versions be.

/// Levels of a parameter's name, ssm:PutParameter.
pub(crate) const LEVELS: usize = 15;

/// Characters of a parameter's whole name, ssm:PutParameter. The 2048 that it also speaks of are for
/// its own use.
pub(crate) const PARAMETER: usize = 1011;

/// Characters of a secret's name, secretsmanager:CreateSecret.
pub(crate) const SECRET: usize = 512;

/// The hyphen and the six characters that Secrets Manager puts behind the name in an ARN.
pub(crate) const SECRET_SUFFIX: usize = 7;

/// The number of a parameter's version, ssm:GetParameterHistory: a `Long`, from 1.
pub(crate) const VERSION: std::ops::RangeInclusive<u64> = 1..=i64::MAX as u64;

/// Characters of a label, ssm:LabelParameterVersion.
pub(crate) const LABEL: usize = 100;

/// Characters of a staging label, `VersionStage` of secretsmanager:GetSecretValue.
pub(crate) const STAGE: usize = 256;

/// Characters of a version's id, `VersionId` of secretsmanager:GetSecretValue.
pub(crate) const VERSION_ID: std::ops::RangeInclusive<usize> = 32..=64;

/// Digits of an account's id.
pub(crate) const ACCOUNT: usize = 12;
