//! What an operator needs, made of the struct: the least policy, the commands and templates that create what is
//! missing, documentation, the cost of cold starts.
//!
//! The struct is in your crate, and so the command is: an example of three lines, with the Cargo feature `ops` in the
//! dev-dependencies alone. Nothing of it is in what you deploy.
//!
//! ```toml
//! [dev-dependencies]
//! figleaf = { version = "0.1", features = ["ops"] }
//! ```
//!
//! ```no_run
//! // examples/config.rs
//! # mod myapp { pub mod config {
//! # #[derive(figleaf::Config)]
//! # pub struct AppConfig {}
//! # } }
//! use myapp::config;
//!
//! fn main() -> std::process::ExitCode {
//!     figleaf::ops::main::<config::AppConfig>()
//! }
//! ```
//!
//! `cargo run --example config -- policy prod --region eu-west-1 --account 123456789012` prints the policy of the
//! environment `prod`, and `cargo run --example config -- --help` what else there is. What is generated is made without
//! credentials, environment variables and network: the same arguments give the same text on every machine. `check`,
//! `diff` and `explain` alone read AWS, with the credentials that AWS's own variables lead to.
//!
//! The exit code is that of `diff`: 0 when all is well, 1 when something was found, such as a difference by `--check` or a
//! missing value by `check`, 2 when there is no answer, such as for a wrong argument.
//!
//! The same as functions, for a test that holds a file to the struct, is [`Ops`]: see [`Config::ops`].

mod args;
mod asking;
mod cdk;
mod check;
mod commands;
mod cost;
mod created;
mod deliver;
mod diff;
mod docs;
mod dotenv;
mod envfile;
mod environments;
mod error;
mod escape;
mod explain;
mod facts;
mod fingerprint;
mod flags;
mod help;
mod inventory;
mod json;
mod json_schema;
mod kinds;
mod level;
mod local;
mod look;
mod metadata;
mod paint;
mod policy;
pub(crate) mod probe;
mod sam;
mod seen;
mod settings;
mod sizes;
mod stack;
mod surroundings;
mod table;
mod terraform;
mod told;
mod verbs;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

pub use self::cost::{Cost, Prices, Usage};
pub use self::diff::{Difference, DifferenceKind};
pub use self::error::Error;
pub use self::level::Level;
pub use self::policy::Policy;
pub use self::seen::{Field, Seen, State, Verdict};
pub use self::settings::Ops;
use crate::Config;
use crate::loader::Loader;

/// The exit codes, as diff(1) has them: 0 fine, 1 findings, 2 could not tell, which outranks 1.
const FINE: u8 = 0;
const FINDINGS: u8 = 1;
const UNKNOWN: u8 = 2;

/// The command of a configuration, with the arguments of the process: all of the `main` of `examples/config.rs`.
#[must_use]
pub fn main<C: Config>() -> ExitCode {
    main_with(C::loader)
}

/// [`main`] for a configuration whose loader has settings that names and requests depend on: placeholders, whole
/// names, the transport.
///
/// ```no_run
/// # use figleaf::Config;
/// # #[derive(Config)]
/// # struct AppConfig {}
/// fn main() -> std::process::ExitCode {
///     figleaf::ops::main_with(|| AppConfig::loader().var("tenant", "acme"))
/// }
/// ```
#[must_use]
pub fn main_with<C: Config>(loader: impl Fn() -> Loader<C>) -> ExitCode {
    to_terminal(std::env::args_os().skip(1), loader)
}

/// [`main`] with given arguments, without the name of the program: for a service that has the command inside,
/// such as `myapp config policy prod`.
///
/// ```
/// # use figleaf::Config;
/// # #[derive(Config)]
/// # #[config(env_prefix = "APP")]
/// # struct AppConfig { port: u16 }
/// let code = figleaf::ops::run::<AppConfig>(["docs"]);
/// # assert_eq!(format!("{code:?}"), format!("{:?}", std::process::ExitCode::SUCCESS));
/// ```
#[must_use]
pub fn run<C: Config>(args: impl IntoIterator<Item = impl Into<OsString>>) -> ExitCode {
    to_terminal(args, C::loader)
}

fn to_terminal<C: Config>(
    args: impl IntoIterator<Item = impl Into<OsString>>,
    loader: impl Fn() -> Loader<C>,
) -> ExitCode {
    let args = args.into_iter().map(Into::into).collect();
    let (paint, out) = (paint::Paint::of_stdout(), &mut std::io::stdout());
    let make = || loader().untyped();
    let ops = Ops::of(&loader(), None);
    ExitCode::from(verbs::run(args, ops, &make, (out, paint), &mut std::io::stderr()))
}

/// [`run`] with a loader, and with what it says going elsewhere than to the terminal. Returns the exit code.
///
/// ```
/// # use figleaf::Config;
/// # #[derive(Config)]
/// # #[config(env_prefix = "APP")]
/// # struct AppConfig { port: u16 }
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// let code = figleaf::ops::run_to(["polcy", "prod"], AppConfig::loader, &mut out, &mut err);
/// assert_eq!(code, 2);
/// assert!(String::from_utf8(err).unwrap().contains("did you mean policy?"));
/// ```
pub fn run_to<C: Config>(
    args: impl IntoIterator<Item = impl Into<OsString>>,
    loader: impl Fn() -> Loader<C>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let args: Vec<OsString> = args.into_iter().map(Into::into).collect();
    // The loader's type is known up to here, so that the rest is compiled once.
    let make = || loader().untyped();
    verbs::run(args, Ops::of(&loader(), None), &make, (out, paint::Paint::Plain), err)
}
