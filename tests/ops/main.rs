//! Operations from the struct: what an operator gets, and what real tools and a guarded store say of it.

#![cfg(all(
    feature = "derive",
    feature = "local",
    feature = "ops",
    feature = "secretsmanager",
    feature = "ssm"
))]

mod alone;
mod asked;
mod binary;
mod cdk;
mod documented;
mod dotenv;
mod evaluated;
mod files;
mod guarded;
mod hostile;
mod levels;
mod linted;
mod local;
mod markdown;
mod metadata;
mod policies;
mod roundtrip;
mod sam;
mod schemas;
mod secrets;
#[path = "../support/mod.rs"]
mod support;
mod templates;
mod terraform;
mod verbs;

use figleaf::{Config, Secret};
use std::collections::BTreeMap;

/// One of everything that is in a store.
#[allow(dead_code, reason = "what is read of it is its schema")]
#[derive(Debug, Config)]
#[config(prefix = "/{env}/shop", env_prefix = "SHOP")]
pub struct Shop {
    /// Key of the payment API.
    api_key: Secret<String>,
    #[config(by_path)]
    flags: BTreeMap<String, String>,
    #[config(ssm = "renamed", alias = "/old/{env}/renamed")]
    renamed: String,
    #[config(ssm = "pinned", version = 1)]
    pinned: String,
    #[config(ssm = "/aws/reference/secretsmanager/{env}/behind")]
    behind: Secret<String>,
    #[config(nested, secretsmanager = "{env}/db/config")]
    database: Database,
    #[config(secretsmanager = "{env}/first")]
    first: Secret<String>,
    #[config(secretsmanager = "{env}/second")]
    second: Secret<String>,
    #[config(secretsmanager = "{env}/third", stage = "AWSCURRENT")]
    third: Secret<String>,
    #[config(secretsmanager = "{env}/fourth")]
    fourth: Secret<String>,
    /// Seconds, | or nothing.
    timeout: Option<u64>,
    #[config(env = "SHOP_LEVEL", default = "info of 'all'")]
    level: String,
    #[config(env = "SHOP_PORT")]
    port: u16,
    #[config(env = "SHOP_MOTTO", default = "read $HOME & go")]
    motto: String,
}

#[allow(dead_code, reason = "what is read of it is its schema")]
#[derive(Debug, Config)]
pub struct Database {
    host: String,
    password: Secret<String>,
}

/// What is written to the two places, and the exit code.
pub struct Told {
    pub code: u8,
    pub out: String,
    pub err: String,
}

/// The command of a configuration.
pub fn config<C: Config>(args: &[&str]) -> Told {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = figleaf::ops::run_to(args, C::loader, &mut out, &mut err);
    let [out, err] = [out, err].map(|bytes| String::from_utf8(bytes).unwrap());
    Told { code, out, err }
}

/// An empty folder of this test.
pub fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("ops").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
