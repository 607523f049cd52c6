//! The SDK by hand: all requests at once, each repeated by the SDK.

use std::sync::Arc;

use aws_sdk_ssm::Client;
use aws_sdk_ssm::config::retry::{RetryConfig, RetryPartition};
use aws_sdk_ssm::config::{BehaviorVersion, Credentials, Region};
use futures_util::future::try_join_all;
use tokio::time::timeout;

use crate::herd::Herd;
use crate::quota::{Account, http_client};

pub async fn load(account: Arc<Account>, number: usize, herd: Herd, attempts: u32) -> bool {
    let config = aws_sdk_ssm::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "bench"))
        .http_client(http_client(account))
        .retry_config(RetryConfig::standard().with_max_attempts(attempts))
        // In one process all clients share what they may spend on repeating; these are processes of their own.
        .retry_partition(RetryPartition::new(format!("instance {number}")))
        .build();
    let client = Client::from_conf(config);
    let requests = (1..=herd.requests).map(|version| {
        client.get_parameters().names(format!("/herd/value:{version}")).with_decryption(true).send()
    });
    let all = try_join_all(requests);
    matches!(timeout(herd.deadline(), all).await, Ok(Ok(_)))
}
