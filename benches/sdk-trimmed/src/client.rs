//! A client of either service from what Lambda sets, with the HTTP client that both share.

/// Both crates have types of their own for the same settings.
macro_rules! client {
    ($sdk:ident, $http:expr) => {{
        use $sdk::config::{BehaviorVersion, Builder, Credentials, Region};
        let credentials = Credentials::new(
            std::env::var("AWS_ACCESS_KEY_ID")?,
            std::env::var("AWS_SECRET_ACCESS_KEY")?,
            std::env::var("AWS_SESSION_TOKEN").ok(),
            None,
            "environment",
        );
        let config = Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(std::env::var("AWS_REGION")?))
            .credentials_provider(credentials)
            .http_client($http);
        let config = match std::env::var("AWS_ENDPOINT_URL") {
            Ok(url) => config.endpoint_url(url),
            Err(_) => config,
        };
        $sdk::Client::from_conf(config.build())
    }};
}
