//! The rows of the table. Sources: "Common errors" and the errors of each operation in the API references
//! of Systems Manager, Secrets Manager, KMS and STS.

use super::{Refusal, Verdict, denied, no_key};
use crate::error::Code;
use crate::retry::Passing;
use crate::source::Failure;

/// What both services go through.
pub(crate) const AWS: &str = "AWS";

/// What the commonest reason for no connection at all is.
#[cfg(feature = "_aws")]
pub(crate) const NO_ROUTE: &str = "check the region; a function or task in a VPC needs a NAT gateway or a \
                                   VPC endpoint for the service";

const IDENTITY: &str = "check the credentials: aws sts get-caller-identity";
const CLOCK: &str = "set the clock of this machine (NTP); a request is valid for five minutes, so a process \
                     that was suspended for longer must ask anew";
const REGION: &str =
    "check the region (AWS_REGION) and the endpoint: the request is signed for this region";

/// One meaning, the codes that have it, and the phrases one of which the message must hold. No codes or
/// no phrases: any. The first row that fits counts.
pub(super) struct Row {
    codes: &'static [&'static str],
    phrases: &'static [&'static str],
    pub(super) means: Means,
}

pub(super) enum Means {
    Absent,
    NoVersion,
    Denied,
    NoKey,
    /// Of this one key, with what to do; `{name}` and `{region}` stand for those of the key.
    Key(Code, &'static str, Option<&'static str>),
    /// It passes.
    TooMuch,
    /// Of the service.
    Store(Code, &'static str, Option<&'static str>),
    /// Of what all requests to AWS have in common.
    All(Code, &'static str, &'static str),
}

const ANY: &[&str] = &[];

const fn row(
    codes: &'static [&'static str],
    phrases: &'static [&'static str],
    means: Means,
) -> Row {
    Row { codes, phrases, means }
}

const DENIALS: &[&str] =
    &["AccessDeniedException", "AccessDenied", "UnauthorizedAccess", "NotAuthorized"];
const SIGNATURES: &[&str] =
    &["InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignature"];
const KEYS: &[&str] = &[
    "InvalidKeyId",
    "DecryptionFailure",
    "DecryptionFailureException",
    "DisabledException",
    "KMSInvalidStateException",
    "KMSDisabledException",
    "KMSAccessDeniedException",
    "KMSNotFoundException",
    "InvalidRequestException",
    "AccessDeniedException",
    "ValidationException",
];

// What several rows mean.
const DISABLED_KEY: Means = Means::Key(
    Code::Denied,
    "the KMS key that encrypts it is disabled",
    Some("enable the key: aws kms enable-key{region} --key-id KEY"),
);
const UNUSABLE_KEY: Means = Means::Key(
    Code::Denied,
    "the KMS key that encrypts it is being deleted or in no state to decrypt",
    Some("cancel that and enable the key: aws kms cancel-key-deletion{region} --key-id KEY"),
);
const OUT_OF_DATE: Means = Means::All(
    Code::Denied,
    "the clock of this machine is wrong, or the request was held up: its signature is out of date",
    CLOCK,
);

pub(super) const TABLE: &[Row] = &[
    // Missing. A version is a part of what was asked for.
    row(&["ResourceNotFoundException"], &["find the specified secret value for"], Means::NoVersion),
    row(
        &["ResourceNotFoundException", "ParameterNotFound", "ParameterVersionNotFound"],
        ANY,
        Means::Absent,
    ),
    // Keys of KMS, before the denials: the same codes carry both.
    row(KEYS, &["DisabledException", "is disabled"], DISABLED_KEY),
    row(
        KEYS,
        &["is pending deletion", "pending deletion", "KMSInvalidStateException", "invalid state"],
        UNUSABLE_KEY,
    ),
    row(&["DisabledException", "KMSDisabledException"], ANY, DISABLED_KEY),
    row(&["KMSInvalidStateException"], ANY, UNUSABLE_KEY),
    row(
        &["KMSNotFoundException"],
        ANY,
        Means::Key(
            Code::Denied,
            "the KMS key that encrypts it does not exist",
            Some("write the value again with a key that exists"),
        ),
    ),
    row(
        DENIALS,
        &["Access to KMS is not allowed", "The ciphertext refers to a customer master key"],
        Means::NoKey,
    ),
    row(
        &[
            "DecryptionFailure",
            "DecryptionFailureException",
            "InvalidKeyId",
            "KMSAccessDeniedException",
            "InvalidCiphertextException",
        ],
        ANY,
        Means::NoKey,
    ),
    row(DENIALS, ANY, Means::Denied),
    // The clock, before the credentials: the same codes carry both.
    row(SIGNATURES, &["Signature expired", "Signature not yet current"], OUT_OF_DATE),
    row(&["RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture"], ANY, OUT_OF_DATE),
    row(
        SIGNATURES,
        &["Credential should be scoped to"],
        Means::All(Code::Denied, "the request is signed for another region or service", REGION),
    ),
    row(
        SIGNATURES,
        ANY,
        Means::All(
            Code::Denied,
            "the signature does not match: the secret access key is not the one of the access key id",
            IDENTITY,
        ),
    ),
    row(
        &["ExpiredTokenException", "ExpiredToken", "TokenRefreshRequired"],
        ANY,
        Means::All(Code::Denied, "the credentials have expired", IDENTITY),
    ),
    row(
        &[
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidAccessKeyId",
            "AuthFailure",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "InvalidToken",
        ],
        ANY,
        Means::All(
            Code::Denied,
            "the credentials are not valid in this region",
            "check the credentials (aws sts get-caller-identity), and that the account has the region turned on",
        ),
    ),
    row(
        &["OptInRequired", "SubscriptionRequiredException", "NotSignedUp"],
        ANY,
        Means::All(
            Code::Denied,
            "the account has not turned on this region or service",
            "turn the region on (aws account enable-region --region-name REGION), or check the region",
        ),
    ),
    row(
        &["AccountProblem", "PendingVerification", "Blocked"],
        ANY,
        Means::All(
            Code::Denied,
            "AWS has suspended or not yet verified the account",
            "ask AWS support about the account",
        ),
    ),
    // What is asked for.
    row(
        &["InvalidRequestException"],
        &["marked for deletion", "scheduled for deletion", "marked deleted"],
        Means::Key(
            Code::Unavailable,
            "it is scheduled for deletion",
            Some("restore it: aws secretsmanager restore-secret{region} --secret-id {name}"),
        ),
    ),
    row(
        &["UnsupportedParameterType", "InvalidParameterVersion"],
        ANY,
        Means::Key(Code::Invalid, "the service cannot give it in this form", None),
    ),
    row(
        &[
            "InvalidRequestException",
            "InvalidParameterException",
            "ValidationException",
            "ValidationError",
            "InvalidParameterValue",
            "InvalidParameterCombination",
            "MissingParameter",
        ],
        ANY,
        Means::Key(Code::Invalid, "the service does not accept the request for it", None),
    ),
    // Too much at once.
    row(
        &[
            "ThrottlingException",
            "Throttling",
            "ThrottledException",
            "RequestThrottled",
            "RequestThrottledException",
            "TooManyRequestsException",
            "TooManyRequests",
            "RequestLimitExceeded",
            "LimitExceededException",
            "ProvisionedThroughputExceededException",
            "TransactionInProgressException",
            "BandwidthLimitExceeded",
            "SlowDown",
            "PriorRequestNotComplete",
            "EC2ThrottledException",
        ],
        ANY,
        Means::TooMuch,
    ),
    // The service itself, under its many names.
    row(
        &["UnknownOperationException", "InvalidAction", "UnsupportedOperation"],
        ANY,
        Means::Store(
            Code::Unavailable,
            "the server at this endpoint does not know the operation",
            Some("look at the endpoint: another service or an old emulator seems to answer there"),
        ),
    ),
];

impl Row {
    pub(super) fn is_about(&self, refusal: &Refusal<'_>) -> bool {
        let has_code = self.codes.is_empty() || self.codes.contains(&refusal.code);
        let has_phrase = self.phrases.iter().any(|phrase| refusal.message.contains(phrase));
        has_code && (self.phrases.is_empty() || has_phrase)
    }
}

impl Means {
    #[cfg(feature = "direct")]
    pub(super) fn is_out_of_date(&self) -> bool {
        matches!(self, Self::All(_, _, help) if *help == CLOCK)
    }

    pub(super) fn verdict(&self, refusal: &Refusal<'_>) -> Verdict {
        let (failure, help) = match self {
            Self::Absent => return Verdict::Absent,
            Self::NoVersion => return Verdict::NoVersion,
            Self::Denied => (denied(refusal.message), None),
            Self::NoKey => (no_key(super::named(refusal.message, "on resource: ")), None),
            Self::Key(code, detail, help) => (Failure::new(*code, detail), *help),
            Self::TooMuch => return Verdict::Failed(throttled()),
            Self::Store(code, detail, help) => (Failure::new(*code, detail).of_store(), *help),
            Self::All(code, detail, help) => {
                (Failure::new(*code, detail).of_shared(AWS), Some(*help))
            }
        };
        Verdict::Failed(match help {
            Some(help) => failure.with_help(help),
            None => failure,
        })
    }
}

pub(crate) fn throttled() -> Failure {
    Failure::new(Code::Throttled, "too many requests").of_store().passing(Passing::Throttled)
}
