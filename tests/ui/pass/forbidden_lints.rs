//! What a crate forbids, generated code cannot allow, and need not.

#![forbid(
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    keyword_idents,
    missing_debug_implementations,
    missing_docs,
    non_snake_case,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unreachable_code,
    unreachable_pub,
    unsafe_code,
    unused,
    unused_extern_crates,
    unused_imports,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    warnings
)]
#![forbid(clippy::all, clippy::pedantic, clippy::nursery, clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use figleaf::{Config, Secret, source::Binding};
use validator::Validate;

/// With rules.
#[derive(Debug, Config, Validate)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
pub struct AppConfig {
    /// A rule of an optional field alone.
    #[validate(range(min = 1))]
    pub port: Option<u16>,
    /// Another.
    #[validate(length(min = 8))]
    pub key: Secret,
    /// A group.
    #[config(nested)]
    pub http: Http,
    /// Skipped.
    #[config(skip, default = "text")]
    pub skipped: String,
}

/// Without rules, of every sort of field.
#[derive(Debug, Config)]
pub struct Http {
    /// A number.
    #[config(default = 8080)]
    pub port: u16,
    /// A list.
    #[config(delimiter = ";", default)]
    pub origins: Vec<String>,
    /// A map.
    #[config(by_path, ssm = "/limits")]
    pub limits: BTreeMap<String, u32>,
    /// Any binding.
    #[config(from = vault("token"))]
    pub token: Secret,
    /// A whole secret.
    #[config(secretsmanager = "whole")]
    pub whole: Secret<Vec<u8>>,
    /// A function.
    #[config(with = humantime_serde::deserialize)]
    pub timeout: std::time::Duration,
    /// JSON.
    #[config(json)]
    pub json: Vec<u8>,
}

/// With rules of optional fields alone.
#[derive(Debug, Config, Validate)]
pub struct Optional {
    /// A port.
    #[validate(range(min = 1))]
    pub port: Option<u16>,
    /// Without a rule, so that it may be missing while the other is checked.
    pub other: u16,
}

/// Without any field.
#[derive(Debug, Config)]
pub struct Empty {}

const fn vault(name: &'static str) -> Binding {
    Binding::new("vault", name)
}

fn main() {
    assert_eq!(AppConfig::SCHEMA.name(), "AppConfig");
    assert_eq!(Optional::SCHEMA.name(), "Optional");
    assert_eq!(Empty::SCHEMA.name(), "Empty");
}
