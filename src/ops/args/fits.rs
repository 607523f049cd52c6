//! Flags that do not go together. One that would change nothing is refused: who gives it believes that it does.

use super::Request;
use crate::ops::error::Error;
use crate::ops::level::Level;

impl Request {
    /// Whether each flag has a meaning beside the others.
    pub(super) fn fits(&self) -> Result<(), Error> {
        let reasons = [self.of_answers(), self.of_names(), self.of_verbs()];
        let given = reasons.into_iter().flatten().filter(|(is_given, _)| *is_given);
        Error::of(given.map(|(_, reason)| reason.to_owned()).collect())
    }

    /// Where the answer goes.
    fn of_answers(&self) -> Vec<(bool, &'static str)> {
        let (is_written, is_compared) = (self.out.is_some(), self.check.is_some());
        vec![
            (is_written && is_compared, "--out writes and --check compares: give one"),
            (self.json && is_compared, "--check compares the text: give it without --json"),
            (self.json && self.split, "--json has every document already: give it without --split"),
            (
                self.split && !is_written && !is_compared,
                "--split makes several files: give --out DIR",
            ),
        ]
    }

    /// What names are.
    fn of_names(&self) -> Vec<(bool, &'static str)> {
        let is_both = self.any.iter().any(|name| self.vars.contains_key(name));
        vec![
            (self.account.is_some() && self.any_account, "--account and --any-account: give one"),
            (
                self.vars.contains_key("env"),
                "--var env: the environment stands behind the verb, as in policy prod",
            ),
            (is_both, "--var and --any for the same placeholder: give one"),
        ]
    }

    /// What is done.
    fn of_verbs(&self) -> Vec<(bool, &'static str)> {
        let asks_as = self.role.is_some() || !self.profiles.is_empty();
        let is_of_values = self.of_prefix
            || self.no_batch
            || self.transport.is_some()
            || !self.kms_keys.is_empty();
        vec![
            (
                self.level == Level::Offline && asks_as,
                "--offline asks nobody: give it without --role and --profile",
            ),
            (
                self.for_check && is_of_values,
                "--for check reads no value: give it without --kms-key, --no-batch, --scope prefix and --transport",
            ),
            (
                self.has_max_age && self.usage.instances.is_none(),
                "--max-age is that of processes that keep the configuration live: give --instances too",
            ),
        ]
    }
}
