//! [`Secret`]: a value that never prints itself.

mod rules;

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use secrecy::{ExposeSecret, SecretBox};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// What stands in the place of a value that is not shown.
pub(crate) const REDACTED: &str = "[REDACTED]";

/// A value that is never printed: `Debug`, `Display` and `Serialize` write `[REDACTED]`.
///
/// It is built on [`secrecy::SecretBox`]: the value is reached by
/// [`expose_secret`](Secret::expose_secret) alone and wiped when dropped. `Secret` without a
/// parameter is `Secret<String>`.
///
/// Wiping is best effort: what the HTTP client, TLS and the JSON parser copied on the way is not
/// wiped. That it is never printed is a promise.
///
/// The rules of `validator` work on what it holds, and what they would put into their error is
/// already redacted:
///
/// ```
/// use figleaf::Secret;
/// use validator::Validate;
///
/// #[derive(Debug, Validate)]
/// struct Api {
///     #[validate(length(min = 8))]
///     key: Secret,
/// }
///
/// let api = Api { key: Secret::from("hunter2") };
/// assert_eq!(format!("{api:?}"), "Api { key: [REDACTED] }");
/// assert!(!api.validate().unwrap_err().to_string().contains("hunter2"));
/// assert_eq!(api.key.expose_secret(), "hunter2");
/// ```
pub struct Secret<T: Zeroize = String>(SecretBox<T>);

impl<T: Zeroize> Secret<T> {
    /// Hides a value.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(SecretBox::new(Box::new(value)))
    }

    /// The value. The one way to it.
    #[must_use]
    pub fn expose_secret(&self) -> &T {
        self.0.expose_secret()
    }
}

impl<T: Zeroize> ExposeSecret<T> for Secret<T> {
    fn expose_secret(&self) -> &T {
        self.0.expose_secret()
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl From<&str> for Secret<String> {
    fn from(value: &str) -> Self {
        Self::new(value.to_owned())
    }
}

impl<T: Zeroize + Default> Default for Secret<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Zeroize + Clone> Clone for Secret<T> {
    fn clone(&self) -> Self {
        Self::new(self.expose_secret().clone())
    }
}

/// Secrets made of bytes compare in constant time, so that a comparison with a caller's token tells
/// nothing but the length through how long it takes.
impl<T: Zeroize + AsRef<[u8]>> PartialEq for Secret<T> {
    fn eq(&self, other: &Self) -> bool {
        self.expose_secret().as_ref().ct_eq(other.expose_secret().as_ref()).into()
    }
}

impl<T: Zeroize + AsRef<[u8]>> Eq for Secret<T> {}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl<T: Zeroize> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(REDACTED)
    }
}

impl<T: Zeroize> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(REDACTED)
    }
}

impl<'de, T: Zeroize + Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::new)
    }
}

/// Types that never print what they hold.
///
/// A field that is a whole secret of Secrets Manager must be of such a type, or say
/// `sensitive = false`. Implement it for a type of your own whose `Debug`, `Display` and
/// `Serialize` show nothing of the value:
///
/// ```
/// #[derive(serde::Deserialize)]
/// #[serde(transparent)]
/// struct Token(figleaf::Secret<String>);
///
/// impl figleaf::Redacts for Token {}
/// ```
#[diagnostic::on_unimplemented(
    message = "a whole secret would land in `{Self}`, which can print it",
    label = "not a redacting type",
    note = "write `figleaf::Secret<String>` (or a `Secret` of another type), or say `#[config(sensitive = false)]` when it is no secret"
)]
pub trait Redacts {}

impl<T: Zeroize> Redacts for Secret<T> {}
impl<T: Zeroize + ?Sized> Redacts for SecretBox<T> {}
impl<T: Redacts> Redacts for Option<T> {}
impl<T: Redacts> Redacts for Box<T> {}
impl<T: Redacts> Redacts for Vec<T> {}
impl<K, T: Redacts> Redacts for BTreeMap<K, T> {}
impl<K, T: Redacts, S> Redacts for HashMap<K, T, S> {}
