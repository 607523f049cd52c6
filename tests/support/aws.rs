//! The `SdkConfig` of a stand-in: what a program would pass to figleaf, pointed at loopback.
//!
//! The tests of the way to AWS hold for both clients, figleaf's own and the SDK's: they run with the first one, and
//! with the second one when `FIGLEAF_TEST_CLIENT=sdk` is set.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_ssm::config::{Credentials, SharedCredentialsProvider};

/// Where every stand-in pretends to be.
pub const REGION: &str = "eu-west-1";

/// Whether the tests are about the SDK's client.
pub fn is_sdk() -> bool {
    match std::env::var("FIGLEAF_TEST_CLIENT").as_deref() {
        Err(_) | Ok("direct") => false,
        Ok("sdk") => true,
        Ok(other) => panic!("FIGLEAF_TEST_CLIENT is neither `direct` nor `sdk`: {other}"),
    }
}

/// For a loader that finds its client by itself.
pub fn transport() -> figleaf::Transport {
    if is_sdk() { figleaf::Transport::Sdk } else { figleaf::Transport::Auto }
}

/// Built by hand and not by `aws_config::load`, so that nothing of the developer's own AWS set-up
/// is read. Retries and timeouts are the SDK's own; `into_builder()` changes them.
pub fn sdk_config(endpoint: &str, access_key: &str) -> SdkConfig {
    match is_sdk() {
        true => with_client(endpoint, access_key),
        false => without_client(endpoint, access_key),
    }
}

/// For a client of the SDK, that of a test itself for instance.
pub fn with_client(endpoint: &str, access_key: &str) -> SdkConfig {
    // Plain HTTP: loading a trust store in every test would only cost time.
    let client = aws_smithy_http_client::Builder::new().build_http();
    without_client(endpoint, access_key).into_builder().http_client(client).build()
}

fn without_client(endpoint: &str, access_key: &str) -> SdkConfig {
    let credentials = Credentials::new(access_key, "a-key-nobody-checks", None, None, "tests");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static(REGION))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint)
        .build()
}
