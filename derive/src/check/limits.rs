//! How long, deep and high AWS lets names and versions be.

/// Levels of a parameter's name, ssm:PutParameter.
pub(super) const LEVELS: usize = 15;

/// Characters of a parameter's whole name, ssm:PutParameter. The 2048 that it also speaks of are for
/// its own use.
pub(super) const PARAMETER: usize = 1011;

/// Characters of a secret's name, secretsmanager:CreateSecret.
pub(super) const SECRET: usize = 512;

/// The hyphen and the six characters that Secrets Manager puts behind the name in an ARN.
pub(super) const SECRET_SUFFIX: usize = 7;

/// The number of a parameter's version, ssm:GetParameterHistory: a `Long`, from 1.
pub(super) const VERSION: std::ops::RangeInclusive<u64> = 1..=i64::MAX as u64;

/// Characters of a label, ssm:LabelParameterVersion.
pub(super) const LABEL: usize = 100;

/// Characters of a staging label, `VersionStage` of secretsmanager:GetSecretValue.
pub(super) const STAGE: usize = 256;

/// Characters of a version's id, `VersionId` of secretsmanager:GetSecretValue.
pub(super) const VERSION_ID: std::ops::RangeInclusive<usize> = 32..=64;

/// Digits of an account's id.
pub(super) const ACCOUNT: usize = 12;
