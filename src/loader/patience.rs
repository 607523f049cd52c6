//! How long a load may take when the loader does not say.

use std::time::Duration;

use crate::source::env::Variables;

/// Everywhere, and for each refresh.
pub(super) const TIMEOUT: Duration = Duration::from_secs(5);

/// How long the load that began so long ago may take, in a process with these variables.
///
/// A function that is not up yet waits for nothing else, and instances that start together share a quota:
/// docs/performance.md says how many more load in the time that Lambda allows.
#[cfg(feature = "lambda")]
pub(super) fn timeout(variables: &Variables, ago: Duration) -> Duration {
    use crate::source::env::{INITIALIZATION, RUNTIME_API};

    if !variables.is_set(RUNTIME_API) || crate::transport::is_invoked() {
        return TIMEOUT;
    }
    let initialization = variables.get(INITIALIZATION);
    init::timeout(initialization, init::age().map(|age| age.saturating_sub(ago)))
}

/// Only `figleaf::lambda` knows when a function is up.
#[cfg(not(feature = "lambda"))]
pub(super) fn timeout(_: &Variables, _: Duration) -> Duration {
    TIMEOUT
}

#[cfg(feature = "lambda")]
mod init {
    use std::time::Duration;

    use super::TIMEOUT;
    use crate::source::env::Variable;

    /// From the start of the process: Lambda ends INIT after 10 s, in which it has started extensions before and a
    /// report is sent after.
    const ON_DEMAND: Duration = Duration::from_secs(9);

    /// Where sandboxes are prepared before anybody waits for them: with provisioned concurrency, for a snapshot, on
    /// Managed Instances. Lambda allows 130 s and more.
    const AHEAD: Duration = Duration::from_secs(30);

    /// A part of a second in a report helps nobody.
    const TENTH: u128 = 100;

    /// The time for a load in INIT that began when the process was so old.
    pub(super) fn timeout(initialization: Variable, age: Option<Duration>) -> Duration {
        let left = match initialization {
            Variable::Text(kind) if kind != "on-demand" => return AHEAD,
            _ => ON_DEMAND.saturating_sub(age.unwrap_or(ON_DEMAND)),
        };
        let tenths = left.as_millis() / TENTH;
        Duration::from_millis((tenths * TENTH) as u64).max(TIMEOUT)
    }

    /// How old this process is, where Linux tells it.
    pub(super) fn age() -> Option<Duration> {
        let read = |path| std::fs::read_to_string(path).ok();
        age_of(&read("/proc/self/stat")?, &read("/proc/uptime")?)
    }

    /// From a process's `stat`, whose second field is a name with anything in it, and the machine's `uptime`.
    fn age_of(stat: &str, uptime: &str) -> Option<Duration> {
        /// Of the fields after the name.
        const START: usize = 19;
        /// In a second, for every program.
        const TICKS: f64 = 100.0;
        let started: f64 = stat.rsplit_once(')')?.1.split_whitespace().nth(START)?.parse().ok()?;
        let now: f64 = uptime.split_whitespace().next()?.parse().ok()?;
        Duration::try_from_secs_f64((now - started / TICKS).max(0.0)).ok()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        const STAT: &str = "17 (a) b) S 1 17 17 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 12345 9 9";

        #[test]
        fn an_age_is_that_of_the_process() {
            assert_eq!(age_of(STAT, "124.95 1.00\n"), Some(Duration::from_millis(1_500)));
            assert_eq!(age_of(STAT, "1.00 1.00\n"), Some(Duration::ZERO));
            assert_eq!(age_of("", "1.00"), None);
            assert_eq!(age_of(STAT, ""), None);
        }

        #[cfg(target_os = "linux")]
        #[test]
        fn linux_tells_it() {
            assert!(age().unwrap() < Duration::from_secs(3_600));
        }

        #[test]
        fn what_is_left_of_init_is_used() {
            let timeout = |kind: &str, age: Option<u64>| {
                timeout(Variable::Text(kind.to_owned()), age.map(Duration::from_millis))
            };
            let milliseconds = Duration::from_millis;
            assert_eq!(timeout("on-demand", Some(0)), milliseconds(9_000));
            assert_eq!(timeout("on-demand", Some(130)), milliseconds(8_800));
            // Late, or not known.
            assert_eq!(timeout("on-demand", Some(6_000)), TIMEOUT);
            assert_eq!(timeout("on-demand", None), TIMEOUT);
            for kind in ["provisioned-concurrency", "snap-start", "lambda-managed-instances"] {
                assert_eq!(timeout(kind, Some(6_000)), milliseconds(30_000));
            }
            assert_eq!(super::timeout(Variable::Unset, None), TIMEOUT);
        }
    }
}

#[cfg(all(test, feature = "lambda", feature = "derive"))]
mod tests;
