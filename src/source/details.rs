//! What a store tells beside a value.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

/// What a store tells beside a value: its version, its ARN, its type and when it was written last. Never the
/// value, nor a part of it.
///
/// The AWS services tell all of it in the answer that has the value, so that it costs no request. A local store and
/// [`Memory`](super::Memory) tell nothing. A source of your own says what it knows:
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use figleaf::source::{Details, Fetched};
///
/// let written = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
/// let details = Details::new().with_version("7").with_last_modified(written);
/// let value = Fetched::text("debug").with_details(details);
/// assert_eq!(value.details().version(), Some("7"));
/// assert_eq!(value.details().arn(), None);
/// ```
///
/// [`Origin::details`](crate::Origin::details) has them after a load. Clones share what they hold.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Details(Option<Arc<Told>>);

/// The types that values have in the AWS services.
#[cfg(any(feature = "_aws", feature = "extension"))]
const KINDS: [&str; 5] = ["String", "StringList", "SecureString", TEXT_SECRET, BINARY_SECRET];

/// What Secrets Manager calls the two forms of a secret.
#[cfg(any(feature = "_aws", feature = "extension"))]
pub(super) const TEXT_SECRET: &str = "SecretString";
#[cfg(any(feature = "_aws", feature = "extension"))]
pub(super) const BINARY_SECRET: &str = "SecretBinary";

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Told {
    version: Option<String>,
    arn: Option<String>,
    kind: Option<Cow<'static, str>>,
    last_modified: Option<SystemTime>,
}

impl Details {
    /// Nothing is known.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// Sets the version: a parameter's number, a secret's version id.
    #[must_use]
    pub fn with_version(mut self, version: impl Into<String>) -> Self {
        self.told().version = Some(version.into());
        self
    }

    /// Sets the ARN, or what names the value in all of the world in another store.
    #[must_use]
    pub fn with_arn(mut self, arn: impl Into<String>) -> Self {
        self.told().arn = Some(arn.into());
        self
    }

    /// Sets the type of the value in its store.
    #[must_use]
    pub fn with_kind(mut self, kind: impl Into<Cow<'static, str>>) -> Self {
        self.told().kind = Some(kind.into());
        self
    }

    /// Sets when this version was written.
    #[must_use]
    pub fn with_last_modified(mut self, time: SystemTime) -> Self {
        self.told().last_modified = Some(time);
        self
    }

    /// The version: the number of a parameter's, `7`, or the id of a secret's.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.0.as_ref()?.version.as_deref()
    }

    /// The ARN of the parameter or secret.
    #[must_use]
    pub fn arn(&self) -> Option<&str> {
        self.0.as_ref()?.arn.as_deref()
    }

    /// The type in the store: `String`, `StringList` or `SecureString` of a parameter, `SecretString` or
    /// `SecretBinary` of a secret.
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        self.0.as_ref()?.kind.as_deref()
    }

    /// When this version was written. Of what is below a path: when the newest of it was.
    #[must_use]
    pub fn last_modified(&self) -> Option<SystemTime> {
        self.0.as_ref()?.last_modified
    }

    /// When this version was written, in seconds since 1970.
    pub(crate) fn written(&self) -> Option<u64> {
        let since = self.last_modified()?.duration_since(SystemTime::UNIX_EPOCH);
        since.ok().map(|since| since.as_secs())
    }

    /// What the answer of a service has beside the value.
    #[cfg(any(feature = "_aws", feature = "extension"))]
    pub(crate) fn of(
        version: Option<String>,
        arn: Option<&str>,
        kind: Option<&str>,
        last_modified: Option<SystemTime>,
    ) -> Self {
        let kind = kind.map(|kind| match KINDS.iter().find(|known| **known == kind) {
            Some(known) => Cow::Borrowed(*known),
            None => Cow::Owned(kind.to_owned()),
        });
        Self(Some(Arc::new(Told { version, arn: arn.map(str::to_owned), kind, last_modified })))
    }

    fn told(&mut self) -> &mut Told {
        Arc::make_mut(self.0.get_or_insert_default())
    }
}

/// What is known: names, a number, a time.
impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(told) => f
                .debug_struct("Details")
                .field("version", &told.version)
                .field("arn", &told.arn)
                .field("kind", &told.kind)
                .field("last_modified", &told.last_modified)
                .finish(),
            None => f.write_str("Details(unknown)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_until_one_is_changed() {
        let first = Details::new().with_version("1").with_arn("arn:aws:ssm:::parameter/a");
        let second = first.clone().with_version("2");
        assert_eq!((first.version(), second.version()), (Some("1"), Some("2")));
        assert_eq!(first.arn(), second.arn());
    }

    #[test]
    fn what_is_not_known_costs_no_more_than_a_pointer() {
        assert_eq!(size_of::<Details>(), size_of::<usize>());
        assert_eq!(format!("{:?}", Details::new()), "Details(unknown)");
    }
}
