//! Only a struct with named fields and without generics is a configuration.

use syn::{Data, Fields};

use crate::errors::Errors;
use crate::model::Struct;

pub(crate) fn check(model: &Struct<'_>, errors: &Errors) {
    let name = model.name();
    match &model.input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(_) => {}
            Fields::Unnamed(fields) => {
                errors.on(
                    fields,
                    format!("a configuration has named fields: give the fields of `{name}` names"),
                );
            }
            Fields::Unit => {
                let message =
                    format!("a configuration has named fields: write `struct {name} {{ … }}`");
                errors.on(&model.input.ident, message);
            }
        },
        Data::Enum(data) => {
            let message = format!(
                "a configuration is a struct with named fields: for a field of type `{name}` derive serde's \
                 `Deserialize` and not `Config`"
            );
            errors.on(data.enum_token, message);
        }
        Data::Union(data) => {
            errors
                .on(data.union_token, "a configuration is a struct with named fields, not a union");
        }
    }
    let generics = &model.input.generics;
    if !generics.params.is_empty() {
        errors.on(
            generics,
            format!(
                "a configuration cannot be generic: write the types into the fields of `{name}`"
            ),
        );
    }
}
