//! A second store, such as the same parameters in another region, for what the first one cannot give now.

use std::time::Duration;

use figleaf::Code;
use figleaf::source::{Answer, BoxFuture, Help, Key, KeyOutcome, Source};

pub struct Fallback<S> {
    pub first: S,
    pub second: S,
    /// How long the first one may take: it repeats what may pass for as long as it is let.
    pub within: Duration,
}

/// Whether the other store is to be asked: what is absent or denied in the first one is so in the second one too.
fn may_be_elsewhere(outcome: Option<&KeyOutcome>) -> bool {
    match outcome {
        Some(KeyOutcome::Failed(failure)) => {
            matches!(failure.code(), Code::Unavailable | Code::Throttled | Code::Timeout)
        }
        Some(_) => false,
        None => true,
    }
}

impl<S: Source> Source for Fallback<S> {
    fn name(&self) -> &'static str {
        self.first.name()
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            // What it has said by then is in the answer.
            let _ = tokio::time::timeout(self.within, self.first.fetch(keys, answer)).await;
            let missed: Vec<Key> =
                keys.iter().filter(|key| may_be_elsewhere(answer.get(key))).cloned().collect();
            if missed.is_empty() {
                return;
            }
            // In an answer of its own: when the second store fails too, the report is about the first one.
            let mut second = answer.another();
            self.second.fetch(&missed, &mut second).await;
            for key in &missed {
                match second.get(key) {
                    Some(outcome) if !may_be_elsewhere(Some(outcome)) => {
                        answer.set(key, outcome.clone());
                    }
                    Some(outcome) if answer.get(key).is_none() => answer.set(key, outcome.clone()),
                    _ => {}
                }
            }
        })
    }

    fn help(&self, problem: &Help<'_>) -> Option<String> {
        self.first.help(problem)
    }

    fn container(&self) -> Option<&str> {
        self.first.container()
    }
}
