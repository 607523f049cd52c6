//! The one error, with every problem of a load.
//!
//! Nothing here wraps a foreign error: figment's, serde's, validator's and the SDK's may hold values,
//! so they are translated into codes, names, types and lengths.

mod alike;
mod build;
mod cause;
#[cfg(any(feature = "_aws", feature = "extension"))]
pub(crate) mod causes;
#[cfg(feature = "_aws")]
pub(crate) mod connection;
mod fault;
mod help;
mod message;
mod provider;
mod rejection;
mod report;
#[cfg(all(feature = "_aws", feature = "_sdk"))]
pub(crate) mod sdk;
mod subject;
mod surroundings;

use std::fmt;
use std::sync::Arc;

use crate::clock::{Deadline, Unfinished};
use crate::source::guarded::no_runtime;
use crate::store::Caller;
use crate::value::json::Object;

pub(crate) use alike::alike;
pub(crate) use build::Builder;
pub(crate) use cause::{Cause, Finding};
pub(crate) use rejection::{Length, Rejection};
pub use subject::Subject;
pub(crate) use surroundings::{Environment, Store, Surroundings};

/// Everything that is wrong with a configuration.
///
/// `Display` and `Debug` are the same report, because `main` prints `Debug`. It names fields,
/// places, types and lengths, and no value nor part of one. Cloning it is cheap.
#[derive(Clone)]
pub struct Error(Arc<Report>);

#[derive(Clone)]
pub(crate) struct Report {
    pub(crate) config: &'static str,
    pub(crate) environment: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) problems: Vec<Problem>,
}

/// The kind of a [`Problem`]. The names are stable: metric filters may count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// No place has a value.
    Missing,
    /// A store refuses to give the value, or hides that it is not there.
    Denied,
    /// A store answers that it was asked too often.
    Throttled,
    /// A store cannot be reached, or does not answer what it should.
    Unavailable,
    /// A store cannot answer yet.
    NotReady,
    /// A store did not answer before the deadline of the load.
    Timeout,
    /// What was read is no value of the field's type.
    Invalid,
    /// A validation rule does not hold.
    Rejected,
    /// Attributes or settings contradict each other.
    Conflict,
    /// No field reads what was given, in a [strict](crate::Loader::strict) load.
    Unused,
}

impl Code {
    /// The code as the report writes it: `not_ready`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Denied => "denied",
            Self::Throttled => "throttled",
            Self::Unavailable => "unavailable",
            Self::NotReady => "not_ready",
            Self::Timeout => "timeout",
            Self::Invalid => "invalid",
            Self::Rejected => "rejected",
            Self::Conflict => "conflict",
            Self::Unused => "unused",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing that is wrong, and what to do about it.
///
/// Fields that fail for one and the same reason, such as those of a secret that is not there, are one
/// problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub(crate) subject: Subject,
    pub(crate) path: String,
    pub(crate) fields: Vec<String>,
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) places: Vec<String>,
    pub(crate) help: Option<String>,
}

impl Problem {
    /// A problem of a variable or a call, with what to do.
    pub(crate) fn of_setting(
        subject: Subject,
        path: &str,
        code: Code,
        message: &str,
        help: &str,
    ) -> Self {
        Self::of_no_field(subject, path, code, message.to_owned(), Some(help.to_owned()))
    }

    /// A problem that is about no field.
    pub(crate) fn of_no_field(
        subject: Subject,
        path: &str,
        code: Code,
        message: String,
        help: Option<String>,
    ) -> Self {
        let path = path.to_owned();
        Self { subject, path, fields: Vec::new(), code, message, places: Vec::new(), help }
    }

    /// What the problem is about, for programs: [`path`](Problem::path) names it.
    ///
    /// ```
    /// use figleaf::{Config, Subject};
    ///
    /// #[derive(Debug, Config)]
    /// #[config(prefix = "/{env}/{tenant}")]
    /// struct AppConfig {
    ///     port: u16,
    /// }
    ///
    /// let loader = AppConfig::loader().no_env_vars().var("tenat", "acme");
    /// let error = loader.load_owned_blocking().unwrap_err();
    /// let about = |subject| error.problems().iter().find(|one| one.subject() == subject).unwrap().path();
    /// assert_eq!(about(Subject::Variable), "ENVIRONMENT");
    /// assert_eq!(about(Subject::Loader), ".var(\"tenat\", …)");
    /// ```
    #[must_use]
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// The name of what the problem is about: the Rust path of the field (`database.port`), of a group of which
    /// several fields fail together (`database.*`), or the variable or provider that is wrong.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The Rust paths of all fields that have no value because of it.
    #[must_use]
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// The kind of problem.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// What is wrong, in one line.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Every place that was looked at, in order.
    #[must_use]
    pub fn places(&self) -> &[String] {
        &self.places
    }

    /// One thing to do about it.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

/// What blocking loads are called in a report.
const BLOCKING: &str = "load_blocking()";
const REFRESH: &str = "refresh";

impl Error {
    /// The one place through which everything goes that a report says, so that what it says of names from
    /// outside is printable.
    pub(crate) fn new(mut report: Report) -> Self {
        report.make_printable();
        Self(Arc::new(report))
    }

    /// The same without what is not to be told. None when nothing is left.
    #[cfg(feature = "ops")]
    pub(crate) fn retaining(&self, keep: impl Fn(&Problem) -> bool) -> Option<Self> {
        let mut report = Report::clone(&self.0);
        report.problems.retain(keep);
        (!report.problems.is_empty()).then(|| Self(Arc::new(report)))
    }

    /// Several reports of one configuration as one, and what was found beside them. None when there is nothing.
    #[cfg(feature = "ops")]
    pub(crate) fn joined(
        config: &'static str,
        environment: &str,
        region: Option<String>,
        errors: impl IntoIterator<Item = Option<Self>>,
        found: Vec<Problem>,
    ) -> Option<Self> {
        let environment = crate::plan::is_fit(environment).then(|| environment.to_owned());
        let mut report = Report { config, environment, region, problems: Vec::new() };
        for error in errors.into_iter().flatten() {
            let told = error.0.problems.iter().filter(|one| !report.problems.contains(one));
            let told: Vec<Problem> = told.cloned().collect();
            report.problems.extend(told);
            report.region = report.region.or_else(|| error.0.region.clone());
        }
        report.problems.extend(found);
        (!report.problems.is_empty()).then(|| Self::new(report))
    }

    /// The error of a program in which no runtime can be started.
    pub(crate) fn no_runtime(config: &'static str, kind: std::io::ErrorKind) -> Self {
        let message = format!("no runtime could be started: {kind}");
        Self::of_call(config, BLOCKING, Code::Unavailable, message, None)
    }

    /// The error of a blocking load inside a runtime, which needs a thread of its own and gets none.
    pub(crate) fn no_thread(config: &'static str, kind: std::io::ErrorKind) -> Self {
        let message = format!("no thread could be started: {kind}");
        let help = "await load() instead, or allow more threads: ulimit -u, or the pids limit of the container";
        Self::of_call(config, BLOCKING, Code::Unavailable, message, Some(help.to_owned()))
    }

    /// The error of a `Config` that was written by hand: it gives nothing, and says of no field why.
    pub(crate) fn not_derived(config: &'static str) -> Self {
        let message = "its decode() gives nothing and says nothing".to_owned();
        let help = Some(help::DERIVE.to_owned());
        Self::of_one(config, Subject::Struct, config, Code::Conflict, message, help)
    }

    /// The error of a load that has panicked where no panic is expected.
    pub(crate) fn panicked(config: &'static str) -> Self {
        let message = "the load panicked".to_owned();
        let help = Some("see the panic's own message on stderr".to_owned());
        Self::of_call(config, "load()", Code::Invalid, message, help)
    }

    /// The error of a load that has waited for another one until its deadline.
    pub(crate) fn still_loading(caller: &Caller, why: Unfinished) -> Self {
        let after = caller.deadline.after;
        let (code, message, help) = match why {
            Unfinished::Late => {
                (Code::Timeout, format!("another load of it still runs after {after:?}"), None)
            }
            Unfinished::NoTimer => {
                let runtime = no_runtime();
                let message = "another load of it runs, and it cannot be waited for: the tokio runtime has no timer".to_owned();
                (runtime.code, message, runtime.help.map(|help| help.into_owned()))
            }
        };
        Self::of_call(caller.config, "load()", code, message, help)
    }

    /// The error of a blocking load beside one that runs.
    pub(crate) fn busy(config: &'static str) -> Self {
        let message = "called on the thread that drives a load which is not finished, so that the wait for it could not end".to_owned();
        let help = Some("await load() instead".to_owned());
        Self::of_call(config, BLOCKING, Code::Conflict, message, help)
    }

    /// The error of a second kind of load beside the first one.
    pub(crate) fn two_truths(config: &'static str, is_live: bool) -> Self {
        let (called, other) = if is_live { ("load()", "live()") } else { ("live()", "load()") };
        let message = format!("called after {other}: there would be two truths in one process");
        let get = if is_live { "current()" } else { "get()" };
        let help = format!("call {other} alone, and {config}::{get} elsewhere");
        Self::of_call(config, called, Code::Conflict, message, Some(help))
    }

    /// The error of a handler that takes a configuration of the other kind than was loaded.
    #[cfg(feature = "lambda")]
    pub(crate) fn of_handler(config: &'static str, takes_snapshot: bool) -> Self {
        let (live, once) = (format!("Arc<{config}>"), format!("&'static {config}"));
        let (takes, called, call, other) = match takes_snapshot {
            true => (&live, "load()", "live()", &once),
            false => (&once, "live()", "load()", &live),
        };
        let message = format!(
            "takes {takes}, and {config}::{called} was called: there would be two truths in one process"
        );
        let help = format!("call {config}::{call} in the place of {called}, or take {other}");
        Self::of_call(config, "run(handler)", Code::Conflict, message, Some(help))
    }

    /// The error of a refresh that has waited for another one until its deadline.
    pub(crate) fn still_refreshing(config: &'static str, after: Deadline, why: Unfinished) -> Self {
        let message = match why {
            Unfinished::Late => format!("another refresh still runs after {:?}", after.after),
            Unfinished::NoTimer => {
                "another refresh runs, and it cannot be waited for: the tokio runtime has no timer"
                    .to_owned()
            }
        };
        Self::of_call(config, REFRESH, Code::Timeout, message, None)
    }

    /// The error of a refresh that was dropped before its end.
    pub(crate) fn given_up(config: &'static str) -> Self {
        let message = "it was given up before its end".to_owned();
        Self::of_call(config, REFRESH, Code::Timeout, message, None)
    }

    /// The error of values that are stale, when nothing was tried since.
    pub(crate) fn stale(config: &'static str) -> Self {
        let message = "the values are stale, and no refresh was tried".to_owned();
        Self::of_call(config, REFRESH, Code::Unavailable, message, None)
    }

    fn of_call(
        config: &'static str,
        path: &str,
        code: Code,
        message: String,
        help: Option<String>,
    ) -> Self {
        Self::of_one(config, Subject::Call, path, code, message, help)
    }

    fn of_one(
        config: &'static str,
        subject: Subject,
        path: &str,
        code: Code,
        message: String,
        help: Option<String>,
    ) -> Self {
        let problem = Problem::of_no_field(subject, path, code, message, help);
        Self::new(Report { config, environment: None, region: None, problems: vec![problem] })
    }

    /// The name of the struct that could not be loaded.
    #[must_use]
    pub fn config(&self) -> &str {
        self.0.config
    }

    /// Every problem, in the order of the fields.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.0.problems
    }

    /// The problem of the field with that Rust path, or what a problem is about that is of no field: a variable, a
    /// file, a call. None when nothing is wrong with it: for tests.
    ///
    /// ```
    /// use figleaf::{Code, Config, Problem, Secret, source::Memory};
    ///
    /// #[derive(Debug, Config)]
    /// struct AppConfig {
    ///     #[config(nested, secretsmanager = "prod/database")]
    ///     database: Database,
    /// }
    ///
    /// #[derive(Debug, Config)]
    /// struct Database {
    ///     port: u16,
    ///     password: Secret,
    /// }
    ///
    /// let loader = AppConfig::loader().source(Memory::new("secretsmanager"));
    /// let error = loader.load_owned_blocking().unwrap_err();
    /// // One problem of two fields: the secret is not there.
    /// assert_eq!(error.problem("database.port").map(Problem::code), Some(Code::Missing));
    /// assert_eq!(error.problem("database.port"), error.problem("database.password"));
    /// assert_eq!(error.problem("database.host"), None);
    /// ```
    #[must_use]
    pub fn problem(&self, path: &str) -> Option<&Problem> {
        let is_of = |problem: &&Problem| {
            problem.path == path || problem.fields.iter().any(|field| field == path)
        };
        self.problems().iter().find(is_of)
    }

    /// The environment whose values were wanted, if it is known.
    #[must_use]
    pub fn environment(&self) -> Option<&str> {
        self.0.environment.as_deref()
    }

    /// The AWS region that was asked, if one was.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// The report as one line of JSON, for a structured log.
    ///
    /// The keys are `config`, `environment`, `region` and `problems`; of each problem `subject`, `path`,
    /// `fields`, `code`, `message`, `places` and `help`.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.put_json(Object::new()).end()
    }

    /// Adds what is in the report to an object.
    pub(crate) fn put_json(&self, object: Object) -> Object {
        self.0.put_json(object)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&*self.0, f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&*self.0, f)
    }
}

impl std::error::Error for Error {}
