//! Answers with the event.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let handler = |event: LambdaEvent<Value>| async move { Ok::<_, Error>(event.payload) };
    lambda_runtime::run(service_fn(handler)).await
}
