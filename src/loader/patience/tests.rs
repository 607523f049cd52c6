//! What a user meets: the deadline of a load whose store does not answer.

#![allow(
    dead_code,
    unused_imports,
    reason = "what the derive writes is lax about it in this crate alone"
)]

use tokio::time::Instant;

use super::TIMEOUT;
use crate::config::Config;
use crate::source::{Answer, BoxFuture, Key, Source};

#[derive(figleaf_derive::Config)]
#[config(crate = "crate")]
struct App {
    #[config(ssm = "/app/key")]
    key: String,
}

/// A store that never answers.
struct Silent;

impl Source for Silent {
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn fetch<'a>(&'a self, _: &'a [Key], _: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(std::future::pending())
    }
}

/// How many seconds a load takes, and what its report says.
async fn load(variables: &[(&str, &str)]) -> (u64, String) {
    let began = Instant::now();
    let loader = App::loader().env_vars(variables.iter().copied()).source(Silent);
    let error = loader.load_owned().await.map(drop).unwrap_err();
    (began.elapsed().as_secs(), error.to_string())
}

#[tokio::test(start_paused = true)]
async fn a_load_in_init_may_use_what_lambda_allows() {
    const API: (&str, &str) = ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001");
    const KIND: &str = "AWS_LAMBDA_INITIALIZATION_TYPE";
    let (seconds, report) = load(&[]).await;
    assert_eq!(seconds, TIMEOUT.as_secs());
    assert!(report.contains("deadline of 5s"), "{report}");
    assert_eq!(load(&[API, (KIND, "provisioned-concurrency")]).await.0, 30);
    // As old as this process is by now.
    let (seconds, report) = load(&[API, (KIND, "on-demand")]).await;
    assert!((5..=9).contains(&seconds), "{seconds}");
    assert!(report.contains("deadline of "), "{report}");
}
