//! One configuration with every kind of field.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::time::Duration;

use figleaf::source::{Fetched, Memory};
use figleaf::{Config, Loader, Secret, SecretString};
use serde::Deserialize;
use url::Url;
use validator::Validate;

/// Every kind of field, with rules of every kind.
#[derive(Debug, Config, Validate)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
pub struct Sink {
    pub number: u16,
    pub large: i128,
    pub float: f64,
    pub flag: bool,
    pub letter: char,
    pub level: Level,
    pub address: IpAddr,
    pub endpoint: Url,
    pub numbers: Vec<u32>,
    pub optional: Option<u8>,
    #[config(default = 5)]
    pub defaulted: u8,
    #[config(default = "5")]
    pub default_text: u8,
    pub map: HashMap<String, u8>,
    pub pair: (u16, [u8; 2]),
    #[config(delimiter = ";")]
    pub lists: BTreeMap<String, Vec<u8>>,
    #[config(json)]
    pub limits: Limits,
    #[config(json)]
    pub any: BTreeMap<String, Either>,
    #[config(json, sensitive)]
    pub hidden: BTreeMap<String, Either>,
    #[config(json)]
    pub listener: Listener,
    #[config(json)]
    pub flat: Flat,
    #[config(json)]
    pub free: serde_json::Value,
    #[config(json)]
    pub inside: Inside,
    #[config(with = figleaf::with::duration)]
    pub duration: Duration,
    #[config(with = figleaf::with::byte_size)]
    pub size: u16,
    #[config(by_path)]
    pub below: BTreeMap<String, u8>,
    #[config(by_path)]
    pub levels: HashMap<String, Vec<Level>>,
    #[config(alias = "older")]
    pub aliased: u8,
    #[config(version = 3)]
    pub pinned: u8,
    #[config(ssm = "arn:aws:ssm:us-east-1:123456789012:parameter/far")]
    pub far: u8,
    #[config(env = "ONLY_HERE", default)]
    pub only_here: Vec<i8>,
    #[validate(length(max = 1))]
    pub secret: Secret,
    #[validate(email, url, ip, contains(pattern = "§"), non_control_character)]
    pub many: Secret,
    #[validate(length(min = 3, max = 5))]
    pub short: String,
    #[validate(range(min = 1, max = 3))]
    pub ranged: Secret<u128>,
    pub wrapped: SecretString,
    pub secrets: Vec<Secret<u16>>,
    #[config(secretsmanager = "{env}/whole")]
    pub whole: Secret<u64>,
    #[config(secretsmanager = "{env}/bytes", sensitive = false)]
    pub bytes: Vec<u8>,
    #[config(secretsmanager = "{env}/document", key = "port")]
    pub port: u16,
    #[config(nested, secretsmanager = "{env}/document")]
    pub login: Login,
    #[config(nested)]
    pub group: Group,
    #[config(flatten)]
    pub flattened: Flattened,
}

/// A group that is a document.
#[derive(Debug, Config, Validate)]
pub struct Login {
    #[validate(length(max = 1))]
    pub user: String,
    #[validate(length(max = 1))]
    pub password: Secret,
    pub port: Option<u16>,
    #[config(json)]
    pub limits: Option<Limits>,
    #[config(delimiter = "|")]
    pub hosts: Option<Vec<String>>,
    #[config(nested)]
    pub inner: Group,
}

/// A group of names, or of keys.
#[derive(Debug, Config, Validate)]
pub struct Group {
    pub enabled: Option<bool>,
    #[config(rename = "renamed")]
    pub other: Option<Level>,
}

/// A group without a segment of its own.
#[derive(Debug, Config, Validate)]
pub struct Flattened {
    pub flattened_number: i8,
    pub flattened_list: Vec<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Info,
    Count(u8),
    Pair(u8, Option<bool>),
    File { path: Box<Level> },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub max: u32,
    pub level: Option<Level>,
    pub inner: Vec<u8>,
}

/// Secrets inside of a document.
#[derive(Debug, Deserialize)]
pub struct Inside {
    pub max: Option<Secret<u16>>,
    pub inner: Secret<Vec<u8>>,
    pub level: Secret<Option<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Listener {
    Tcp { port: u16, tls: bool },
    Unix,
}

#[derive(Debug, Deserialize)]
pub struct Flat {
    pub max: u8,
    #[serde(flatten)]
    pub rest: BTreeMap<String, u8>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Either {
    Number(u8),
    Level(Level),
    Pair((i8, String)),
}

/// Names of the parameters, below the prefix.
const PARAMETERS: &[&str] = &[
    "number",
    "large",
    "float",
    "flag",
    "letter",
    "level",
    "address",
    "endpoint",
    "numbers",
    "optional",
    "defaulted",
    "default-text",
    "map",
    "pair",
    "lists",
    "limits",
    "any",
    "hidden",
    "listener",
    "flat",
    "free",
    "inside",
    "duration",
    "size",
    "below/one/two",
    "levels/one",
    "older",
    "pinned",
    "secret",
    "many",
    "short",
    "ranged",
    "wrapped",
    "secrets",
    "group/enabled",
    "group/renamed",
    "flattened-number",
    "flattened-list",
];

/// Variables of fields that are no parameters below the prefix.
const OTHERS: &[&str] = &[
    "BELOW",
    "LEVELS",
    "ALIASED",
    "FAR",
    "WHOLE",
    "BYTES",
    "PORT",
    "LOGIN_USER",
    "LOGIN_PASSWORD",
    "LOGIN_PORT",
    "LOGIN_LIMITS",
    "LOGIN_HOSTS",
    "LOGIN_INNER_ENABLED",
    "LOGIN_INNER_OTHER",
    "GROUP_OTHER",
];

const SECRETS: [&str; 3] = ["prod/whole", "prod/bytes", "prod/document"];

/// Every field has this value, from the stores.
pub fn from_stores(value: &Fetched) -> Loader<Sink> {
    let names = PARAMETERS.iter().map(|name| format!("/prod/app/{name}"));
    let names = names.chain(["arn:aws:ssm:us-east-1:123456789012:parameter/far".to_owned()]);
    let parameters =
        names.fold(Memory::new("ssm"), |memory, name| memory.with_fetched(name, value.clone()));
    let secrets = SECRETS.iter().fold(Memory::new("secretsmanager"), |memory, name| {
        memory.with_fetched(*name, value.clone())
    });
    Sink::loader().environment("prod").no_env_vars().source(parameters).source(secrets)
}

/// Every field has this value, from its environment variable.
pub fn from_variables(value: &std::ffi::OsStr) -> Loader<Sink> {
    let names = PARAMETERS
        .iter()
        .map(|name| format!("APP_{}", name.replace(['-', '/'], "_").to_uppercase()));
    let names = names.chain(OTHERS.iter().map(|name| format!("APP_{name}")));
    let names = names.chain(["ONLY_HERE".to_owned()]);
    Sink::loader().environment("prod").env_vars(names.map(|name| (name, value)))
}
