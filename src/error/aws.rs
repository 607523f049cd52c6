//! What the AWS SDK's errors mean. Their texts are not passed on.

use std::borrow::Cow;
use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::interceptors::context::Error as AnyError;
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::Code;
use crate::source::Failure;
use crate::source::aws::BadRoots;

/// What became of a request that did not succeed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// What was asked for does not exist.
    Absent,
    Failed(Failure),
}

/// How one attempt has failed that may be followed by another.
pub(crate) fn of_attempt<E>(error: &OrchestratorError<AnyError>) -> Option<Failure>
where
    E: Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    if let Some(connector) = error.as_connector_error() {
        return Some(of_connector(connector, connector));
    }
    let error = error.as_operation_error()?.downcast_ref::<E>()?;
    match of_code(error.code()?, error.message().unwrap_or_default(), 0) {
        Verdict::Failed(failure) => Some(failure),
        Verdict::Absent => None,
    }
}

/// Judges an error by its code, not by the HTTP status: stand-ins for AWS differ in that.
pub(crate) fn judge<E>(error: &SdkError<E, HttpResponse>) -> Verdict
where
    E: Error + ProvideErrorMetadata + 'static,
{
    let failure = match error {
        SdkError::ServiceError(service) => {
            let code = service.err().code().unwrap_or_default();
            let message = service.err().message().unwrap_or_default();
            return of_code(code, message, service.raw().status().as_u16());
        }
        SdkError::TimeoutError(_) => Failure::new(Code::Timeout, "the SDK's own limit").of_store(),
        SdkError::DispatchFailure(dispatch) => match dispatch.as_connector_error() {
            Some(connector) => of_connector(connector, error),
            None => of_chain(error, CLOSED),
        },
        SdkError::ResponseError(_) => not_its_protocol(),
        SdkError::ConstructionFailure(_) => of_chain(error, "the request could not be built")
            .with_help("check the region and the endpoint"),
        _ => of_chain(error, CLOSED),
    };
    Verdict::Failed(failure)
}

/// Judges an error of an operation that has no word for "it does not exist": GetParameters lists unknown
/// names, and GetParametersByPath finds nothing.
#[cfg(feature = "ssm")]
pub(crate) fn failure<E>(error: &SdkError<E, HttpResponse>) -> Failure
where
    E: Error + ProvideErrorMetadata + 'static,
{
    match judge(error) {
        Verdict::Failed(failure) => failure,
        Verdict::Absent => not_its_protocol(),
    }
}

fn of_code(code: &str, message: &str, status: u16) -> Verdict {
    let failure = match code {
        "ResourceNotFoundException" | "ParameterNotFound" => return Verdict::Absent,
        "AccessDeniedException" | "AccessDenied" if message.contains("kms:") => no_key(),
        "AccessDeniedException" | "AccessDenied" => Failure::denied(""),
        "DecryptionFailure" | "DecryptionFailureException" | "InvalidKeyId" => no_key(),
        "InvalidRequestException" if message.contains("deletion") => {
            Failure::new(Code::Unavailable, "it is marked for deletion")
                .with_help("restore it: aws secretsmanager restore-secret --secret-id …")
        }
        "InvalidRequestException" | "InvalidParameterException" | "ValidationException" => {
            Failure::new(Code::Invalid, "the service does not accept the request for it")
        }
        "ExpiredTokenException" | "ExpiredToken" => bad_credentials("the credentials have expired"),
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "MissingAuthenticationToken" => bad_credentials("the credentials are not valid"),
        code if is_throttling(code) || status == 429 => {
            Failure::new(Code::Throttled, "too many requests").of_store()
        }
        "" if (200..300).contains(&status) => not_its_protocol(),
        code => other(code, status),
    };
    Verdict::Failed(failure)
}

fn is_throttling(code: &str) -> bool {
    matches!(
        code,
        "ThrottlingException"
            | "Throttling"
            | "ThrottledException"
            | "RequestThrottled"
            | "RequestThrottledException"
            | "TooManyRequestsException"
            | "RequestLimitExceeded"
            | "LimitExceededException"
            | "SlowDown"
    )
}

fn no_key() -> Failure {
    Failure::denied("the role may not decrypt it")
        .with_help("allow kms:Decrypt on the key that encrypts it")
}

fn bad_credentials(detail: &'static str) -> Failure {
    Failure::denied(detail)
        .of_shared(AWS)
        .with_help("check the credentials: aws sts get-caller-identity")
}

fn not_its_protocol() -> Failure {
    Failure::unavailable("it answered something that is not its protocol")
}

/// A code that is not known here is told when it has the form of one.
fn other(code: &str, status: u16) -> Failure {
    let is_plain = code.len() <= 64 && code.chars().all(|c| c.is_ascii_alphanumeric());
    let ends = ["Exception", "Error", "Failure"];
    let detail = match status {
        _ if is_plain && ends.iter().any(|end| code.ends_with(end)) => code.to_owned(),
        0 => "an unknown error".to_owned(),
        status => format!("HTTP status {status}"),
    };
    Failure { detail: Cow::Owned(detail), ..Failure::unavailable("") }
}

fn of_connector<E: Error + 'static>(connector: &ConnectorError, error: &E) -> Failure {
    if connector.is_timeout() {
        let failure = Failure::new(Code::Timeout, "no connection, or no answer on it");
        return failure.of_store().with_help(NO_ROUTE);
    }
    of_chain(error, CLOSED)
}

/// What both services go through.
pub(crate) const AWS: &str = "AWS";

/// A connection that ends before the answer.
const CLOSED: &str = "the connection was closed";

/// What the commonest reason for no connection at all is.
const NO_ROUTE: &str = "check the region; a function or task in a VPC needs a NAT gateway or a VPC \
                        endpoint for the service";

/// Looks for the reason in the errors below.
fn of_chain(error: &(dyn Error + 'static), otherwise: &'static str) -> Failure {
    let mut below = Some(error);
    while let Some(error) = below {
        if let Some(credentials) = error.downcast_ref::<CredentialsError>() {
            return of_credentials(credentials);
        }
        if error.is::<BadRoots>() {
            return Failure::unavailable("the trusted roots are no PEM certificates")
                .of_shared(AWS)
                .with_help("give .trust_roots(…) one or more certificates in PEM");
        }
        if let Some(io) = error.downcast_ref::<std::io::Error>()
            && let Some(detail) = of_io(io.kind())
        {
            return Failure::unavailable(detail);
        }
        // Neither has a public type to look for.
        let text = error.to_string();
        if text.starts_with("dns error") {
            return Failure::unavailable("its host name is not known").with_help(NO_ROUTE);
        }
        if text.contains("certificate") {
            return Failure::unavailable("its TLS certificate is not trusted")
                .with_help("install the platform's root certificates (ca-certificates), or look at what .trust_roots(…) is given");
        }
        below = error.source();
    }
    Failure::unavailable(otherwise)
}

fn of_credentials(error: &CredentialsError) -> Failure {
    let help = match cfg!(feature = "sso") {
        true => "set AWS_PROFILE or AWS_ACCESS_KEY_ID, or give the task or function a role",
        false => {
            "set AWS_PROFILE or AWS_ACCESS_KEY_ID, or give the task or function a role; a profile of \
             `aws sso login` needs figleaf's Cargo feature `sso`"
        }
    };
    match error {
        CredentialsError::CredentialsNotLoaded(_) => {
            Failure::denied("no credentials were found").of_shared(AWS).with_help(help)
        }
        CredentialsError::ProviderTimedOut(_) => {
            Failure::new(Code::Timeout, "waiting for credentials").of_shared(AWS)
        }
        _ => Failure::denied("the credentials could not be loaded").of_shared(AWS).with_help(help),
    }
}

fn of_io(kind: std::io::ErrorKind) -> Option<&'static str> {
    use std::io::ErrorKind;
    match kind {
        ErrorKind::ConnectionRefused => Some("connection refused"),
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof => Some(CLOSED),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            Some("the network is not reachable")
        }
        _ => None,
    }
}
