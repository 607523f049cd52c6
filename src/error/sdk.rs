//! What the AWS SDK's errors mean: those that hold an answer of the service, by the table of causes; those
//! of the way to it, by `connection`. Their texts are not passed on.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::Code;
use super::causes::{NO_ROUTE, Refusal, Verdict, not_its_protocol};
use super::connection;
use crate::retry::Passing;
use crate::source::Failure;

/// A failure, and whether it is one of the way to the service rather than its own word.
pub(crate) type Judged = (Verdict, bool);

fn on_the_way(failure: Failure) -> Judged {
    (Verdict::Failed(failure), true)
}

/// What an answer with an error says.
fn of_answer<E: ProvideErrorMetadata>(error: &E, status: u16) -> Judged {
    let code = error.code().unwrap_or_default();
    let refusal = Refusal::new(code, error.message().unwrap_or_default(), status);
    (refusal.verdict(), code.is_empty())
}

/// An answer that could not be read to its end, or is none of the protocol.
fn of_broken(error: &(dyn Error + 'static), status: u16) -> Judged {
    match status {
        status if !(200..300).contains(&status) => (Refusal::of_status(status).verdict(), true),
        _ if connection::ended_early(error) => {
            let failure = Failure::unavailable("its answer ended early");
            on_the_way(failure.passing(Passing::Connection))
        }
        _ => on_the_way(not_its_protocol()),
    }
}

/// Judges an error by its code, not by the HTTP status: stand-ins for AWS differ in that.
pub(crate) fn judge<E>(error: &SdkError<E, HttpResponse>) -> Judged
where
    E: Error + ProvideErrorMetadata + 'static,
{
    match error {
        SdkError::ServiceError(service) => {
            of_answer(service.err(), service.raw().status().as_u16())
        }
        SdkError::ResponseError(broken) => of_broken(error, broken.raw().status().as_u16()),
        SdkError::TimeoutError(_) => on_the_way(
            Failure::new(Code::Timeout, "the SDK's own limit")
                .of_store()
                .with_help(NO_ROUTE)
                .passing(Passing::Timeout),
        ),
        SdkError::DispatchFailure(dispatch) => on_the_way(match dispatch.as_connector_error() {
            Some(connector) => connection::of_connector(connector, error),
            None => connection::of_chain(error),
        }),
        SdkError::ConstructionFailure(_) => on_the_way(
            Failure::unavailable("the request could not be built")
                .with_help("check the region and the endpoint"),
        ),
        _ => on_the_way(connection::of_chain(error)),
    }
}
