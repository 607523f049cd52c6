//! From how many starts at once on a quota is not enough.

use std::fmt;
use std::time::Duration;

use super::{Call, ColdStart, OF_BATCHES, OF_PARAMETERS, OF_SECRETS};
use crate::value::count;

/// What Parameter Store answers in a second with its higher throughput. By path it is a tenth of that.
const OF_MORE: u32 = 1_000;

/// The quota that is used up first when many instances start at once: see [`ColdStart::tight`]. `Display` shows it for
/// people, with what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tight {
    source: &'static str,
    operation: &'static str,
    per_second: u32,
    requests: u32,
}

impl ColdStart {
    /// The quota that is used up first when many instances start at once, and from how many on. None when nothing
    /// that has a quota is asked.
    ///
    /// What starts at once shares what AWS answers in a second. More of it is throttled and asked again until the
    /// deadline, and loads later or not at all.
    ///
    /// ```
    /// use std::time::Duration;
    /// use figleaf::Config;
    ///
    /// #[derive(Config)]
    /// #[config(prefix = "/{env}/myapp")]
    /// struct AppConfig {
    ///     log_level: String,
    ///     #[config(by_path)]
    ///     flags: std::collections::BTreeMap<String, String>,
    /// }
    ///
    /// let plan = AppConfig::plan();
    /// let tight = plan.tight().unwrap();
    /// assert_eq!((tight.source(), tight.quota(), tight.requests()), ("ssm", 40, 2));
    /// assert_eq!(tight.starts(), 21);
    /// assert_eq!(tight.within(Duration::from_secs(5)), 120);
    /// println!("{tight}");
    /// ```
    #[must_use]
    pub fn tight(&self) -> Option<Tight> {
        self.calls.iter().filter_map(Tight::new).min_by_key(Tight::starts)
    }
}

impl Tight {
    fn new(call: &Call) -> Option<Self> {
        let (quota, operation) = (call.quota?, call.operation?);
        let requests = u32::try_from(quota.requests).ok()?.max(1);
        Some(Self { source: call.source, operation, per_second: quota.per_second, requests })
    }

    /// The name of the source: `ssm`.
    #[must_use]
    pub fn source(&self) -> &str {
        self.source
    }

    /// How many requests AWS answers in a second, in an account and region.
    #[must_use]
    pub fn quota(&self) -> u32 {
        self.per_second
    }

    /// How many requests of one start count against it.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.requests
    }

    /// From how many starts at once on some are throttled, when nothing else uses the quota.
    #[must_use]
    pub fn starts(&self) -> u32 {
        self.per_second / self.requests + 1
    }

    /// The most starts at once that can load within a time: the quota of one second is answered at once, and then as
    /// much in each further one.
    #[must_use]
    pub fn within(&self, time: Duration) -> u64 {
        let answers = f64::from(self.per_second) * (1.0 + time.as_secs_f64());
        answers as u64 / u64::from(self.requests)
    }

    /// What to do when that is not enough. None for GetSecretValue, whose quota is the largest.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self.per_second {
            OF_PARAMETERS => {
                let fewer = match self.requests {
                    1 => "keep the values in Secrets Manager",
                    _ => {
                        "keep the values in one JSON document, which is one request, or in Secrets Manager"
                    }
                };
                Some(format!(
                    "{fewer}, which answers {OF_SECRETS} per second, or turn on the higher throughput of Parameter \
                     Store: {OF_MORE} per second"
                ))
            }
            OF_BATCHES => Some(format!(
                "read the secrets one by one, at {OF_SECRETS} per second: .batch_secrets(false) on the loader; a batch \
                 that is throttled does so after a round trip"
            )),
            _ => None,
        }
    }
}

impl fmt::Display for Tight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { source, operation, per_second, .. } = self;
        // The operations of Parameter Store share theirs.
        let operation = match *per_second {
            OF_PARAMETERS => String::new(),
            _ => format!(":{operation}"),
        };
        let requests = count(self.requests as usize, "request");
        let within = |seconds| self.within(Duration::from_secs(seconds));
        writeln!(
            f,
            "tight from {} starts at once: each takes {requests} of the {per_second} per second of {source}{operation}; \
             at most {} of them load within 5 s, {} within 9 s",
            self.starts(),
            within(5),
            within(9),
        )?;
        match self.help() {
            Some(help) => writeln!(f, "  help: {help}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: Tight =
        Tight { source: "ssm", operation: "GetParameters", per_second: OF_PARAMETERS, requests: 1 };

    #[test]
    fn the_help_is_of_the_quota() {
        let help = |tight: Tight| tight.help().unwrap_or_default();
        assert!(!help(NAMES).contains("one JSON document"));
        assert!(help(Tight { requests: 2, ..NAMES }).contains("one JSON document"));
        assert!(help(Tight { per_second: OF_BATCHES, ..NAMES }).contains(".batch_secrets(false)"));
        assert!(help(Tight { per_second: OF_SECRETS, ..NAMES }).is_empty());
    }

    /// A quota that one start uses up, and more, is tight for all.
    #[test]
    fn what_is_too_much_for_one_is_tight_from_one_on() {
        let tight = Tight { requests: 50, ..NAMES };
        assert_eq!((tight.starts(), tight.within(Duration::from_secs(5))), (1, 4));
        assert_eq!((NAMES.starts(), NAMES.within(Duration::ZERO)), (41, 40));
    }
}
