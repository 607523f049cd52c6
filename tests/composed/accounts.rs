//! Two accounts: what stands below one path is read with the credentials of the other one.

use figleaf::source::{Answer, BoxFuture, Help, Key, Source};

pub struct Accounts<S> {
    pub own: S,
    pub shared: S,
    /// What the names begin with that are the other account's: `/shared/`.
    pub below: &'static str,
}

impl<S> Accounts<S> {
    fn of(&self, key: &Key) -> &S {
        if self.is_shared(key) { &self.shared } else { &self.own }
    }

    fn is_shared(&self, key: &Key) -> bool {
        key.name().starts_with(self.below)
    }
}

impl<S: Source> Source for Accounts<S> {
    fn name(&self) -> &'static str {
        self.own.name()
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            let (theirs, ours): (Vec<Key>, Vec<Key>) =
                keys.iter().cloned().partition(|key| self.is_shared(key));
            let mut shared = answer.another();
            // Both at once. One without keys is not asked: it would look for credentials for nothing.
            let own = async {
                if !ours.is_empty() {
                    self.own.fetch(&ours, answer).await;
                }
            };
            let other = async {
                if !theirs.is_empty() {
                    self.shared.fetch(&theirs, &mut shared).await;
                }
            };
            tokio::join!(own, other);
            for key in &theirs {
                if let Some(outcome) = shared.get(key) {
                    answer.set(key, outcome.clone());
                }
            }
        })
    }

    /// Each account has its own commands and permissions.
    fn help(&self, problem: &Help<'_>) -> Option<String> {
        self.of(problem.key).help(problem)
    }

    fn container(&self) -> Option<&str> {
        self.own.container()
    }
}
