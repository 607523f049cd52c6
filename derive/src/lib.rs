//! The derive macro of `figleaf`. Use it through that crate, whose front page teaches the attributes.
//!
//! The way of a struct through this crate, one file per step:
//!
//! 1. `attr` reads `#[config(…)]`; the attributes that exist are one table.
//! 2. `model` is the struct with everything that the other steps ask about.
//! 3. `check` finds every mistake.
//! 4. `expand` writes the impl, or an inert one beside the mistakes.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod attr;
mod case;
mod check;
mod doc;
mod errors;
mod expand;
mod model;
mod nearest;
#[allow(dead_code, reason = "the library uses the rest")]
mod rules;
mod text;
mod types;
mod validate;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use errors::Errors;
use model::Struct;

/// Implements `figleaf::Config` for a struct with named fields.
///
/// ```text
/// #[derive(figleaf::Config)]
/// #[config(prefix = "/{env}/myapp", env_prefix = "MYAPP")]
/// struct AppConfig {
///     /// Key of the payment API.
///     api_key: figleaf::Secret<String>,
///     #[config(env = "LOG_LEVEL", default = "info")]
///     log_level: String,
/// }
/// ```
///
/// A field without attributes is the parameter `<prefix>/<field-name>`. An `Option` may be missing, and nothing else.
///
/// **Above the struct**
/// - `prefix = "/{env}/myapp"`: where its parameters are
/// - `env_prefix = "MYAPP"`: each field may be overridden by a variable: `MYAPP_API_KEY`
/// - `empty_is_unset`: a variable that is set to nothing counts as unset
/// - `environment = "STAGE"`: the variable that gives `{env}`; `ENVIRONMENT` without it
/// - `default_environment = "dev"`: `{env}` when that is unset; an error without it
/// - `ssm`, `secretsmanager` or `from`, with `version`, `label`, `stage`, `version_id`: the struct is one JSON
///   document, and its fields are the keys
/// - `env = "NAME"`: a variable that holds that document
/// - `shared`: others have keys in the document too
/// - `rename_all = "kebab-case"`: how names of fields become names of parameters, and keys
/// - `crate = "path"`: where figleaf is re-exported
///
/// **Where a field is**
/// - `ssm = "name"`: a parameter; without a leading `/` it is below the prefix
/// - `secretsmanager = "name"`: a secret; the name is whole
/// - `from = expression`: a source of your own
/// - `key = "password"`: one key of the JSON document that is stored there
/// - `version = 3`, `label = "blue"`: one version of a parameter
/// - `stage = "AWSPREVIOUS"`, `version_id = "…"`: one version of a secret
/// - `by_path`: a map of every parameter below a path
/// - `env = "NAME"`: the variable that overrides it, or its only place
/// - `rename = "name"`: its name in the store
/// - `alias = "old"`: an older name that is still read; it may be repeated
///
/// **What a field is**
/// - `default`, `default = value`: used when the value is missing, and never when it could not be read
/// - `nested`, `flatten`: a struct that derives `Config`, with or without a segment of its own
/// - `json`: the value is a JSON document of the field's type
/// - `delimiter = ";"`: what separates the items of a list; a comma without it
/// - `with = path`: a function as serde's `deserialize_with` takes it
/// - `sensitive`, `sensitive = false`: whether the value is secret
/// - `fixed`: a live configuration keeps the first value
/// - `skip`: not configuration; `Default::default()`, or what `default` says
///
/// The page of the `figleaf` crate has more, and [its guide] an example of each.
///
/// [its guide]: https://docs.rs/figleaf/latest/figleaf/guide/attributes/index.html
#[proc_macro_derive(Config, attributes(config))]
pub fn derive_config(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let errors = Errors::default();
    let model = Struct::read(&input, &errors);
    check::check(&model, &errors);
    match errors.finish() {
        None => expand::expand(&model).into(),
        Some(errors) => expand::inert(&model, &errors).into(),
    }
}
