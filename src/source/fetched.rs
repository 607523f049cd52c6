//! A value as a source gives it.

use std::borrow::Cow;
use std::fmt;

use zeroize::Zeroizing;

use super::Details;
use crate::value::Text;
#[cfg(feature = "local")]
use crate::value::{Value, json};

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

    /// What is below a [path](super::Key::is_path), by the rest of the names: of `/prod/flags/checkout/new`
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

    /// Whether the store keeps the value encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// The string, if it is one, for a source that hands on what another one gave. It is the value itself: what is
    /// done with it is the caller's. Of a table of a local store it is the JSON document that the service would hold.
    ///
    /// ```
    /// use figleaf::source::Fetched;
    ///
    /// let value = Fetched::text("hunter2");
    /// assert_eq!(value.expose_text().as_deref(), Some("hunter2"));
    /// assert_eq!(format!("{value:?}"), "Fetched([REDACTED])");
    /// ```
    #[must_use]
    pub fn expose_text(&self) -> Option<Cow<'_, str>> {
        match &self.content {
            Content::Text(text) => Some(Cow::Borrowed(text)),
            #[cfg(feature = "local")]
            Content::Structured { value, is_string_list: false } => {
                json::write(value).map(|mut text| Cow::Owned(std::mem::take(&mut *text)))
            }
            _ => None,
        }
    }

    /// The items, if it is a list of strings. See [`expose_text`](Self::expose_text).
    #[must_use]
    pub fn expose_list(&self) -> Option<Vec<Cow<'_, str>>> {
        match &self.content {
            Content::List(items) => {
                Some(items.iter().map(|item| Cow::Borrowed(&***item)).collect())
            }
            #[cfg(feature = "local")]
            Content::Structured { value: Value::List(items), is_string_list: true } => items
                .iter()
                .map(|item| {
                    item.as_written().map(|mut text| Cow::Owned(std::mem::take(&mut *text)))
                })
                .collect(),
            _ => None,
        }
    }

    /// The bytes, if it is a binary secret. See [`expose_text`](Self::expose_text).
    #[must_use]
    pub fn expose_bytes(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// What is below a path, if it is a [map](Self::map): the rest of each name, and its value.
    #[must_use]
    pub fn entries(&self) -> Option<&[(String, Self)]> {
        match &self.content {
            Content::Map(entries) => Some(entries),
            _ => None,
        }
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
