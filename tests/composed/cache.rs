//! A cache in front of a source: what was read a moment ago is not asked for again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use figleaf::source::{Answer, BoxFuture, Help, Key, KeyOutcome, Source};

/// What it keeps is a secret as much as what it was given.
pub struct Cached<S> {
    source: S,
    fresh_for: Duration,
    kept: Mutex<HashMap<Key, (Instant, KeyOutcome)>>,
}

impl<S> Cached<S> {
    pub fn new(source: S, fresh_for: Duration) -> Self {
        Self { source, fresh_for, kept: Mutex::default() }
    }

    /// Answers what is kept, and gives the other keys, which stay sorted. A refresh of a live configuration wants to
    /// know what has changed, so that nothing is kept for it.
    fn answer(&self, keys: &[Key], answer: &mut Answer) -> Vec<Key> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rest = Vec::new();
        for key in keys {
            match kept.get(key) {
                Some((at, outcome)) if at.elapsed() < self.fresh_for && !answer.is_refresh() => {
                    answer.set(key, outcome.clone());
                }
                _ => rest.push(key.clone()),
            }
        }
        rest
    }

    /// Keeps what was answered. A failure may have passed by the next time.
    fn keep(&self, keys: &[Key], answer: &Answer) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            if let Some(outcome @ (KeyOutcome::Found(_) | KeyOutcome::Absent)) = answer.get(key) {
                kept.insert(key.clone(), (Instant::now(), outcome.clone()));
            }
        }
    }
}

impl<S: Source> Source for Cached<S> {
    fn name(&self) -> &'static str {
        self.source.name()
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            let rest = self.answer(keys, answer);
            if !rest.is_empty() {
                self.source.fetch(&rest, answer).await;
                self.keep(&rest, answer);
            }
        })
    }

    fn help(&self, problem: &Help<'_>) -> Option<String> {
        self.source.help(problem)
    }

    fn container(&self) -> Option<&str> {
        self.source.container()
    }
}
