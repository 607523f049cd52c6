//! Only a struct with named fields and without generics is a configuration.

use syn::{Data, Fields, GenericParam};

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
    for parameter in &model.input.generics.params {
        errors.on(parameter, generic(parameter, &name));
    }
}

/// One type is one configuration: it is loaded once, and lives as long as the process.
fn generic(parameter: &GenericParam, name: &str) -> String {
    match parameter {
        GenericParam::Lifetime(lifetime) => {
            let lifetime = &lifetime.lifetime;
            format!(
                "a configuration owns its values: remove `{lifetime}` from `{name}`, and write `String` for `&{lifetime} str`"
            )
        }
        GenericParam::Type(ty) => {
            let ty = &ty.ident;
            format!(
                "a configuration is of one type: remove `{ty}` from `{name}`, and write the type that it stands for into the fields"
            )
        }
        GenericParam::Const(constant) => {
            let constant = &constant.ident;
            format!(
                "a configuration is of one type: remove `{constant}` from `{name}`, and write the number that it stands for into the fields"
            )
        }
    }
}
