//! One parameter and one secret: the configuration of tests that are about the way to AWS.

use figleaf::{Config, Secret};

use super::stub::{Reply, Request};

#[derive(Debug, Config)]
pub struct App {
    #[config(ssm = "/level")]
    pub level: String,
    #[config(secretsmanager = "key")]
    pub key: Secret,
}

/// Its values from both services.
pub fn answer(request: &Request) -> Reply {
    match request.target.as_str() {
        "AmazonSSM.GetParameters" => Reply::parameters(request, [("/level", "String", "info")]),
        _ => Reply::secret("key", "hunter2"),
    }
}
