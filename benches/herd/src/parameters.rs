//! figleaf. Two versions of one parameter cannot share a request, so that each field is one.

use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::SdkConfig;
use aws_types::region::Region;
use figleaf::Config;

use crate::herd::Herd;
use crate::quota::{Account, http_client};

#[derive(Config)]
#[allow(dead_code, reason = "that it loads is enough")]
struct One {
    #[config(ssm = "/herd/value", version = 1)]
    first: String,
}

#[derive(Config)]
#[allow(dead_code, reason = "that it loads is enough")]
struct Two {
    #[config(ssm = "/herd/value", version = 1)]
    first: String,
    #[config(ssm = "/herd/value", version = 2)]
    second: String,
}

#[derive(Config)]
#[allow(dead_code, reason = "that it loads is enough")]
struct Six {
    #[config(nested)]
    two: Two,
    #[config(ssm = "/herd/value", version = 3)]
    third: String,
    #[config(ssm = "/herd/value", version = 4)]
    fourth: String,
    #[config(ssm = "/herd/value", version = 5)]
    fifth: String,
    #[config(ssm = "/herd/value", version = 6)]
    sixth: String,
}

pub async fn load(account: Arc<Account>, herd: Herd) -> bool {
    match herd.requests {
        1 => load_as::<One>(account, herd).await,
        2 => load_as::<Two>(account, herd).await,
        6 => load_as::<Six>(account, herd).await,
        requests => panic!("no configuration asks with {requests} requests"),
    }
}

async fn load_as<T: Config>(account: Arc<Account>, herd: Herd) -> bool {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "bench");
    let config = SdkConfig::builder()
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http_client(account))
        .build();
    let loader = T::loader().env_vars::<String, String>([]).sdk_config(&config);
    loader.timeout(herd.deadline()).load_owned().await.is_ok()
}
