//! `plan`: what cold starts and refreshes ask of AWS, and what that costs.

use std::fmt;
use std::time::Duration;

use super::error::Error;
use super::flags::PLAN;
use super::inventory::{Inventory, Kind as Name};
use super::json::Json;
use super::settings::Ops;
use super::verbs::envelope;
use crate::Call;
use crate::cold_start::{ColdStart, RefreshCost, Tight};
use crate::live::Ages;

/// When the price of Secrets Manager was read, which changes more often than that of Parameter Store.
const AS_OF: &str = "September 2026";

/// Prices in US dollars, of the regions where most is cheapest.
///
/// Sources: <https://aws.amazon.com/secrets-manager/pricing/> as it was on 20 September 2026 (0.40 for a secret and a
/// month, 0.05 for 10,000 calls), <https://aws.amazon.com/systems-manager/pricing/> as public pages quote it up to November
/// 2026: standard parameters at standard throughput cost nothing; else 0.05 for 10,000 interactions, and each
/// parameter of a request is one.
///
/// ```
/// let mut prices = figleaf::ops::Prices::default();
/// prices.parameters = 0.05;
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Prices {
    /// 10,000 parameters read. 0.05 with the higher throughput turned on, or for advanced parameters.
    pub parameters: f64,
    /// 10,000 secrets read.
    pub secrets: f64,
    /// One secret for a month.
    pub secret: f64,
}

impl Default for Prices {
    fn default() -> Self {
        Self { parameters: 0.0, secrets: 0.05, secret: 0.40 }
    }
}

/// One of the prices.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Parameters,
    Secrets,
    Secret,
}

impl Kind {
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            "parameters" => Some(Self::Parameters),
            "secrets" => Some(Self::Secrets),
            "secret" => Some(Self::Secret),
            _ => None,
        }
    }
}

impl Prices {
    pub(super) fn set(&mut self, kind: Kind, price: f64) {
        match kind {
            Kind::Parameters => self.parameters = price,
            Kind::Secrets => self.secrets = price,
            Kind::Secret => self.secret = price,
        }
    }
}

/// What is asked of a configuration: see [`Ops::cost`]. Nothing by default.
///
/// ```
/// let mut usage = figleaf::ops::Usage::default();
/// usage.starts_per_day = Some(20_000.0);
/// usage.instances = Some(50);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Usage {
    /// Cold starts in a day. None: they are not told.
    pub starts_per_day: Option<f64>,
    /// Processes at one time that keep the configuration live. None: it is loaded once.
    pub instances: Option<u32>,
    /// The [`max_age`](crate::live::LiveLoader::max_age) of those. 5 minutes by default.
    pub max_age: Duration,
    /// What AWS asks for it.
    pub prices: Prices,
}

impl Default for Usage {
    fn default() -> Self {
        let (starts_per_day, instances, prices) = (None, None, Prices::default());
        Self { starts_per_day, instances, max_age: Ages::default().max_age, prices }
    }
}

/// Days of the month that prices are for.
const DAYS: f64 = 30.0;

/// What cold starts ask of AWS and cost, and what refreshing takes beside them.
#[derive(Debug, Clone)]
pub struct Cost {
    start: ColdStart,
    refresh: Option<RefreshCost>,
    secrets: usize,
    usage: Usage,
    ops: Ops,
}

impl Ops {
    /// What cold starts and refreshes ask of AWS, and what that costs in a month.
    ///
    /// # Errors
    /// A placeholder without a value, when an environment is named, and a value for a placeholder that no name has.
    pub fn cost(&self, usage: Usage) -> Result<Cost, Error> {
        let inventory = match self.environment {
            Some(_) => self.inventory()?,
            None => {
                Error::of(self.idle())?;
                Inventory::new(self.plan())
            }
        };
        let secrets = inventory.of(Name::Secret).count();
        let start = ColdStart::of(
            self.schema.name(),
            &inventory.plan,
            self.region.as_deref().unwrap_or_default(),
        );
        let refresh = usage.instances.map(|instances| start.refreshed(usage.max_age, instances));
        Ok(Cost { start, refresh, secrets, usage, ops: self.clone() })
    }
}

impl Cost {
    /// US dollars in a month of thirty days: what cold starts and refreshes read, and the secrets. Each parameter of a
    /// request counts, and each secret of a batch, which is the most that it can be. What is below a path is
    /// not known, and each page of it counts as one.
    #[must_use]
    pub fn per_month(&self) -> f64 {
        self.of_starts() + self.of_refreshes() + self.of_secrets()
    }

    fn of_starts(&self) -> f64 {
        let starts = self.usage.starts_per_day.unwrap_or_default() * DAYS;
        let read = |source: &str| -> f64 {
            let calls = self.start.calls().iter().filter(|call| call.source() == source);
            calls.map(|call| values(call) as f64).sum()
        };
        starts * self.priced(read("ssm"), read("secretsmanager"))
    }

    fn of_refreshes(&self) -> f64 {
        let Some(refresh) = &self.refresh else { return 0.0 };
        let read = |source: &str| -> f64 {
            let used = refresh.quotas().iter().filter(|used| used.source() == source);
            used.map(|used| used.per_month() * self.per_request(used.operations())).sum()
        };
        self.priced(read("ssm"), read("secretsmanager"))
    }

    /// How many values a request of these operations has on average.
    fn per_request(&self, operations: &[&str]) -> f64 {
        let is_one = |call: &&Call| call.operation().is_some_and(|of| operations.contains(&of));
        let calls: Vec<&Call> = self.start.calls().iter().filter(is_one).collect();
        let requests: usize = calls.iter().map(|call| call.requests()).sum();
        let all: usize = calls.iter().map(|call| values(call)).sum();
        if requests == 0 { 1.0 } else { all as f64 / requests as f64 }
    }

    fn of_secrets(&self) -> f64 {
        self.secrets as f64 * self.usage.prices.secret
    }

    fn priced(&self, parameters: f64, secrets: f64) -> f64 {
        let prices = self.usage.prices;
        (parameters * prices.parameters + secrets * prices.secrets) / 10_000.0
    }

    pub(super) fn json(&self) -> Json {
        let call = |call: &Call| {
            Json::Object(vec![
                ("source", Json::text(call.source())),
                ("operation", Json::maybe(call.operation())),
                ("names", Json::texts(call.names())),
                ("requests", Json::Count(call.requests())),
                ("quota", call.quota().map_or(Json::Null, |quota| Json::Count(quota as usize))),
                (
                    "coldStartsPerSecond",
                    call.cold_starts_per_second().map_or(Json::Null, Json::Number),
                ),
            ])
        };
        let money = |usd: f64| Json::Number((usd * 100.0).round() / 100.0);
        envelope(
            &self.ops,
            PLAN,
            vec![
                ("requests", Json::Count(self.start.requests())),
                ("calls", Json::List(self.start.calls().iter().map(call).collect())),
                ("tight", self.start.tight().map_or(Json::Null, tight)),
                ("startsPerDay", self.usage.starts_per_day.map_or(Json::Null, Json::Number)),
                ("usdPerMonth", money(self.per_month())),
                ("usdPerMonthOfStarts", money(self.of_starts())),
                ("usdPerMonthOfRefreshes", money(self.of_refreshes())),
                ("usdPerMonthOfSecrets", money(self.of_secrets())),
                ("pricesAsOf", Json::text(AS_OF)),
            ],
        )
    }
}

/// From how many starts at once on a quota is not enough.
fn tight(tight: Tight) -> Json {
    let within = |seconds| Json::Count(tight.within(Duration::from_secs(seconds)) as usize);
    Json::Object(vec![
        ("source", Json::text(tight.source())),
        ("quota", Json::Count(tight.quota() as usize)),
        ("requests", Json::Count(tight.requests() as usize)),
        ("from", Json::Count(tight.starts() as usize)),
        ("within5s", within(5)),
        ("within9s", within(9)),
        ("help", Json::maybe(tight.help().as_deref())),
    ])
}

/// What is paid for.
fn values(call: &Call) -> usize {
    call.names().count().max(call.requests())
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.start)?;
        if let Some(refresh) = &self.refresh {
            write!(f, "\n{refresh}")?;
        }
        let Prices { parameters, secrets, secret } = self.usage.prices;
        writeln!(f, "\nprice of a month, in US dollars:\n")?;
        if let Some(starts) = self.usage.starts_per_day {
            writeln!(f, "  {:>10.2}  {starts} cold starts per day", self.of_starts())?;
        }
        if self.refresh.is_some() {
            writeln!(f, "  {:>10.2}  refreshing", self.of_refreshes())?;
        }
        writeln!(
            f,
            "  {:>10.2}  keeping {}",
            self.of_secrets(),
            crate::value::count(self.secrets, "secret")
        )?;
        writeln!(f, "  {:>10.2}  together", self.per_month())?;
        writeln!(
            f,
            "\n  10,000 parameters read {parameters}, 10,000 secrets read {secrets}, a secret {secret} (as of {AS_OF};\n  \
             --price parameters=0.05 is that of the higher throughput). Each value of a request counts."
        )
    }
}
