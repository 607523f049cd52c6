//! What is written in a tree of structs about names and sources, whatever fills it in.

use super::variable_of;
use crate::order;
use crate::schema::{Field, Kind, Schema};

/// The names and the sources of a tree.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// With placeholders: prefixes, names in stores, and older ones.
    pub(crate) names: Vec<&'static str>,
    pub(crate) sources: Vec<&'static str>,
}

impl Written {
    pub(crate) fn new(schema: &'static Schema) -> Self {
        let mut written = Self::default();
        written.look(schema);
        written
    }

    fn look(&mut self, schema: &'static Schema) {
        self.names.extend(schema.prefix());
        let bindings = schema.fields().iter().filter_map(Field::store);
        for binding in schema.store().into_iter().chain(bindings) {
            self.names.push(binding.name());
            self.sources.push(binding.source());
        }
        for field in schema.fields() {
            self.names.extend(field.aliases());
            if let Kind::Nested(inner) | Kind::Flatten(inner) = *field.kind() {
                self.look(inner);
            }
        }
    }

    /// Each variable that gives a whole name.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &'static str> {
        self.names.iter().copied().filter_map(variable_of)
    }

    /// Each placeholder once, in the order of the alphabet.
    pub(crate) fn placeholders(&self) -> Vec<&'static str> {
        order::texts(self.names.iter().copied().flat_map(placeholders))
    }
}

fn placeholders(name: &'static str) -> impl Iterator<Item = &'static str> {
    let name = if variable_of(name).is_some() { "" } else { name };
    name.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::__private::{FieldBuilder, SchemaBuilder};
    use crate::source::{Binding, ssm};

    #[test]
    fn everything_that_may_hold_a_placeholder_is_looked_at() {
        static INNER: Schema = SchemaBuilder::new(
            "Inner",
            &[FieldBuilder::new("a", "String", Kind::Text)
                .with_store(Binding::new("vault", "{b}/{c}"))
                .build()],
        )
        .build();
        static OUTER: Schema = SchemaBuilder::new(
            "Outer",
            &[
                FieldBuilder::new("inner", "Inner", Kind::Nested(&INNER)).build(),
                FieldBuilder::new("old", "String", Kind::Text)
                    .with_store(ssm("x"))
                    .with_aliases(&["{d}/{b}"])
                    .build(),
            ],
        )
        .with_prefix("/{env}")
        .build();
        let written = Written::new(&OUTER);
        assert_eq!(written.placeholders(), ["b", "c", "d", "env"]);
        assert_eq!(written.sources, ["ssm", "vault"]);
    }
}
