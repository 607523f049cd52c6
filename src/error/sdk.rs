//! What the AWS SDK's errors mean: those that hold an answer of the service, by the table of causes; those
//! of the way to it, by `connection`. Their texts are not passed on.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::causes::{Judged, Refusal};
use super::connection;

/// Judges an error by its code, not by the HTTP status: stand-ins for AWS differ in that.
pub(crate) fn judge<E>(error: &SdkError<E, HttpResponse>) -> Judged
where
    E: Error + ProvideErrorMetadata + 'static,
{
    match error {
        SdkError::ServiceError(service) => {
            let (error, status) = (service.err(), service.raw().status().as_u16());
            let (code, message) = (error.code(), error.message());
            let (code, message) = (code.unwrap_or_default(), message.unwrap_or_default());
            Judged::of_refusal(&Refusal::new(code, message, status))
        }
        SdkError::ResponseError(broken) => {
            let status = broken.raw().status().as_u16();
            Judged::of_broken_answer(status, connection::ended_early(error))
        }
        SdkError::TimeoutError(_) => Judged::on_the_way(connection::own_limit()),
        SdkError::DispatchFailure(dispatch) => {
            Judged::on_the_way(match dispatch.as_connector_error() {
                Some(connector) => connection::of_connector(connector, error),
                None => connection::of_chain(error),
            })
        }
        SdkError::ConstructionFailure(_) => Judged::on_the_way(connection::not_built()),
        _ => Judged::on_the_way(connection::of_chain(error)),
    }
}
