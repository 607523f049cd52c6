//! What the quickstart's configuration needs, made of its struct: the policy, the commands that create what is
//! missing, templates and documentation.
//!
//! ```sh
//! cargo run --features ops --example config -- --help
//! cargo run --features ops --example config -- policy prod --region eu-west-1 --account 123456789012
//! ```
//!
//! In a crate of your own this is `use myapp::config;`, and figleaf's feature `ops` is in the dev-dependencies.

// The struct is read here, and its fields are not.
#[allow(dead_code)]
#[path = "quickstart/src/config.rs"]
mod config;

fn main() -> std::process::ExitCode {
    figleaf::ops::main::<config::AppConfig>()
}
