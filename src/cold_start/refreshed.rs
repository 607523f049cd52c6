//! What it costs to keep a configuration live, told without asking.

use std::fmt;
use std::time::Duration;

use super::{Call, ColdStart};
use crate::live::DUE;
use crate::value::count;

/// The part of `max_age` after which a process refreshes, on average.
const MEAN_DUE: f64 = (DUE.0 + DUE.1) / 2.0;

/// Of thirty days.
const SECONDS_PER_MONTH: f64 = 30.0 * 24.0 * 60.0 * 60.0;

/// The share of a quota beyond which it is tight: cold starts and everybody else in the account take from
/// it too.
const TIGHT: f64 = 0.5;

/// What it costs to keep a configuration live: see [`ColdStart::refreshed`]. `Display` shows it for people,
/// with what to do where a quota gets tight.
#[derive(Debug, Clone, PartialEq)]
pub struct RefreshCost {
    config: &'static str,
    max_age: Duration,
    instances: u32,
    uses: Vec<QuotaUse>,
}

/// What refreshing takes of one quota of AWS, or of one other source.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotaUse {
    source: &'static str,
    operations: Vec<&'static str>,
    quota: Option<u32>,
    requests: usize,
    /// How many refreshes there are in a second, of all instances.
    refreshes: f64,
}

impl ColdStart {
    /// What it costs to refresh this configuration in so many processes at once: requests per second of each
    /// quota, and calls per month.
    ///
    /// A process refreshes after 0.5 to 0.9 of `max_age`, drawn anew each time, so after 0.7 of it on average.
    /// A field that is `fixed`, or pinned to a version, is not asked for again. On Lambda, where `instances` is the number
    /// of execution environments, it is the most that it can be: one that has no event does not refresh.
    /// What [`retry_on`](crate::Live::retry_on) reads when a secret is refused comes on top of it.
    ///
    /// ```
    /// use std::time::Duration;
    /// use figleaf::{Config, Secret};
    ///
    /// #[derive(Config)]
    /// #[config(prefix = "/{env}/myapp")]
    /// struct AppConfig {
    ///     log_level: String,
    ///     #[config(secretsmanager = "{env}/api-key")]
    ///     api_key: Secret,
    /// }
    ///
    /// let cost = AppConfig::plan().refreshed(Duration::from_secs(300), 1_000);
    /// let parameters = cost.quotas().iter().find(|used| used.source() == "ssm").unwrap();
    /// assert_eq!(parameters.quota(), Some(40));
    /// assert!((4.7..4.8).contains(&parameters.per_second()));
    /// assert!(!parameters.is_tight());
    /// println!("{cost}");
    /// ```
    #[must_use]
    pub fn refreshed(&self, max_age: Duration, instances: u32) -> RefreshCost {
        // Without instances nothing is asked, also when there is no time between.
        let refreshes = match instances {
            0 => 0.0,
            instances => f64::from(instances) / (max_age.as_secs_f64() * MEAN_DUE),
        };
        let mut uses: Vec<QuotaUse> = Vec::new();
        for call in &self.refresh {
            match uses.iter_mut().find(|known| known.is_shared_by(call)) {
                Some(known) => known.add(call),
                None => uses.push(QuotaUse::new(call, refreshes)),
            }
        }
        RefreshCost { config: self.config, max_age, instances, uses }
    }
}

impl RefreshCost {
    /// What is taken of each quota, in the order of the sources' names. Nothing when no field is asked for again.
    #[must_use]
    pub fn quotas(&self) -> &[QuotaUse] {
        &self.uses
    }

    /// The requests in a second, to all sources and of all instances.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        self.uses.iter().map(QuotaUse::per_second).sum()
    }

    /// The requests in thirty days, to all sources and of all instances.
    #[must_use]
    pub fn per_month(&self) -> f64 {
        self.uses.iter().map(QuotaUse::per_month).sum()
    }

    /// The smallest `max_age`, in whole minutes, at which that quota is not tight.
    fn enough(&self, tight: &QuotaUse) -> Option<u64> {
        let minutes = self.max_age.as_secs_f64() * tight.share()? / TIGHT / 60.0;
        // A number of minutes that no u64 holds is infinite: there is no time between the refreshes.
        minutes.is_finite().then(|| minutes.ceil() as u64)
    }
}

impl QuotaUse {
    fn new(call: &Call, refreshes: f64) -> Self {
        Self {
            source: call.source,
            operations: call.operation.into_iter().collect(),
            quota: call.quota(),
            requests: call.requests,
            refreshes,
        }
    }

    /// The operations of Parameter Store share a quota.
    fn is_shared_by(&self, call: &Call) -> bool {
        self.source == call.source && self.quota == call.quota()
    }

    fn add(&mut self, call: &Call) {
        self.operations.extend(call.operation);
        self.requests += call.requests;
    }

    /// The name of the source: `ssm`.
    #[must_use]
    pub fn source(&self) -> &str {
        self.source
    }

    /// The operations that take from the quota, as IAM names them: `GetParameters`. None of another source
    /// than AWS's.
    #[must_use]
    pub fn operations(&self) -> &[&'static str] {
        &self.operations
    }

    /// How many requests one refresh makes.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.requests
    }

    /// How many requests all instances make in a second.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        self.requests as f64 * self.refreshes
    }

    /// How many requests all instances make in thirty days.
    #[must_use]
    pub fn per_month(&self) -> f64 {
        self.per_second() * SECONDS_PER_MONTH
    }

    /// How many requests AWS answers in a second, in an account and region, unless more were asked for. None of
    /// another source.
    #[must_use]
    pub fn quota(&self) -> Option<u32> {
        self.quota
    }

    /// Which part of the quota that is: 1.0 is all of it.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        self.quota.map(|quota| self.per_second() / f64::from(quota))
    }

    /// Whether it is more than half of the quota, of which cold starts and everybody else in the account and
    /// region take their part.
    #[must_use]
    pub fn is_tight(&self) -> bool {
        self.share().is_some_and(|share| share > TIGHT)
    }

    /// What helps beside a longer `max_age`.
    fn other_help(&self) -> &'static str {
        match self.operations.first() {
            Some(&"BatchGetSecretValue") => {
                ", or read the secrets one by one (10,000 per second): .batch_secrets(false)"
            }
            Some(&"GetSecretValue") => ", or put several secrets into one JSON document",
            _ => {
                ", put several parameters into one JSON document, or turn on the higher throughput of Parameter Store"
            }
        }
    }
}

impl fmt::Display for RefreshCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { config, max_age, .. } = self;
        let instances = count(self.instances as usize, "instance");
        if self.uses.is_empty() {
            return writeln!(f, "refreshing {config} asks for nothing");
        }
        writeln!(
            f,
            "refreshing {config} in {instances}, each after {:?} on average (max_age {max_age:?}):\n",
            // Whole milliseconds, or seven tenths would have many digits.
            Duration::from_millis((max_age.as_secs_f64() * MEAN_DUE * 1e3).round() as u64),
        )?;
        for used in &self.uses {
            writeln!(f, "  {used}")?;
            if used.is_tight() {
                self.tight(used, f)?;
            }
        }
        Ok(())
    }
}

impl RefreshCost {
    fn tight(&self, used: &QuotaUse, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match used.share() {
            Some(share) if share > 1.0 => {
                "    too much: more than is answered, so that refreshes fail"
            }
            _ => "    tight: cold starts and others in the account take from it too",
        })?;
        match self.enough(used) {
            Some(minutes) => write!(f, "\n    help: take a max_age of {minutes} min or more")?,
            None => write!(f, "\n    help: take a max_age of some minutes")?,
        }
        writeln!(f, "{}", used.other_help())
    }
}

/// `ssm:GetParameters: 4.8 requests per second, 12 % of the quota of 40; 12.3 million calls per month`.
impl fmt::Display for QuotaUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.source)?;
        for (at, operation) in self.operations.iter().enumerate() {
            write!(f, "{}{operation}", if at == 0 { ":" } else { " and " })?;
        }
        let per_second = self.per_second();
        let digits = match per_second {
            few if few < 0.1 => 4,
            few if few < 10.0 => 2,
            _ => 0,
        };
        write!(f, ": {per_second:.digits$} requests per second")?;
        if let (Some(quota), Some(share)) = (self.quota, self.share()) {
            match share * 100.0 {
                percent if percent < 1.0 => write!(f, ", less than 1 % of the quota of {quota}")?,
                percent => write!(f, ", {percent:.0} % of the quota of {quota}")?,
            }
        }
        match self.per_month() {
            calls if calls < 1e4 => write!(f, "; {calls:.0} calls per month"),
            calls if calls < 1e6 => write!(f, "; {:.0} thousand calls per month", calls / 1e3),
            calls => write!(f, "; {:.1} million calls per month", calls / 1e6),
        }
    }
}
