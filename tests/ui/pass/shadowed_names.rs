//! Whatever the module calls its own things: the generated code names everything by absolute paths.

#![allow(dead_code, non_camel_case_types, non_upper_case_globals)]

use std::collections::BTreeMap;

use figleaf::{Secret, source::Binding};

mod shadowed {
    struct Result;
    struct Option;
    struct Vec;
    struct String;
    struct Box;
    struct Default;
    struct From;
    trait Send {}
    trait Sync {}
    trait Sized {}
    fn Some() {}
    fn Ok() {}
    fn Err() {}
    const None: u8 = 0;
    mod std {}
    mod core {}
    mod figleaf {}
    mod validator {}
    mod serde {}
    mod source {}
    mod schema {}
    const decoder: u8 = 0;
    const config: u8 = 0;
    const binding: u8 = 0;
    const value: u8 = 0;
    struct Binding;
    struct Field;
    struct Schema;
    struct Rule;
    struct Store;
    struct Kind;
    struct Probe;
    fn ssm() {}
    fn secretsmanager() {}

    // Every attribute of the language but `crate`, which names another path.
    #[derive(::figleaf::Config)]
    #[config(
        prefix = "/{env}/myapp",
        env_prefix = "MYAPP",
        environment = "STAGE",
        default_environment = "dev",
        rename_all = "camelCase"
    )]
    pub struct AppConfig {
        /// A description.
        #[config(default)]
        port: u16,
        #[config(ssm = "/decoder", default = config)]
        decoder: u8,
        #[config(default = "text", sensitive)]
        text: super::Text,
        name: ::std::option::Option<::std::string::String>,
        #[config(nested)]
        inner: ::core::option::Option<Inner>,
        #[config(nested, secretsmanager = "{env}/database", stage = "AWSPREVIOUS")]
        database: Inner,
        #[config(flatten)]
        flat: Flat,
        #[config(skip)]
        skipped: u8,
        #[config(skip, default = "text")]
        skipped_text: super::Text,
        #[config(json)]
        json: super::List,
        #[config(delimiter = ";", env = "LIST")]
        list: super::List,
        #[config(with = super::with)]
        with: u8,
        #[config(with = super::with, default = 3)]
        with_default: u8,
        #[config(with = super::with)]
        with_option: ::std::option::Option<u8>,
        #[config(rename = "renamed", alias = "older", alias = ["oldest", "/older"])]
        alias: super::Text,
        #[config(version = 3)]
        version: super::Text,
        #[config(ssm = "/label", label = "blue")]
        label: super::Text,
        #[config(secretsmanager = "stage", stage = "AWSPREVIOUS")]
        stage: super::Hidden,
        #[config(secretsmanager = "id", key = "key", version_id = "01234567-89ab-cdef-0123-456789abcdef")]
        version_id: super::Hidden,
        #[config(by_path)]
        by_path: super::Map,
        #[config(from = super::vault("from"))]
        from: super::Text,
        #[config(from = super::vault("from"), key = "key", sensitive = false)]
        binding: super::Text,
    }

    #[derive(::figleaf::Config)]
    #[config(ssm = "/inner", version = 3)]
    struct Inner {}

    #[derive(::figleaf::Config)]
    #[config(from = super::vault("flat"))]
    struct Flat {}
}

/// With rules: what `validator` itself does not take by its bare name, as it does `Some` and `std`.
mod with_rules {
    type Option = u8;
    struct Vec;
    struct String;
    struct Box;
    struct Default;
    mod core {}
    mod figleaf {}
    mod validator {}

    #[derive(::figleaf::Config, ::validator::Validate)]
    struct AppConfig {
        #[validate(range(min = 1))]
        port: u16,
        #[validate(length(min = 1), custom(function = super::check))]
        #[config(alias = "older")]
        name: super::Text,
        #[config(by_path)]
        #[validate(length(max = 10))]
        map: super::Map,
        #[validate(must_match(other = "name"))]
        again: super::Text,
        #[config(from = super::vault("size"))]
        #[validate(range(min = 1))]
        size: u16,
    }
}

type Text = String;
type List = Vec<String>;
type Map = BTreeMap<String, String>;
type Hidden = Secret<String>;

const fn vault(name: &'static str) -> Binding {
    Binding::new("vault", name)
}

fn with<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    serde::Deserialize::deserialize(deserializer)
}

fn check(_: &str) -> Result<(), validator::ValidationError> {
    Ok(())
}

fn main() {}
