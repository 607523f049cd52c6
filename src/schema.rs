//! A description of each struct that derives `Config`, as `'static` data: for reading.
//!
//! Everything else in figleaf reads this data and nothing needs the macro again. A schema
//! describes; it resolves nothing: names still hold their placeholders.
//!
//! ```
//! use figleaf::{Config, Secret};
//!
//! #[derive(Config)]
//! #[config(prefix = "/{env}/shop", env_prefix = "SHOP")]
//! struct Shop {
//!     /// Key of the payment API.
//!     api_key: Secret<String>,
//!     #[config(default = "info")]
//!     log_level: String,
//! }
//!
//! let field = &Shop::SCHEMA.fields()[0];
//! assert_eq!(field.name(), "api_key");
//! assert_eq!(field.segment(), "api-key");
//! assert_eq!(field.doc(), "Key of the payment API.");
//! assert!(field.is_sensitive());
//! ```

use crate::source::Binding;

/// Description of a struct that derives [`Config`](crate::Config).
#[derive(Debug)]
pub struct Schema {
    /// How many structs it is: itself, and every group in it.
    pub(crate) structs: usize,
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) fields: &'static [Field],
    pub(crate) prefix: Option<&'static str>,
    pub(crate) env_prefix: Option<&'static str>,
    pub(crate) environment: &'static str,
    pub(crate) default_environment: Option<&'static str>,
    pub(crate) store: Option<Binding>,
    pub(crate) env: Option<&'static str>,
    pub(crate) shared: bool,
    pub(crate) empty_is_unset: bool,
    pub(crate) validated: bool,
}

impl Schema {
    /// The struct's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The struct's doc comment, or nothing.
    #[must_use]
    pub const fn doc(&self) -> &'static str {
        self.doc
    }

    /// The fields in the order of their declaration. A skipped field is not among them.
    #[must_use]
    pub const fn fields(&self) -> &'static [Field] {
        self.fields
    }

    /// Where relative Parameter Store names live, with placeholders: `/{env}/myapp`.
    #[must_use]
    pub const fn prefix(&self) -> Option<&'static str> {
        self.prefix
    }

    /// The beginning of every field's environment variable: `MYAPP`.
    #[must_use]
    pub const fn env_prefix(&self) -> Option<&'static str> {
        self.env_prefix
    }

    /// The variable that names the environment. `ENVIRONMENT` unless the struct says otherwise.
    #[must_use]
    pub const fn environment(&self) -> &'static str {
        self.environment
    }

    /// The environment when its variable is unset. None by default: that is an error.
    #[must_use]
    pub const fn default_environment(&self) -> Option<&'static str> {
        self.default_environment
    }

    /// Where the struct is stored as one JSON document, if it is.
    #[must_use]
    pub const fn store(&self) -> Option<&Binding> {
        self.store.as_ref()
    }

    /// The environment variable that holds the struct as one JSON document, if one does.
    #[must_use]
    pub const fn env(&self) -> Option<&'static str> {
        self.env
    }

    /// Whether the struct's document has keys of others.
    #[must_use]
    pub const fn is_shared(&self) -> bool {
        self.shared
    }

    /// Whether an environment variable that is set to nothing counts as unset.
    #[must_use]
    pub const fn is_empty_unset(&self) -> bool {
        self.empty_is_unset
    }

    /// Whether the rules of the struct are run: it is `Validate` of the [`validator`](mod@crate::validator)
    /// that figleaf calls, derived or written by hand. A trait of that name in another version of
    /// validator, or in another crate, is not called.
    ///
    /// A unit test can see to it that no struct is forgotten:
    ///
    /// ```
    /// use figleaf::{Config, schema::Schema};
    /// use validator::Validate;
    ///
    /// #[derive(Config, Validate)]
    /// struct AppConfig {
    ///     #[config(nested)]
    ///     http: Http,
    /// }
    ///
    /// #[derive(Config)]
    /// struct Http {
    ///     port: u16,
    /// }
    ///
    /// let structs = AppConfig::SCHEMA.structs();
    /// let not_validated = structs.iter().filter(|schema| !schema.is_validated());
    /// assert_eq!(not_validated.map(|schema| schema.name()).collect::<Vec<_>>(), ["Http"]);
    /// ```
    #[must_use]
    pub const fn is_validated(&self) -> bool {
        self.validated
    }

    /// This struct and every group in it, outermost first. A struct that is several groups is there
    /// as often.
    #[must_use]
    pub fn structs(&'static self) -> Vec<&'static Self> {
        let mut structs = Vec::with_capacity(self.structs);
        structs.push(self);
        for field in self.fields {
            if let Kind::Nested(group) | Kind::Flatten(group) = field.kind() {
                structs.extend(group.structs());
            }
        }
        structs
    }
}

/// Description of one field.
#[derive(Debug)]
pub struct Field {
    pub(crate) name: &'static str,
    pub(crate) segment: &'static str,
    pub(crate) key: &'static str,
    pub(crate) type_name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) kind: Kind,
    pub(crate) store: Option<Binding>,
    pub(crate) env: Option<&'static str>,
    pub(crate) default: Option<DefaultValue>,
    pub(crate) delimiter: &'static str,
    pub(crate) aliases: &'static [&'static str],
    pub(crate) rules: &'static [Rule],
    pub(crate) optional: bool,
    pub(crate) sensitive: Option<bool>,
    pub(crate) redacts: bool,
    pub(crate) shared: bool,
    pub(crate) fixed: bool,
    pub(crate) text: bool,
    pub(crate) list: bool,
}

impl Field {
    /// The field's name in Rust, without `r#`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The field's segment in the name of a parameter: `api-key` for `api_key`.
    #[must_use]
    pub const fn segment(&self) -> &'static str {
        self.segment
    }

    /// The field's key in a JSON document that the struct is: `api_key` for `api_key`.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// The field's type as it is written, without the `Option` of an optional field.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// The field's doc comment, or nothing.
    #[must_use]
    pub const fn doc(&self) -> &'static str {
        self.doc
    }

    /// Whether the field is a value or a group of fields.
    #[must_use]
    pub const fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Where the field says that it is stored, if it does.
    #[must_use]
    pub const fn store(&self) -> Option<&Binding> {
        self.store.as_ref()
    }

    /// The environment variable that the field names, if it does. That of a group holds its JSON document.
    #[must_use]
    pub const fn env(&self) -> Option<&'static str> {
        self.env
    }

    /// What is used when the value is missing.
    #[must_use]
    pub const fn default(&self) -> Option<DefaultValue> {
        self.default
    }

    /// What separates the items when text becomes a list. A comma by default.
    #[must_use]
    pub const fn delimiter(&self) -> &'static str {
        self.delimiter
    }

    /// The older names under which the value is still found, in the order in which they are tried.
    /// Each stands where the name of the field stands: the name in its store, the key in its document,
    /// the variable of a field that is in no store.
    #[must_use]
    pub const fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    /// The validator rules of the field.
    #[must_use]
    pub const fn rules(&self) -> &'static [Rule] {
        self.rules
    }

    /// Whether the field is an `Option`.
    #[must_use]
    pub const fn is_optional(&self) -> bool {
        self.optional
    }

    /// Whether the field's type never prints its value, see [`Redacts`](crate::Redacts).
    #[must_use]
    pub const fn is_redacting(&self) -> bool {
        self.redacts
    }

    /// Whether figleaf hides what the field holds: what the field says, else what its type does.
    #[must_use]
    pub const fn is_sensitive(&self) -> bool {
        match self.sensitive {
            Some(sensitive) => sensitive,
            None => self.redacts,
        }
    }

    /// Whether the field's value is text as it is, so that its length is what rules are about.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        self.text && matches!(self.kind, Kind::Text)
    }

    /// Whether text becomes the items of the field: a list, a set or an array.
    #[must_use]
    pub const fn is_list(&self) -> bool {
        self.list && matches!(self.kind, Kind::Text)
    }

    /// Whether the document of a group has keys of others, as the field says it.
    #[must_use]
    pub const fn is_shared(&self) -> bool {
        self.shared
    }

    /// Whether the field says that it keeps the value that it had first, while a live configuration gets
    /// new ones. Of a group it holds for every field below it, which does not say it itself.
    ///
    /// One version of a value (`version`, `version_id`) stays as well, and is not told here: its
    /// [`Binding::selector`] tells it.
    ///
    /// ```
    /// use figleaf::Config;
    ///
    /// #[derive(Config)]
    /// #[config(prefix = "/{env}/shop")]
    /// struct AppConfig {
    ///     #[config(fixed)]
    ///     port: u16,
    ///     log_level: String,
    /// }
    ///
    /// let fixed: Vec<bool> = AppConfig::SCHEMA.fields().iter().map(|field| field.is_fixed()).collect();
    /// assert_eq!(fixed, [true, false]);
    /// ```
    #[must_use]
    pub const fn is_fixed(&self) -> bool {
        self.fixed
    }

    /// What the field itself says about being hidden: `sensitive` or `sensitive = false`.
    #[must_use]
    pub const fn sensitivity(&self) -> Option<bool> {
        self.sensitive
    }
}

/// Whether a field is a value or a group of fields.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Kind {
    /// A value that serde decodes from text.
    Text,
    /// A value whose text is JSON.
    Json,
    /// A byte vector: it takes a binary secret as it is, and the bytes of a text.
    Bytes,
    /// A struct that derives `Config`, with a segment of its own.
    Nested(&'static Schema),
    /// A struct that derives `Config`, whose fields are named as if they stood in this one.
    Flatten(&'static Schema),
}

/// What is used when a value is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DefaultValue {
    /// Text that is decoded like fetched text.
    Text(&'static str),
    /// A Rust expression of the field's type, as it is written.
    Expression(&'static str),
}

/// One rule of `validator`, as it is written on the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    pub(crate) code: &'static str,
    pub(crate) text: &'static str,
}

impl Rule {
    /// The code with which validator reports the rule: `length`, or what `code = "…"` says.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The rule without its message: `length(min = 12)`.
    #[must_use]
    pub const fn text(&self) -> &'static str {
        self.text
    }
}
