//! Where values come from: the [`Source`] trait, what it is asked and what it answers.
//!
//! A source is asked once in a load, for all of its keys together, and does its own batching. A source
//! that is handed to [`Loader::source`](crate::Loader::source) takes the place of the one of its name:
//! `ssm` or `secretsmanager`. [`Memory`] is the smallest one.
//!
//! Sources compose: the built-in ones are [`Stores`], and one of your own may ask them, or any other source, and read
//! their [`Answer`]: a cache in front of a store, another region when one is unavailable, a second account. `docs/sources.md`
//! in the repository has the three.

mod answer;
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
mod failure;
mod fetched;
pub(crate) mod guarded;
#[cfg(any(feature = "_aws", feature = "extension", feature = "ops"))]
pub(crate) mod help;
mod key;
#[cfg(feature = "local")]
pub(crate) mod local;
mod memory;
#[cfg(any(feature = "_aws", feature = "extension", feature = "ops"))]
pub(crate) mod partition;
mod pointers;
#[cfg(feature = "_secrets")]
pub(crate) mod secretsmanager;
pub(crate) mod shell;
#[cfg(feature = "_parameters")]
pub(crate) mod ssm;
mod tally;
#[cfg(any(feature = "_secrets", feature = "extension"))]
mod valueless;

use std::pin::Pin;

use crate::error::Code;

#[cfg(feature = "_aws")]
pub(crate) use self::answer::Attempts;
pub use self::answer::{Answer, KeyOutcome};
pub use self::failure::Failure;
pub(crate) use self::failure::Scope;
pub(crate) use self::fetched::Content;
pub use self::fetched::Fetched;
pub use crate::loader::{Store, Stores};
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
///
/// A source that asks another one hands [`help`](Source::help) and [`container`](Source::container) on, so that the report
/// is the same: [`Loader::stores`](crate::Loader::stores) has an example.
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
