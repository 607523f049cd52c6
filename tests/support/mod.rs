//! What the integration tests stand on. A test file says `mod support;` and uses its part.
//!
//! - [`app`]: a configuration of one parameter and one secret.
//! - [`agent`]: the AWS Secrets Manager Agent itself, in front of moto.
//! - [`lambda`]: the host of a Lambda function: Runtime API and extension, a real process.
//! - [`machine`]: environment variables and files of a machine.
//! - [`moto`]: Parameter Store and Secrets Manager that behave: real moto, an AWS
//!   account per test.
//! - [`stub`]: an endpoint that answers what the test wants: errors, broken bytes, silence.
//! - [`tls`]: TLS in front of one of them.
//! - [`tracing`]: records every span and event, for "the secret is nowhere in it".
//!
//! Nothing here sleeps or polls, and nothing needs an AWS account or a credential.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of this")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test a panic is the report"
)]

pub mod agent;
#[cfg(all(
    feature = "derive",
    any(feature = "direct", all(feature = "secretsmanager", feature = "ssm"))
))]
pub mod app;
pub mod aws;
mod install;
pub mod lambda;
pub mod machine;
pub mod moto;
pub mod node;
pub mod programs;
pub mod python;
pub mod stub;
pub mod tls;
pub mod tracing;

/// What has a deadline ends at 1.2 times of it at the latest. A busy machine gets some seconds more: what does not end at its
/// deadline waits for a server that never answers.
#[track_caller]
pub fn ends_in_time(started: std::time::Instant, deadline: std::time::Duration) {
    let took = started.elapsed();
    assert!(took <= deadline.mul_f64(1.2) + std::time::Duration::from_secs(3), "{took:?}");
}
