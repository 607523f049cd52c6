//! What was given and no field reads. Most often it is a misspelt name, whose field then has its default or
//! is missing without a word.

use std::cell::LazyCell;
use std::fmt;

use crate::disclosure::is_name;
use crate::error::{Subject, alike};
use crate::plan::{Known, KnownPlace};
use crate::value::{Map, Value};

/// The most names that are told of one place.
pub(crate) const MOST: usize = 12;

/// What AWS writes into the secrets of databases and caches beside what a program needs. Source: the
/// documentation of Secrets Manager, "JSON structure of AWS Secrets Manager database credential secrets".
const BY_AWS: [&str; 16] = [
    "adminarn",
    "clusterIdentifier",
    "dbClusterIdentifier",
    "dbInstanceIdentifier",
    "dbname",
    "engine",
    "host",
    "hostname",
    "masterarn",
    "namespaceName",
    "password",
    "port",
    "ssl",
    "tenantName",
    "user_arn",
    "username",
];

/// What one place has that no field reads.
#[derive(Debug)]
pub(crate) struct Unused {
    pub(crate) subject: Subject,
    pub(crate) place: String,
    strays: Vec<Stray>,
}

/// A name that no field has.
#[derive(Debug)]
pub(crate) struct Stray {
    /// None when it does not look like a name: a value may stand where a name should.
    name: Option<String>,
    hint: Option<String>,
    /// The place of the field that was perhaps meant, as [`Unused::meant_for`] is asked for it.
    meant: Option<String>,
}

impl Stray {
    /// A name, and what was perhaps meant by it.
    pub(crate) fn new(name: &str, hint: Option<String>) -> Self {
        Self { name: is_name(name).then(|| name.to_owned()), hint, meant: None }
    }
}

impl Unused {
    /// The variables that no field reads, if there are any.
    pub(crate) fn variables(strays: Vec<Stray>) -> Option<Self> {
        let place = "environment variables".to_owned();
        if strays.is_empty() {
            None
        } else {
            Some(Self { subject: Subject::Variable, place, strays })
        }
    }

    /// The keys of a document or provider that no field reads, but for those that are for others.
    pub(super) fn keys(
        shown: impl FnOnce() -> String,
        place: &KnownPlace,
        known: &Known,
        map: &Map,
        of_others: &[String],
    ) -> Option<Self> {
        let by_aws: &[&str] = if matches!(place, KnownPlace::Store { .. }) { &BY_AWS } else { &[] };
        let mut walk =
            Walk { known, place, by_aws, point: Vec::new(), strays: Vec::new(), told: 0 };
        walk.map(map, of_others);
        let subject = match place {
            KnownPlace::Provider => Subject::Provider,
            KnownPlace::Store { .. } => Subject::Place,
            KnownPlace::Variable(_) => Subject::Variable,
        };
        (!walk.strays.is_empty()).then(|| Self { subject, place: shown(), strays: walk.strays })
    }

    /// The name here by which perhaps a field was meant that is looked for at one of these places: in
    /// providers by its path (`database.host`), in the document of a variable by its key (`DB_SECRET#host`).
    pub(crate) fn meant_for(&self, places: &[String]) -> Option<&str> {
        let is_meant =
            |stray: &&Stray| stray.meant.as_ref().is_some_and(|meant| places.contains(meant));
        self.strays.iter().find(is_meant)?.name.as_deref()
    }
}

/// The way through a document.
struct Walk<'d> {
    known: &'d Known,
    place: &'d KnownPlace,
    by_aws: &'d [&'d str],
    point: Vec<&'d str>,
    strays: Vec<Stray>,
    /// How many of them are told by their names.
    told: usize,
}

impl<'d> Walk<'d> {
    fn map(&mut self, map: &'d Map, of_others: &[String]) {
        let Some(expected) = self.known.at(&self.point) else { return };
        // What is there already is not what was meant. Mostly nobody asks.
        let names = expected.names.iter().copied();
        let free = LazyCell::new(|| -> Vec<&str> {
            names.filter(|name| map.get(name).is_none()).collect()
        });
        for (key, value) in map.iter().map(|(key, value)| (key.as_str(), value)) {
            if expected.names.binary_search(&key).is_ok() {
                if let Value::Map(inner) = value {
                    self.point.push(key);
                    self.map(inner, &[]);
                    self.point.pop();
                }
                continue;
            }
            if expected.is_shared || of_others.iter().any(|other| other == key) {
                continue;
            }
            // A document may have thousands of keys: of those that are not told nothing else is either.
            let is_told = is_name(key) && self.told < MOST;
            let meant = is_told.then(|| alike(key, &free)).flatten();
            if meant.is_some() || !self.by_aws.contains(&key) {
                let hint = meant.map(|meant| format!("did you mean {meant}?"));
                let mut stray = Stray::new(&self.path(key), hint);
                stray.meant = meant.and_then(|meant| match self.place {
                    KnownPlace::Provider => Some(self.path(meant)),
                    KnownPlace::Variable(name) => Some(format!("{name}#{}", self.path(meant))),
                    // The report tells the keys that are there itself.
                    KnownPlace::Store { .. } => None,
                });
                self.told += usize::from(is_told);
                self.strays.push(stray);
            }
        }
    }

    fn path(&self, key: &str) -> String {
        self.point.iter().copied().chain([key]).collect::<Vec<_>>().join(".")
    }
}

/// `APP_PROT (did you mean APP_PORT?), APP_X and 3 more`.
impl fmt::Display for Unused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named =
            self.strays.iter().filter_map(|stray| Some((stray.name.as_ref()?, &stray.hint)));
        let mut told = 0;
        for (name, hint) in named.take(MOST) {
            let comma = if told == 0 { "" } else { ", " };
            write!(f, "{comma}{name}")?;
            if let Some(hint) = hint {
                write!(f, " ({hint})")?;
            }
            told += 1;
        }
        match (self.strays.len() - told, told) {
            (0, _) => Ok(()),
            (1, 0) => f.write_str("a key that does not look like a name"),
            (more, 0) => write!(f, "{more} keys that do not look like names"),
            (more, _) => write!(f, " and {more} more"),
        }
    }
}
