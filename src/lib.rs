//! Typed configuration for Rust services on AWS.
//!
//! Annotate a struct and call `load()` once in `main`. Either the process has a complete, valid, typed
//! configuration, from environment variables, SSM Parameter Store and Secrets Manager, or it stops
//! with one report of everything that is wrong, without a secret in it.
//!
//! This page is the reference in short. The [guide] teaches: begin with the [first steps](guide::first_steps), or with
//! a [Lambda function](guide::lambda), a [service](guide::services), or [what you have](guide::migrating).
//!
//! ```no_run
//! use figleaf::{Config, Secret};
//! use validator::Validate;
//!
//! #[derive(Debug, Config, Validate)]
//! #[config(prefix = "/{env}/myapp", env_prefix = "MYAPP")]
//! pub struct AppConfig {
//!     /// Database credentials: one JSON secret, one request.
//!     #[config(nested, secretsmanager = "{env}/database/config")]
//!     pub database: Database,
//!
//!     /// Read from the parameter /prod/myapp/api-key; MYAPP_API_KEY overrides it.
//!     #[validate(length(min = 8))]
//!     pub api_key: Secret<String>,
//!
//!     #[config(env = "LOG_LEVEL", default = "info")]
//!     pub log_level: String,
//!
//!     /// Absent everywhere: `None`.
//!     pub request_timeout: Option<u64>,
//! }
//!
//! /// The fields are keys of the JSON secret.
//! #[derive(Debug, Config, Validate)]
//! pub struct Database {
//!     pub host: String,
//!     #[validate(range(min = 1))]
//!     pub port: u16,
//!     #[validate(length(min = 12))]
//!     pub password: Secret<String>,
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), figleaf::Error> {
//!     let config = AppConfig::load().await?; // &'static AppConfig, fetched once, validated
//!     println!("{config:?}"); // secrets print as [REDACTED]
//!     let Database { host, port, password } = &config.database;
//!     let password = password.expose_secret(); // the one way to the value
//!     connect(&format!("postgres://app:{password}@{host}:{port}/shop"));
//!     Ok(())
//! }
//! # fn connect(_: &str) {}
//!
//! fn anywhere_else() -> u16 {
//!     AppConfig::get().database.port
//! }
//! ```
//!
//! With `ENVIRONMENT=prod` this reads the parameters `/prod/myapp/api-key` and
//! `/prod/myapp/request-timeout` in one request and the secret `prod/database/config` in another, at
//! the same time. What an environment variable gives is not fetched, and when nothing has to be
//! fetched, no AWS client is built.
//!
//! `derive(Config)` is all that a struct needs: fields that are no groups are decoded by serde's
//! `Deserialize`, which their types have, and `validator` is called when the struct derives it. It is
//! validator 0.21, re-exported as [`validator`]: rules of another version, and of garde, are compile errors,
//! and [`Schema::is_validated`](schema::Schema::is_validated) tells whose rules are run.
//!
//! # Where values come from
//!
//! The highest layer that has a value wins:
//!
//! 1. providers given to [`Loader::merge`]: anything that [`figment`] can merge
//! 2. environment variables
//! 3. the store that the field is bound to: Parameter Store or Secrets Manager
//! 4. providers given to [`Loader::join`], and files given to [`Loader::join_file`]
//! 5. the field's `default`
//!
//! A default and `None` are for values that are *missing*. A read that is denied, throttled or timed
//! out is a problem, whatever the layers below have.
//!
//! # Attributes of the struct
//!
//! [Attributes](guide::attributes) has a section with an example for each of them, and a table of the types that fields
//! may have.
//!
//! | attribute | meaning |
//! |---|---|
//! | `prefix = "/{env}/myapp"` | where relative parameter names live |
//! | `env_prefix = "MYAPP"` | every field may be overridden by `MYAPP_<FIELD>`, a nested one by `MYAPP_<GROUP>_<FIELD>`. Without it only `env = "…"` is read |
//! | `empty_is_unset` | an environment variable that is set to nothing counts as unset |
//! | `environment = "STAGE"` | the variable that names the environment; `ENVIRONMENT` by default |
//! | `default_environment = "dev"` | the environment when the variable is unset; by default that is an error |
//! | `secretsmanager = "…"`, `ssm = "…"`, `from = …` | the whole struct is one JSON document: its fields are the document's keys |
//! | `env = "NAME"` | an environment variable holds the whole struct as one JSON document |
//! | `shared` | others have keys in that document too: one that no field reads is no mistake |
//! | `version`, `label`, `stage`, `version_id` | one version of that document |
//! | `rename_all = "kebab-case"` | how field names become segments of names (kebab-case by default), and keys of documents (as they are by default) |
//! | `crate = "path"` | where figleaf is, for re-exports |
//!
//! # Attributes of a field
//!
//! | attribute | meaning |
//! |---|---|
//! | *(none)* | the parameter `<prefix>/<field-name>` |
//! | `ssm = "name"` | a parameter; without a leading `/` it is under the prefix. A full ARN leads to another account or region |
//! | `secretsmanager = "name"` | a secret; the name is always whole. ARNs too. `"${DB_SECRET_ARN}"`, also of `ssm`: the whole name or ARN that this variable holds |
//! | `from = expression` | any other [`Binding`](source::Binding): a [source](source::Source) of your own |
//! | `key = "password"` | one key of the JSON document that is stored there |
//! | `version = 3`, `label = "blue"` | one version of a parameter |
//! | `stage = "AWSPREVIOUS"`, `version_id = "…"` | one version of a secret |
//! | `by_path` | a map of every parameter below a path, by the rest of its name |
//! | `env = "NAME"` | the environment variable; the only source when no store is named. That of a group holds its JSON document |
//! | `default`, `default = expr` | used when the value is missing. A string literal is decoded like a fetched string: `default = "30s"` |
//! | `nested`, `flatten` | a struct that derives `Config`, with or without a segment of its own |
//! | `shared` | others have keys in the document of the group too |
//! | `json` | the value is a JSON document of the field's type |
//! | `delimiter = ";"` | what separates the items when a string becomes a list; a comma by default |
//! | `with = path` | a function `fn(D) -> Result<T, D::Error>`, such as `figleaf::with::duration`; of an `Option<T>` it makes the `T` |
//! | `rename = "name"` | the field's segment in names and key in documents |
//! | `alias = "old"` | an older name that is still read, with a warning, when nothing stands under the new one |
//! | `skip` | not configuration: `Default::default()`, or what `default = expr` says (a string literal through `From<&str>`) |
//! | `sensitive`, `sensitive = false` | the field's value is, or is not, to be treated as secret |
//! | `fixed` | in a live configuration the field, or every field of the group, keeps the value that it had first |
//!
//! An `Option<T>`, and nothing else, is optional. Mistakes are compile errors where they are made; what
//! only a whole tree of structs shows is found by [`Config::check_schema`], in a unit test. serde's attributes
//! are refused with the one to write: serde reads the types of fields, and not the struct.
//!
//! ```
//! # fn main() -> Result<(), figleaf::Error> {
//! use std::time::Duration;
//!
//! use figleaf::{Config, source::Memory};
//! use serde::Deserialize;
//!
//! #[derive(Debug, Config)]
//! #[config(prefix = "/{env}/shop")]
//! struct Shop {
//!     origins: Vec<String>, // a StringList, or a string with commas
//!     #[config(json)]
//!     flags: Flags,
//!     mode: Mode,
//!     #[config(with = humantime_serde::deserialize, default = "30s")]
//!     patience: Duration,
//!     #[config(ssm = "/shared/{tenant}/name")]
//!     tenant: Option<String>,
//! }
//!
//! #[derive(Debug, Deserialize)]
//! struct Flags {
//!     beta: bool,
//! }
//!
//! #[derive(Debug, Deserialize, PartialEq)]
//! #[serde(rename_all = "lowercase")]
//! enum Mode {
//!     Live,
//!     Test,
//! }
//!
//! // In a test the stores are in memory.
//! let parameters = Memory::new("ssm")
//!     .with("/prod/shop/origins", "https://a.example, https://b.example")
//!     .with("/prod/shop/flags", r#"{"beta": true}"#)
//!     .with("/prod/shop/mode", "live")
//!     .with("/shared/acme/name", "Acme");
//! let shop = Shop::loader()
//!     .environment("prod")
//!     .var("tenant", "acme")
//!     .source(parameters)
//!     .load_owned_blocking()?;
//!
//! assert_eq!(shop.origins, ["https://a.example", "https://b.example"]);
//! assert!(shop.flags.beta);
//! assert_eq!(shop.mode, Mode::Live);
//! assert_eq!(shop.patience, Duration::from_secs(30));
//! assert_eq!(shop.tenant.as_deref(), Some("Acme"));
//! # Ok(()) }
//! ```
//!
//! # The environment
//!
//! `{env}` in a name is the value of the variable `ENVIRONMENT`. When that is unset, the load fails
//! and says so: to read the values of `dev` in production without a word is the worst that can
//! happen. Other placeholders are filled by [`Loader::var`]. A value that would lead to another path,
//! such as `../admin`, is refused.
//!
//! # When something is wrong
//!
//! ```
//! use figleaf::{Code, Config, Secret, source::{Failure, Memory}};
//! use validator::Validate;
//!
//! #[derive(Debug, Config, Validate)]
//! #[config(prefix = "/{env}/myapp", env_prefix = "MYAPP")]
//! struct AppConfig {
//!     api_key: Secret<String>,
//!     #[validate(length(min = 12))]
//!     password: Secret<String>,
//!     port: u16,
//! }
//!
//! let error = AppConfig::loader()
//!     .environment("prod")
//!     .env_vars([("MYAPP_PASSWORD", "hunter2")])
//!     .source(Memory::new("ssm").with("/prod/myapp/port", "8O80"))
//!     .load_owned_blocking()
//!     .unwrap_err();
//!
//! assert_eq!(error.to_string(), "\
//! configuration of AppConfig could not be loaded: 3 problems (environment prod)
//!
//!   api_key   missing
//!             looked in MYAPP_API_KEY, ssm:/prod/myapp/api-key
//!   password  rejected by length(min = 12): too short in MYAPP_PASSWORD
//!   port      expected u16, found a string of 4 characters in ssm:/prod/myapp/port
//! ");
//! assert_eq!(error.problems()[0].code(), Code::Missing);
//! ```
//!
//! One run finds everything, and `Debug` of an [`Error`] is the same report, because `main` prints it.
//! Against AWS each problem ends in one thing to do: the command that creates the parameter, the
//! permission that is missing. [`Error::problems`] and [`Error::to_json`] are for programs.
//!
//! # Secrets
//!
//! No fetched value, and no part of one, is in an error, in the `Debug` of a type of this crate, in a
//! `tracing` event or in a panic of this crate. What may be told are names, also the keys of a JSON
//! document or object, types, and lengths of what is no secret. The messages of rules and types are told when they are fixed in
//! the program's code; what is composed at run time is not. (A panic in your own decoding or rule is
//! caught and becomes a problem, but Rust prints its message first.) [`Secret`] carries that on: it prints as `[REDACTED]` and is
//! reached by [`expose_secret`](Secret::expose_secret) alone. It has no `Display`, so that no URL is
//! made of `[REDACTED]`, and it refuses `[REDACTED]` as a value, which a configuration that was written
//! out has in the place of its secrets. A whole secret of Secrets Manager must
//! land in a type that [`Redacts`], which the compiler checks. The rules of `validator` work on what a
//! `Secret` holds.
//!
//! # Without AWS
//!
//! `FIGLEAF_LOCAL=local.toml` (or `Loader::local`) replaces both services by a file, for a
//! first run, a laptop and CI. In unit tests, [`source::Memory`] does the same in memory and
//! [`Loader::env_vars`] stands in for the process's environment: [Testing](guide::testing) teaches it.
//!
//! # Loading
//!
//! [`Config::load`] fetches once, however often and from however many tasks it is called, and
//! [`Config::get`] finds the result everywhere else. Everything that can be chosen is on the
//! [`Loader`]:
//!
//! ```no_run
//! # use figleaf::Config;
//! # #[derive(Config)]
//! # struct AppConfig {}
//! # async fn main_() -> Result<(), figleaf::Error> {
//! use std::time::Duration;
//!
//! let aws = aws_config::load_from_env().await;
//! let config = AppConfig::loader()
//!     .environment("prod")
//!     .sdk_config(&aws)
//!     .timeout(Duration::from_secs(3))
//!     .join_file("config.toml")
//!     .load()
//!     .await?;
//! # Ok(()) }
//! ```
//!
//! [`Config::origins`] then tells where each value came from, and [`Loader::on_load`] what each load did, for metrics.
//!
//! # While the program runs
//!
//! Secrets rotate, parameters change, files are mounted anew. `live()` in the place of `load()` keeps the
//! configuration right without a restart: everything is read again every few minutes, and a new snapshot is
//! handed out only when all of it is valid.
//!
//! ```no_run
//! # use figleaf::{Config, Secret};
//! # #[derive(Config)]
//! # struct AppConfig { #[config(secretsmanager = "prod/api-key")] api_key: Secret }
//! # async fn main_() -> Result<(), figleaf::Error> {
//! let config = AppConfig::live().await?;
//! let now = config.current(); // an Arc<AppConfig>, for the whole of one request; it never waits
//! # Ok(()) }
//! # fn anywhere_else() {
//! let now = AppConfig::current();
//! # }
//! ```
//!
//! [`Live`] is the handle: what has [changed](Live::changes), [callbacks](Live::on) for pools of connections, a
//! [retry](Live::retry_on) with the new password when the old one is refused, and its
//! [health](Live::health). In a service a background task refreshes it; in a Lambda function `lambda::run` does.
//! A program that does not call `live()` pays nothing for it.
//!
//! # Cargo features
//!
//! | feature | | what it brings |
//! |---|---|---|
//! | `derive` | default | `#[derive(Config)]` |
//! | `direct` | default | both stores through a client of figleaf's own, without the SDK's: the fastest start, the smallest program, the shortest build |
//! | `local` | default | local stores, and figment's `Toml` |
//! | `default-chain` | default | the SDK's search for region and credentials; a Lambda function has both in its variables and may leave it out |
//! | `ssm` | | Parameter Store through the AWS SDK. Beside `direct` it is used when a loader asks for it ([`Transport`]), and for an `SdkConfig` with an HTTP client of its own |
//! | `secretsmanager` | | the same for Secrets Manager |
//! | `extension` | | both stores through the Parameters and Secrets Lambda Extension, without a client of AWS. Beside one it changes nothing until a loader asks for it: see [`Transport`] |
//! | `lambda` | | `figleaf::lambda`: functions whose handlers get the configuration, and cold starts that say why they fail |
//! | `concurrency-tokio` | | several invocations in one process, on Lambda Managed Instances |
//! | `humantime` | | `figleaf::with::duration`: durations such as `30s` or `5m` |
//! | `bytesize` | | `figleaf::with::byte_size`: sizes such as `64KiB` or `10MB` |
//! | `sso` | | credentials of `aws sso login` and `aws login` |
//! | `amazon-roots` | | [`TrustRoots::Amazon`]: no certificate file is read |
//! | `aws-lc` | | TLS on aws-lc in the place of ring, of both clients. For FIPS give [`Loader::sdk_config`] an HTTP client of `aws-smithy-http-client` with its feature `rustls-aws-lc-fips` |
//! | `ops` | | `figleaf::ops`: policies, commands, templates and documentation made of the struct. For dev-dependencies |
//! | `card` | | `validator`'s `credit_card` rule on [`Secret`] |

#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(test),
    warn(
        clippy::expect_used,
        clippy::must_use_candidate,
        clippy::panic,
        clippy::print_stderr,
        clippy::print_stdout,
        clippy::unwrap_used,
        missing_debug_implementations,
        missing_docs,
        unreachable_pub
    )
)]

#[doc(hidden)]
#[path = "private.rs"]
#[allow(missing_docs)]
pub mod __private;
mod blocking;
mod caught;
mod clock;
mod cold_start;
mod config;
mod decode;
mod disclosure;
mod error;
mod exit;
#[cfg(any(doc, doctest))]
pub mod guide;
#[cfg(feature = "_http")]
mod http1;
#[cfg(feature = "lambda")]
pub mod lambda;
mod layer;
pub mod live;
mod loader;
#[cfg(any(feature = "extension", feature = "lambda"))]
mod loopback;
#[cfg(feature = "ops")]
pub mod ops;
mod order;
mod origin;
mod plan;
mod printable;
mod retry;
#[allow(dead_code, reason = "the derive uses the rest")]
mod rules;
pub mod schema;
mod secret;
pub mod source;
mod store;
mod summary;
mod transport;
#[cfg(feature = "_aws")]
mod trust;
mod value;
pub mod with;

pub use figment;
/// The version of `validator` whose `Validate` is called. With its Cargo feature `derive`, which a program
/// turns on by its own dependency on validator 0.21, `figleaf::validator::Validate` is the derive too; with
/// `#[validate(crate = "figleaf::validator")]` above the struct nothing else names the crate.
pub use validator;

pub use clock::WallClock;
pub use cold_start::{Call, ColdStart, QuotaUse, RefreshCost, Tight};
pub use config::Config;
pub use error::{Code, Error, Problem, Subject};
#[cfg(feature = "derive")]
pub use figleaf_derive::Config;
pub use live::Live;
pub use loader::{Loader, Rereadable};
pub use origin::{Origin, Origins};
pub use secrecy::{ExposeSecret, SecretBox, SecretString};
pub use secret::{Redacts, Secret, Wipe};
pub use summary::{LoadSummary, Operation, Outcome};
pub use transport::Transport;
#[cfg(feature = "_aws")]
pub use trust::TrustRoots;

/// The README's program compiles.
#[cfg(all(doctest, feature = "derive"))]
#[doc = include_str!("../README.md")]
struct Readme;
