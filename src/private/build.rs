//! How generated code makes a schema. It is read by the functions of [`Schema`] and [`Field`], which are public.

use crate::schema::{DefaultValue, Field, Kind, Rule, Schema};
use crate::source::Binding;

/// Makes the description of a struct.
#[derive(Debug)]
pub struct SchemaBuilder(Schema);

impl SchemaBuilder {
    /// A schema with the given struct name and fields, and nothing else set.
    ///
    /// It looks into every group. So a schema that is a group of itself, which nobody could walk through, is none
    /// that the compiler can make:
    ///
    /// ```compile_fail,E0080
    /// use figleaf::__private::{FieldBuilder, SchemaBuilder};
    /// use figleaf::schema::{Field, Kind, Schema};
    ///
    /// static ENDLESS: Schema = SchemaBuilder::new("Endless", &FIELDS).build();
    /// static FIELDS: [Field; 1] = [FieldBuilder::new("again", "Endless", Kind::Nested(&ENDLESS)).build()];
    /// ```
    #[must_use]
    pub const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        let mut structs = 1;
        let mut at = 0;
        while at < fields.len() {
            if let Kind::Nested(group) | Kind::Flatten(group) = fields[at].kind {
                structs += group.structs;
            }
            at += 1;
        }
        Self(Schema {
            structs,
            name,
            doc: "",
            fields,
            prefix: None,
            env_prefix: None,
            environment: "ENVIRONMENT",
            default_environment: None,
            store: None,
            env: None,
            shared: false,
            empty_is_unset: false,
            validated: false,
        })
    }

    /// Sets the description, from the struct's doc comment.
    #[must_use]
    pub const fn with_doc(mut self, doc: &'static str) -> Self {
        self.0.doc = doc;
        self
    }

    /// Sets where relative Parameter Store names live.
    #[must_use]
    pub const fn with_prefix(mut self, prefix: &'static str) -> Self {
        self.0.prefix = Some(prefix);
        self
    }

    /// Sets the beginning of every field's environment variable.
    #[must_use]
    pub const fn with_env_prefix(mut self, prefix: &'static str) -> Self {
        self.0.env_prefix = Some(prefix);
        self
    }

    /// Sets the variable that names the environment.
    #[must_use]
    pub const fn with_environment(mut self, variable: &'static str) -> Self {
        self.0.environment = variable;
        self
    }

    /// Sets what the environment is when its variable is unset.
    #[must_use]
    pub const fn with_default_environment(mut self, environment: &'static str) -> Self {
        self.0.default_environment = Some(environment);
        self
    }

    /// Makes the whole struct one JSON document that is stored there.
    #[must_use]
    pub const fn with_store(mut self, binding: Binding) -> Self {
        self.0.store = Some(binding);
        self
    }

    /// Makes the whole struct the JSON document that an environment variable holds.
    #[must_use]
    pub const fn with_env(mut self, variable: &'static str) -> Self {
        self.0.env = Some(variable);
        self
    }

    /// Says that the struct's document has keys of others, so that none is a mistake because no field
    /// reads it.
    #[must_use]
    pub const fn shared(mut self) -> Self {
        self.0.shared = true;
        self
    }

    /// Says that an environment variable that is set to nothing counts as unset.
    #[must_use]
    pub const fn empty_is_unset(mut self) -> Self {
        self.0.empty_is_unset = true;
        self
    }

    /// Says whether the struct is `Validate` of the `validator` that figleaf calls.
    #[must_use]
    pub const fn validated(mut self, validated: bool) -> Self {
        self.0.validated = validated;
        self
    }

    /// What was made.
    #[must_use]
    pub const fn build(self) -> Schema {
        self.0
    }
}

/// Makes the description of a field.
#[derive(Debug)]
pub struct FieldBuilder(Field);

impl FieldBuilder {
    /// A field with the given Rust name, type as written, and kind, and nothing else set.
    #[must_use]
    pub const fn new(name: &'static str, type_name: &'static str, kind: Kind) -> Self {
        Self(Field {
            name,
            segment: name,
            key: name,
            type_name,
            doc: "",
            kind,
            store: None,
            env: None,
            default: None,
            delimiter: ",",
            aliases: &[],
            rules: &[],
            optional: false,
            sensitive: None,
            redacts: false,
            shared: false,
            fixed: false,
            text: false,
            list: false,
        })
    }

    /// Sets the field's segment in the name of a parameter.
    #[must_use]
    pub const fn with_segment(mut self, segment: &'static str) -> Self {
        self.0.segment = segment;
        self
    }

    /// Sets the field's key in a JSON document that the struct is.
    #[must_use]
    pub const fn with_key(mut self, key: &'static str) -> Self {
        self.0.key = key;
        self
    }

    /// Sets the description, from the field's doc comment.
    #[must_use]
    pub const fn with_doc(mut self, doc: &'static str) -> Self {
        self.0.doc = doc;
        self
    }

    /// Sets where the field is stored.
    #[must_use]
    pub const fn with_store(mut self, binding: Binding) -> Self {
        self.0.store = Some(binding);
        self
    }

    /// Sets the environment variable in place of the one made from the struct's `env_prefix`. That of a
    /// group holds the JSON document of the group.
    #[must_use]
    pub const fn with_env(mut self, variable: &'static str) -> Self {
        self.0.env = Some(variable);
        self
    }

    /// Sets what is used when the value is missing.
    #[must_use]
    pub const fn with_default(mut self, default: DefaultValue) -> Self {
        self.0.default = Some(default);
        self
    }

    /// Sets what separates the items when text becomes a list.
    #[must_use]
    pub const fn with_delimiter(mut self, delimiter: &'static str) -> Self {
        self.0.delimiter = delimiter;
        self
    }

    /// Sets the older names under which the value is still found.
    #[must_use]
    pub const fn with_aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.0.aliases = aliases;
        self
    }

    /// Sets the validator rules, as they are written.
    #[must_use]
    pub const fn with_rules(mut self, rules: &'static [Rule]) -> Self {
        self.0.rules = rules;
        self
    }

    /// Says that the field's text is JSON.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.0.kind = Kind::Json;
        self
    }

    /// Says that the field is an `Option`.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.0.optional = true;
        self
    }

    /// Says that the field is, or is not, to be hidden wherever figleaf shows values.
    #[must_use]
    pub const fn sensitive(mut self, sensitive: bool) -> Self {
        self.0.sensitive = Some(sensitive);
        self
    }

    /// Says whether the field's type never prints its value, see [`Redacts`](crate::Redacts).
    #[must_use]
    pub const fn redacts(mut self, redacts: bool) -> Self {
        self.0.redacts = redacts;
        self
    }

    /// Says that the document of a group has keys of others.
    #[must_use]
    pub const fn shared(mut self) -> Self {
        self.0.shared = true;
        self
    }

    /// Says that the field, or every field of the group, keeps the value that it had first.
    #[must_use]
    pub const fn fixed(mut self) -> Self {
        self.0.fixed = true;
        self
    }

    /// Says whether the field's type is a text as it stands: `String`, and what hides or boxes one.
    #[must_use]
    pub const fn text(mut self, text: bool) -> Self {
        self.0.text = text;
        self
    }

    /// Says whether the field's type is a list, a set or an array.
    #[must_use]
    pub const fn list(mut self, list: bool) -> Self {
        self.0.list = list;
        self
    }

    /// What was made.
    #[must_use]
    pub const fn build(self) -> Field {
        self.0
    }
}

/// A rule of `validator`: the code with which it is reported, and the rule as it is written.
#[must_use]
pub const fn rule(code: &'static str, text: &'static str) -> Rule {
    Rule { code, text }
}
