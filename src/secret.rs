//! [`Secret`]: a value that never prints itself.

mod refuse;
mod rules;

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use secrecy::{ExposeSecret, SecretBox};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use self::refuse::Refuse;

/// What stands in the place of a value that is not shown.
pub(crate) const REDACTED: &str = "[REDACTED]";

/// Why [`REDACTED`] is no value of a [`Secret`]. It is a text of ours, so that it may be told.
pub(crate) const NOT_KEPT: &str =
    "[REDACTED] is what figleaf prints in the place of a secret; the value itself was not kept";

/// A value that is never printed: `Debug` and `Serialize` write `[REDACTED]`.
///
/// It is built on [`secrecy::SecretBox`]: the value is reached by
/// [`expose_secret`](Secret::expose_secret) alone and wiped when dropped. `Secret` without a
/// parameter is `Secret<String>`.
///
/// There is no `Display`: a string that is put together with a secret needs the value, and says so where
/// it is written.
///
/// ```
/// # let password = figleaf::Secret::from("hunter2");
/// let url = format!("postgres://app:{}@db/shop", password.expose_secret());
/// # assert_eq!(url, "postgres://app:hunter2@db/shop");
/// ```
///
/// ```compile_fail,E0277
/// # let password = figleaf::Secret::from("hunter2");
/// // With `Display` this would compile, and connect with the password `[REDACTED]`.
/// let url = format!("postgres://app:{password}@db/shop");
/// ```
///
/// For the same reason the string `[REDACTED]` is refused as a value: it comes from a configuration that
/// was written out and is read again.
///
/// ```
/// let written = serde_json::to_string(&figleaf::Secret::from("hunter2")).unwrap();
/// let error = serde_json::from_str::<figleaf::Secret>(&written).unwrap_err();
/// assert!(error.to_string().contains("the value itself was not kept"));
/// ```
///
/// Wiping is best effort: what the HTTP client and TLS copied on the way is not wiped. That it is never
/// printed is a promise.
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
pub struct Secret<T: Wipe = String>(SecretBox<T>);

impl<T: Wipe> Secret<T> {
    /// Hides a value.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(SecretBox::new(Box::new(value)))
    }

    /// The value. The one way to it, also for `format!`: a `Secret` has no `Display`.
    #[must_use]
    pub fn expose_secret(&self) -> &T {
        self.0.expose_secret()
    }
}

impl<T: Wipe> ExposeSecret<T> for Secret<T> {
    fn expose_secret(&self) -> &T {
        self.0.expose_secret()
    }
}

impl<T: Wipe> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl From<&str> for Secret<String> {
    fn from(value: &str) -> Self {
        Self::new(value.to_owned())
    }
}

impl<T: Wipe + Default> Default for Secret<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Wipe + Clone> Clone for Secret<T> {
    fn clone(&self) -> Self {
        Self::new(self.expose_secret().clone())
    }
}

/// Secrets made of bytes compare in constant time, so that a comparison with a caller's token tells
/// nothing but the length through how long it takes.
impl<T: Wipe + AsRef<[u8]>> PartialEq for Secret<T> {
    fn eq(&self, other: &Self) -> bool {
        self.expose_secret().as_ref().ct_eq(other.expose_secret().as_ref()).into()
    }
}

impl<T: Wipe + AsRef<[u8]>> Eq for Secret<T> {}

impl<T: Wipe> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// The bound of a `Display` that no `Secret` has: for the compiler to say what to write, where it would
/// propose `{:?}`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `Secret` is never part of a string: write `.expose_secret()` where its value is meant",
    label = "would be the string `[REDACTED]`",
    note = "`expose_secret()` is the one way to the value of a `figleaf::Secret`"
)]
pub trait PartOfText {}

#[doc(hidden)]
impl<T: Wipe + PartOfText> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// What can be wiped from memory: everything that is `zeroize::Zeroize`.
///
/// It is a trait of its own for what the compiler says of a type that is not.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be wiped from memory, as what a `figleaf::Secret` holds has to be",
    label = "not `zeroize::Zeroize`",
    note = "keep it as a string: write `Secret<String>` and make it a `{Self}` where `expose_secret()` is called; a type of your own can derive `zeroize::Zeroize`, after `cargo add zeroize --features derive`"
)]
pub trait Wipe: Zeroize {}

#[diagnostic::do_not_recommend]
impl<T: Zeroize> Wipe for T {}

impl<T: Wipe> Zeroize for Secret<T> {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

/// What it is built on wipes it.
impl<T: Wipe> ZeroizeOnDrop for Secret<T> {}

impl<T: Wipe> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(REDACTED)
    }
}

impl<'de, T: Wipe + Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(Refuse(deserializer)).map(Self::new)
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

impl<T: Wipe> Redacts for Secret<T> {}
impl<T: Zeroize + ?Sized> Redacts for SecretBox<T> {}
impl<T: Redacts> Redacts for Option<T> {}
impl<T: Redacts> Redacts for Box<T> {}
impl<T: Redacts> Redacts for Vec<T> {}
impl<K, T: Redacts> Redacts for BTreeMap<K, T> {}
impl<K, T: Redacts, S> Redacts for HashMap<K, T, S> {}
