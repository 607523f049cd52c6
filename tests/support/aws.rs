//! The `SdkConfig` of a stand-in: what a program would pass to figleaf, pointed at loopback.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_ssm::config::{Credentials, SharedCredentialsProvider};

/// Where every stand-in pretends to be.
pub const REGION: &str = "eu-west-1";

/// Built by hand and not by `aws_config::load`, so that nothing of the developer's own AWS set-up
/// is read. Retries and timeouts are the SDK's own; `into_builder()` changes them.
pub fn sdk_config(endpoint: &str, access_key: &str) -> SdkConfig {
    let credentials = Credentials::new(access_key, "a-key-nobody-checks", None, None, "tests");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static(REGION))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint)
        // Plain HTTP: loading a trust store in every test would only cost time.
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build()
}
