//! Where values come from: the [`Source`] trait, what it is asked and what it answers.
//!
//! A source is asked once in a load, for all of its keys together, and does its own batching. A source
//! that is handed to [`Loader::source`](crate::Loader::source) takes the place of the one of its name:
//! `ssm` or `secretsmanager`. [`Memory`] is the smallest one.

#[cfg(any(feature = "direct", feature = "extension"))]
pub(crate) mod answers;
pub(crate) mod arn;
#[cfg(any(feature = "_aws", feature = "extension", feature = "ops"))]
pub(crate) mod arns;
#[cfg(feature = "_aws")]
pub(crate) mod aws;
pub(crate) mod batch;
mod binding;
mod details;
mod entries;
pub(crate) mod env;
#[cfg(feature = "extension")]
pub(crate) mod extension;
pub(crate) mod guarded;
#[cfg(any(feature = "_aws", feature = "extension", feature = "ops"))]
pub(crate) mod help;
mod key;
#[cfg(feature = "local")]
pub(crate) mod local;
mod memory;
#[cfg(any(feature = "_aws", feature = "extension", feature = "ops"))]
pub(crate) mod partition;
#[cfg(feature = "_secrets")]
pub(crate) mod secretsmanager;
pub(crate) mod shell;
#[cfg(feature = "_parameters")]
pub(crate) mod ssm;
mod tally;
#[cfg(any(feature = "_secrets", feature = "extension"))]
mod valueless;

use std::borrow::Cow;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::error::Code;
#[cfg(feature = "_aws")]
use crate::error::causes::AWS;
use crate::retry::{Passing, Policy};
use crate::value::Text;
#[cfg(feature = "local")]
use crate::value::Value;

pub use binding::{Binding, secretsmanager, ssm};
pub use details::Details;
pub use key::{Key, Selector};
pub use memory::{Memory, MemoryHandle};
pub(crate) use tally::Tally;
#[cfg(any(feature = "extension", all(feature = "ops", feature = "_secrets")))]
pub(crate) use valueless::Valueless;

/// The source that passwords rotate in: Secrets Manager, or what stands in for it.
pub(crate) const SECRETS: &str = "secretsmanager";

/// The future of [`Source::fetch`].
pub type BoxFuture<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// A store of values: Parameter Store, Secrets Manager, or one of your own.
///
/// ```
/// use figleaf::source::{Answer, BoxFuture, Fetched, Key, Source};
///
/// /// Files below a folder, such as the ones that a container platform mounts.
/// struct Files(std::path::PathBuf);
///
/// impl Source for Files {
///     fn name(&self) -> &'static str {
///         "files"
///     }
///
///     fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
///         Box::pin(async move {
///             for key in keys {
///                 // Not std::fs: a thread that is blocked keeps no deadline.
///                 match tokio::fs::read_to_string(self.0.join(key.name())).await {
///                     Ok(text) => answer.found(key, Fetched::text(text)),
///                     Err(error) if error.kind() == std::io::ErrorKind::NotFound => answer.absent(key),
///                     Err(_) => answer.failed(key, figleaf::source::Failure::denied("the file cannot be read")),
///                 }
///             }
///         })
///     }
/// }
/// ```
pub trait Source: Send + Sync {
    /// The name that bindings use, and that reports show: `ssm` in `ssm:/prod/myapp/api-key`.
    fn name(&self) -> &'static str;

    /// Asks for all keys at once. The keys are sorted and each is there once.
    ///
    /// Say of every key what became of it, as soon as it is known: when the load's deadline passes,
    /// the future is dropped, what was answered counts, and the rest is reported as `timeout`. A key
    /// of which nothing is said when the future ends has failed: only one that is said to be
    /// [absent](Answer::absent) is looked for further down, in a default for instance.
    ///
    /// Do not block the thread, or the deadline cannot be kept: read files with `tokio::fs`, and put what
    /// waits otherwise into `tokio::task::spawn_blocking`, which the deadline leaves behind. A panic is
    /// caught, and is one problem of the keys of which nothing was said.
    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a>;

    /// The one thing to do about a problem, for the report. Nothing by default.
    fn help(&self, problem: &Help<'_>) -> Option<String> {
        let _ = problem;
        None
    }

    /// What the store stands in, when its name does not say it: the file of a local store.
    fn container(&self) -> Option<&str> {
        None
    }

    /// Whether the future of [`fetch`](Source::fetch) never waits, so that it needs no runtime.
    #[doc(hidden)]
    fn is_immediate(&self) -> bool {
        false
    }
}

/// What [`Source::help`] is asked about.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Help<'a> {
    /// The kind of problem.
    pub code: Code,
    /// What was asked for.
    pub key: &'a Key,
    /// The region that was asked, if the source told one.
    pub region: Option<&'a str>,
    /// The keys that are wanted of the JSON document there; empty when the whole value is wanted.
    pub document_keys: &'a [&'a str],
    /// Whether the field hides its value.
    pub sensitive: bool,
    /// Whether the field is a list of strings, for which a StringList is right.
    pub list: bool,
    /// Whether the value is a JSON document of the field's own.
    pub json: bool,
    /// Whether the field is a byte vector, for which a binary secret is right.
    pub bytes: bool,
}

/// A value as a source gives it. Its `Debug` shows nothing of it. By default an empty string.
///
/// Two are equal when their values are, whatever else is known [beside](Self::details) them.
#[derive(Clone, Default)]
pub struct Fetched {
    pub(crate) content: Content,
    pub(crate) encrypted: bool,
    details: Details,
}

/// Without the details: what was written anew as it was is no change.
impl PartialEq for Fetched {
    fn eq(&self, other: &Self) -> bool {
        self.content == other.content && self.encrypted == other.encrypted
    }
}

/// The forms in which stores keep values.
#[derive(Clone, PartialEq)]
pub(crate) enum Content {
    Text(Text),
    List(Vec<Text>),
    Bytes(Zeroizing<Vec<u8>>),
    /// What is below a path, by the rest of its name.
    Map(Vec<(String, Fetched)>),
    /// A value that has its structure already, from a local store; whether a list of texts would be a
    /// StringList in the store that it stands for.
    #[cfg(feature = "local")]
    Structured {
        value: Value,
        is_string_list: bool,
    },
}

impl Default for Content {
    fn default() -> Self {
        Self::Text(Text::default())
    }
}

impl Fetched {
    /// A string: a parameter's value, a secret's.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(Content::Text(Text::new(text.into())))
    }

    /// A list of strings: a StringList parameter.
    #[must_use]
    pub fn list(items: impl IntoIterator<Item = String>) -> Self {
        Self::new(Content::List(items.into_iter().map(Text::new).collect()))
    }

    /// Bytes: a binary secret.
    #[must_use]
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(Content::Bytes(Zeroizing::new(bytes.into())))
    }

    /// What is below a [path](Key::is_path), by the rest of the names: of `/prod/flags/checkout/new`
    /// below `/prod/flags` that is `checkout/new`.
    #[must_use]
    pub fn map(entries: impl IntoIterator<Item = (String, Self)>) -> Self {
        let entries: Vec<(String, Self)> = entries.into_iter().collect();
        let encrypted = entries.iter().any(|(_, entry)| entry.encrypted);
        let newest = entries.iter().filter_map(|(_, entry)| entry.details.last_modified()).max();
        let details = newest.map(|newest| Details::new().with_last_modified(newest));
        Self { content: Content::Map(entries), encrypted, details: details.unwrap_or_default() }
    }

    /// A parameter's value, by the type that Parameter Store gives it. The items of a StringList are
    /// separated by commas, which cannot be escaped.
    #[cfg(any(feature = "_parameters", feature = "extension"))]
    pub(crate) fn parameter(kind: Option<&str>, value: &str) -> Self {
        match kind {
            Some("StringList") => Self::list(value.split(',').map(str::to_owned)),
            Some("SecureString") => Self::text(value).encrypted(),
            _ => Self::text(value),
        }
    }

    /// A list or a table of a local store.
    #[cfg(feature = "local")]
    pub(crate) fn structured(value: Value, has_string_lists: bool) -> Self {
        let is_string_list = has_string_lists && value.is_list_of_texts();
        Self::new(Content::Structured { value, is_string_list })
    }

    /// Says that the store keeps the value encrypted: a SecureString. A field that prints it is
    /// worth a warning.
    #[must_use]
    pub fn encrypted(mut self) -> Self {
        self.encrypted = true;
        self
    }

    /// Says what the store tells beside the value: its version, its ARN, its type, its time.
    #[must_use]
    pub fn with_details(mut self, details: Details) -> Self {
        self.details = details;
        self
    }

    /// What the store tells beside the value.
    #[must_use]
    pub fn details(&self) -> &Details {
        &self.details
    }

    /// Whether it is a text or bytes without any.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.content {
            Content::Text(text) => text.is_empty(),
            Content::Bytes(bytes) => bytes.is_empty(),
            _ => false,
        }
    }

    /// Whether both are the same value.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.content == other.content
    }

    fn new(content: Content) -> Self {
        Self { content, encrypted: false, details: Details::new() }
    }
}

impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fetched([REDACTED])")
    }
}

/// Why a key could not be read. It holds a code and fixed text, so that no value can be in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub(crate) code: Code,
    pub(crate) detail: Cow<'static, str>,
    /// `{name}` and `{region}` in it stand for the key's, in a form for a shell.
    pub(crate) help: Option<Cow<'static, str>>,
    pub(crate) scope: Scope,
    /// Why it may pass. None: asking again would be in vain.
    pub(crate) passing: Option<Passing>,
}

/// What a failure is about, and so which fields' failures are one and the same problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Key,
    Source,
    /// There is no such source.
    NoSource,
    /// What several sources go through: AWS's credentials, the extension, the runtime.
    Shared(&'static str),
}

impl Failure {
    /// A failure of one key. `detail` continues a sentence: "denied by ssm:/prod/key: …".
    #[must_use]
    pub const fn new(code: Code, detail: &'static str) -> Self {
        Self { code, detail: Cow::Borrowed(detail), help: None, scope: Scope::Key, passing: None }
    }

    /// A failure with a detail that is put together, of names and codes alone.
    #[cfg(any(feature = "_aws", feature = "extension"))]
    pub(crate) fn of(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: detail.into(), ..Self::new(code, "") }
    }

    /// The store refuses to give the value.
    #[must_use]
    pub const fn denied(detail: &'static str) -> Self {
        Self::new(Code::Denied, detail)
    }

    /// The store was asked too often.
    #[must_use]
    pub const fn throttled(detail: &'static str) -> Self {
        Self::new(Code::Throttled, detail).of_store()
    }

    /// The store cannot be reached or does not work.
    #[must_use]
    pub const fn unavailable(detail: &'static str) -> Self {
        Self::new(Code::Unavailable, detail).of_store()
    }

    /// Says that the failure has nothing to do with the key, so that all keys that fail in this way
    /// are one problem in the report.
    #[must_use]
    pub const fn of_store(mut self) -> Self {
        self.scope = Scope::Source;
        self
    }

    /// The failure of all keys that are bound to a source that is not there.
    pub(crate) fn no_source(help: &'static str) -> Self {
        let failure = Self::new(Code::Conflict, "").with_help(help);
        Self { scope: Scope::NoSource, ..failure }
    }

    /// Says that the failure is of what several sources go through, and not of one of them.
    #[must_use]
    pub(crate) const fn of_shared(mut self, what: &'static str) -> Self {
        self.scope = Scope::Shared(what);
        self
    }

    /// Whether AWS refuses who asks, and not what is asked for.
    #[cfg(feature = "_aws")]
    fn is_of_credentials(&self) -> bool {
        self.code == Code::Denied && self.scope == Scope::Shared(AWS)
    }

    /// Says that the same request may succeed a moment later.
    #[must_use]
    #[cfg(any(feature = "_aws", feature = "extension"))]
    pub(crate) const fn passing(mut self, passing: Passing) -> Self {
        self.passing = Some(passing);
        self
    }

    /// Sets the one thing to do about it, in place of what [`Source::help`] says.
    #[must_use]
    pub fn with_help(mut self, help: &'static str) -> Self {
        self.help = Some(Cow::Borrowed(help));
        self
    }

    /// The same with words that are put together, of names and codes alone.
    #[cfg(any(feature = "_aws", feature = "extension"))]
    #[must_use]
    pub(crate) fn helped(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// What became of each key, filled in by [`Source::fetch`]. Its `Debug` shows no value.
#[derive(Debug, Default)]
pub struct Answer {
    /// In the order in which they became known.
    outcomes: Vec<(Key, Outcome)>,
    pub(crate) tally: Tally,
    pub(crate) region: Option<String>,
    pub(crate) attempts: Attempts,
    /// What the run that asks does about failures that may pass.
    #[cfg_attr(not(feature = "_aws"), allow(dead_code, reason = "other sources repeat nothing"))]
    pub(crate) policy: Policy,
}

/// How the last attempt at each key has failed, while it is being tried again: when the deadline
/// passes, that is the reason, and not the deadline.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attempts(Arc<Mutex<Vec<(Key, Failure)>>>, Arc<OnceLock<String>>);

impl Attempts {
    /// The region that would have been asked.
    #[cfg(feature = "_aws")]
    pub(crate) fn are_in(&self, region: &str) {
        self.1.get_or_init(|| region.to_owned());
    }

    #[cfg(feature = "_aws")]
    pub(crate) fn failed<'k>(&self, keys: impl IntoIterator<Item = &'k Key>, failure: &Failure) {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.extend(keys.into_iter().map(|key| (key.clone(), failure.clone())));
    }

    /// Those keys are asked in another way now.
    #[cfg(feature = "_parameters")]
    pub(crate) fn forget(&self, keys: &[&Key]) {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.retain(|(key, _)| !keys.contains(&key));
    }

    fn last(&self, key: &Key) -> Option<Failure> {
        let attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = attempts.iter().rev().find(|(known, _)| known == key);
        last.map(|(_, failure)| failure.clone())
    }
}

/// What became of one key.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    Found(Fetched),
    Absent,
    Failed(Failure),
}

impl Outcome {
    /// Whether both are the same value, or both are absent. A failure is like nothing.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Found(value), Self::Found(other)) => value.is_same(other),
            (Self::Absent, Self::Absent) => true,
            _ => false,
        }
    }
}

impl Answer {
    /// An answer in which nothing is said of any key yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An answer in a run with this policy.
    pub(crate) fn with_policy(policy: Policy) -> Self {
        Self { policy, ..Self::default() }
    }

    /// Makes room for what becomes of so many keys.
    pub(crate) fn expect(&mut self, keys: usize) {
        self.outcomes.reserve(keys);
    }

    /// The key has this value.
    pub fn found(&mut self, key: &Key, value: Fetched) {
        self.settled(key, Outcome::Found(value));
    }

    /// The key is known not to be there.
    pub fn absent(&mut self, key: &Key) {
        self.settled(key, Outcome::Absent);
    }

    /// The key could not be read.
    pub fn failed(&mut self, key: &Key, failure: Failure) {
        self.settled(key, Outcome::Failed(failure));
    }

    /// This became of the key.
    pub(crate) fn settled(&mut self, key: &Key, outcome: Outcome) {
        self.outcomes.push((key.clone(), outcome));
    }

    /// Counts one request, for the event at the end of a load and its [summary](crate::LoadSummary).
    pub fn count_request(&mut self) {
        self.tally.sent("", false);
    }

    /// Tells the region that was asked, for the report.
    pub fn set_region(&mut self, region: impl Into<String>) {
        self.region = Some(region.into());
    }

    /// Takes back what was said of the keys that failed for their credentials.
    #[cfg(feature = "_aws")]
    pub(crate) fn take_refused(&mut self, keys: &[Key]) -> Vec<Key> {
        let is_refused = |outcome: &Outcome| matches!(outcome, Outcome::Failed(failure) if failure.is_of_credentials());
        let refused = |key: &&Key| {
            let last = self.outcomes.iter().rev().find(|(settled, _)| settled == *key);
            last.is_some_and(|(_, outcome)| is_refused(outcome))
        };
        let refused: Vec<Key> = keys.iter().filter(refused).cloned().collect();
        self.outcomes.retain(|(key, _)| !refused.contains(key));
        refused
    }

    /// Fails every key of which nothing was said when the deadline passed.
    pub(crate) fn deadline(&mut self, keys: &[Key], deadline: Duration) {
        if self.region.is_none() {
            self.region = self.attempts.1.get().cloned();
        }
        for key in self.unsettled(keys) {
            let last = self.attempts.last(&key);
            let mut failure = last.unwrap_or(Failure::new(Code::Timeout, "").of_store());
            let comma = if failure.detail.is_empty() { "" } else { ", " };
            let detail =
                format!("{}{comma}until the load's deadline of {deadline:?}", failure.detail);
            failure.detail = detail.into();
            self.failed(&key, failure);
        }
    }

    /// Fails every key of which nothing was said.
    pub(crate) fn fail_rest<'k>(
        &mut self,
        keys: impl IntoIterator<Item = &'k Key>,
        failure: &Failure,
    ) {
        for key in self.unsettled(keys) {
            self.failed(&key, failure.clone());
        }
    }

    /// The keys of which nothing was said.
    fn unsettled<'k>(&self, keys: impl IntoIterator<Item = &'k Key>) -> Vec<Key> {
        let is_settled = |key: &Key| self.outcomes.iter().any(|(settled, _)| settled == key);
        keys.into_iter().filter(|key| !is_settled(key)).cloned().collect()
    }

    /// What became of each of these keys, which are sorted. What was said last counts. A key of which
    /// nothing was said is not known to be absent, so that no default may take its place.
    pub(crate) fn settle(&mut self, keys: &[Key]) -> Vec<Outcome> {
        let said = std::mem::take(&mut self.outcomes);
        // Most sources go through the keys in their order.
        if said.iter().map(|(key, _)| key).eq(keys) {
            return said.into_iter().map(|(_, outcome)| outcome).collect();
        }
        let unsaid = Failure::new(Code::Unavailable, "the source said nothing of it");
        let mut settled = vec![Outcome::Failed(unsaid); keys.len()];
        for (key, outcome) in said {
            if let Ok(index) = keys.binary_search(&key) {
                settled[index] = outcome;
            }
        }
        settled
    }
}
