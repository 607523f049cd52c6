//! Why a key could not be read.

use std::borrow::Cow;

#[cfg(feature = "_aws")]
use crate::error::causes::AWS;
use crate::error::{Code, Problem};
use crate::retry::Passing;

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

    /// The kind of failure: what a source that asks another one decides by.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// What stands in brackets in the report, which may be nothing: names and fixed text, and never a value.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The failure of all keys that are bound to a source that is not there.
    pub(crate) fn no_source(help: &'static str) -> Self {
        let failure = Self::new(Code::Conflict, "").with_help(help);
        Self { scope: Scope::NoSource, ..failure }
    }

    /// A setting that keeps a whole store from being asked.
    pub(crate) fn of_setting(problem: Problem) -> Self {
        let failure = Self::of(problem.code, format!("{}: {}", problem.path, problem.message));
        match problem.help {
            Some(help) => failure.of_store().helped(help),
            None => failure.of_store(),
        }
    }

    /// Says that the failure is of what several sources go through, and not of one of them.
    #[must_use]
    pub(crate) const fn of_shared(mut self, what: &'static str) -> Self {
        self.scope = Scope::Shared(what);
        self
    }

    /// Whether AWS refuses who asks, and not what is asked for.
    #[cfg(feature = "_aws")]
    pub(super) fn is_of_credentials(&self) -> bool {
        self.code == Code::Denied && self.scope == Scope::Shared(AWS)
    }

    /// Says that the same request may succeed a moment later.
    #[must_use]
    #[cfg(any(feature = "_aws", feature = "extension"))]
    pub(crate) const fn passing(mut self, passing: Passing) -> Self {
        self.passing = Some(passing);
        self
    }

    /// Sets the one thing to do about it, in place of what [`Source::help`](super::Source::help) says.
    #[must_use]
    pub fn with_help(mut self, help: &'static str) -> Self {
        self.help = Some(Cow::Borrowed(help));
        self
    }

    /// The same with words that are put together, of names and codes alone.
    #[must_use]
    pub(crate) fn helped(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }
}
