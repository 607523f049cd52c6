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
/// Above the struct:
///
/// - names: `prefix`, `env_prefix`, `environment`, `default_environment`, `rename_all`
/// - one document: `ssm`, `secretsmanager` or `from`, and which version of it: `version`, `label`,
///   `stage`, `version_id`
/// - `crate`
///
/// On a field:
///
/// - where it is: `ssm`, `secretsmanager` or `from`, `key`, `by_path`, `env`, `rename`, `alias`
/// - which version of it: `version`, `label`, `stage`, `version_id`
/// - what it is: `nested`, `flatten`, `json`, `delimiter`, `with`, `skip`, `sensitive`
/// - what it is when it is missing: `default`
/// - whether it stays in a live configuration: `fixed`
///
/// Only `alias` may be repeated. The page of the `figleaf` crate says what they mean.
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
