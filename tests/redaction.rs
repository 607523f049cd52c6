//! No value, and no part of one, in anything that figleaf writes.
//!
//! Random secrets are put into every kind of field, in every form that can go wrong, through every
//! way in which values travel; then everything that can be printed is printed and searched.

#![cfg(all(
    feature = "bytesize",
    feature = "derive",
    feature = "humantime",
    feature = "local",
    feature = "secretsmanager",
    feature = "ssm"
))]
#![allow(dead_code, reason = "many structs here only fail to load")]

mod support;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::error::Error as _;
use std::net::IpAddr;
use std::time::Duration;

use ::tracing::subscriber::with_default;
use figleaf::figment::providers::{Format, Serialized, Toml};
use figleaf::source::{Answer, BoxFuture, Failure, Fetched, Key, KeyOutcome, Memory, Source};
use figleaf::{Config, Error, Loader, Secret, SecretString};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde::de::{Error as _, Expected, Unexpected};
use serde::{Deserialize, Deserializer};
use support::stub::{Reply, Stub};
use support::tracing::Recorder;
use url::Url;
use validator::{Validate, ValidationError};

/// Every kind of field, with every kind of rule that talks.
#[derive(Debug, Config, Validate)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
struct Everything {
    number: u16,
    float: f64,
    flag: bool,
    letter: char,
    level: Level,
    address: IpAddr,
    endpoint: Url,
    numbers: Vec<u32>,
    optional: Option<u8>,
    #[config(default = 5)]
    defaulted: u8,
    #[config(default = "5")]
    default_text: u8,
    map: HashMap<String, u8>,
    #[config(json)]
    json: Limits,
    #[config(json)]
    any: BTreeMap<String, Either>,
    #[config(json, sensitive)]
    hidden: BTreeMap<String, Either>,
    #[config(json)]
    listener: Listener,
    #[config(json)]
    flat: Flat,
    #[config(json)]
    inside: Inside,
    pair: (u16, [u8; 2]),
    #[config(delimiter = ";")]
    nested: BTreeMap<String, Vec<u8>>,
    #[config(with = figleaf::with::duration)]
    duration: Duration,
    #[config(with = figleaf::with::byte_size)]
    size: u16,
    #[config(by_path)]
    below: BTreeMap<String, u8>,
    #[config(by_path)]
    lists: HashMap<String, Vec<Level>>,
    #[config(alias = "older")]
    aliased: u8,
    #[config(version = 3)]
    pinned: u8,
    #[config(ssm = "arn:aws:ssm:us-east-1:123456789012:parameter/far")]
    far: u8,
    #[config(with = talkative)]
    talkative: u8,
    #[validate(length(max = 1))]
    secret: Secret,
    #[validate(email, url, ip, contains(pattern = "§"), non_control_character)]
    many: Secret,
    #[validate(custom(function = tells))]
    told: Secret,
    #[validate(length(max = 1), custom(function = tells_plain))]
    plain: String,
    #[validate(range(max = 1))]
    large: Secret<u128>,
    wrapped: SecretString,
    secrets: Vec<Secret<u16>>,
    #[config(secretsmanager = "{env}/whole")]
    whole: Secret<u64>,
    #[config(secretsmanager = "{env}/bytes")]
    text: Secret,
    #[config(secretsmanager = "{env}/raw", sensitive = false)]
    raw: Vec<u8>,
    #[config(secretsmanager = "{env}/document", key = "port")]
    port: u16,
    #[config(nested, secretsmanager = "{env}/document")]
    login: Login,
}

#[derive(Debug, Config, Validate)]
struct Login {
    #[validate(length(max = 1))]
    user: String,
    #[validate(length(max = 1))]
    password: Secret,
    port: u16,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(dead_code)]
enum Level {
    Info,
    File { path: Box<Level> },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Limits {
    max: u32,
    level: Option<Level>,
    inner: Vec<u8>,
}

/// Secrets that refuse a value inside of a document.
#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Inside {
    max: Option<Secret<u16>>,
    inner: Secret<Vec<u8>>,
    level: Secret<Option<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[allow(dead_code)]
enum Listener {
    Tcp { port: u16, tls: bool },
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Flat {
    max: u8,
    #[serde(flatten)]
    rest: BTreeMap<String, u8>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[allow(dead_code)]
enum Either {
    Number(u8),
    Level(Level),
}

/// A decoding that puts the value into every error that serde has.
fn talkative<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    struct Says(String);
    impl Expected for Says {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(&self.0)
        }
    }
    let text = String::deserialize(deserializer)?;
    let says = Says(text.clone());
    Err(match text.len() % 5 {
        0 => D::Error::custom(&text),
        1 => D::Error::invalid_value(Unexpected::Str(&text), &says),
        2 => D::Error::invalid_type(Unexpected::Other(&text), &says),
        3 => D::Error::unknown_variant(&text, &["a"]),
        _ => D::Error::unknown_field(&text, &[]),
    })
}

/// A rule that puts the value everywhere that a `ValidationError` has.
fn tells(secret: &Secret) -> Result<(), ValidationError> {
    tells_plain(secret.expose_secret())
}

fn tells_plain(value: &str) -> Result<(), ValidationError> {
    let mut error = ValidationError::new("told");
    error.code = Cow::Owned(value.to_owned());
    error.message = Some(Cow::Owned(format!("{value} is wrong")));
    error.add_param(Cow::Owned(value.to_owned()), &value);
    error.add_param("min".into(), &value);
    Err(error)
}

const PARAMETERS: [&str; 34] = [
    "number",
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
    "json",
    "any",
    "hidden",
    "listener",
    "flat",
    "inside",
    "pair",
    "nested",
    "duration",
    "size",
    "below/one/two",
    "lists/one",
    "older",
    "pinned",
    "talkative",
    "secret",
    "many",
    "told",
    "plain",
    "large",
    "wrapped",
    "secrets",
];

const SECRETS: [&str; 4] = ["whole", "bytes", "raw", "document"];

/// The forms in which a secret may stand where something else is wanted.
fn forms(secret: &str) -> Vec<Fetched> {
    let quoted = serde_json::to_string(secret).unwrap();
    let spaced = serde_json::to_string(&format!("{secret} x")).unwrap();
    let texts = [
        secret.to_owned(),
        format!("{secret}\n"),
        format!("1,{secret},2"),
        format!("a=1,{secret}=2"),
        format!("{secret}=1,{secret}=2"),
        format!("a=1,b={secret}"),
        format!("a=1,{secret}"),
        quoted.clone(),
        format!("[{quoted}]"),
        format!("{{\"max\":{quoted}"),
        format!("{{\"max\":{quoted},\"inner\":[]}}"),
        format!("{{\"max\":1,\"inner\":[1,{quoted}]}}"),
        format!("{{\"max\":1,\"inner\":[],\"level\":{quoted}}}"),
        format!("{{\"max\":1,\"level\":{{\"file\":{{\"path\":{quoted}}}}}}}"),
        format!("{{\"user\":{quoted},\"password\":{quoted},\"port\":{quoted}}}"),
        format!("{{\"user\":{quoted},\"port\":[{quoted}]}}"),
        format!("{{\"password\":{{\"x\":{quoted}}},\"port\":1,\"user\":null}}"),
        // As a key, which is told when it looks like a name: with a space it does not.
        format!("{{{spaced}:true}}"),
        format!("{{\"max\":1,\"inner\":[],{spaced}:1}}"),
        format!("{{\"max\":1,\"inner\":[],\"level\":{{{spaced}:1}}}}"),
        format!("{{{spaced}:{{{spaced}:[{spaced}]}}}}"),
        format!("{{{spaced}:1,{spaced}:2}}"),
        // The kinds of mistakes that documents have.
        format!("{{'max':'{secret}'}}"),
        format!("{{max:{secret}}}"),
        format!("\u{feff}{{\"max\":{quoted}}}"),
        format!("{{\"max\":{quoted},}} // {secret}"),
        format!("{{\"kind\":\"tcp\",\"port\":{quoted},\"tls\":{quoted}}}"),
        format!("{{\"kind\":{quoted}}}"),
        format!("-{secret}"),
        format!("{secret}.5"),
        format!("{secret}e9"),
        String::new(),
    ];
    let mut forms: Vec<_> = texts.iter().map(Fetched::text).collect();
    forms.extend(texts.iter().map(|text| Fetched::text(text).encrypted()));
    forms.push(Fetched::list([secret.to_owned(), secret.to_owned()]));
    forms.push(Fetched::bytes(secret.as_bytes()));
    forms.push(Fetched::bytes([secret.as_bytes(), &[0xff]].concat()));
    forms
}

/// How a name is answered.
#[derive(Debug, Clone)]
enum Answered {
    Form(Index),
    Absent,
    Denied,
}

fn answered() -> impl Strategy<Value = Answered> {
    prop_oneof![
        8 => any::<Index>().prop_map(Answered::Form),
        1 => Just(Answered::Absent),
        1 => Just(Answered::Denied),
    ]
}

/// The part of a secret that is searched for is letters and digits, which nothing escapes; around it
/// may stand what breaks quoting. Some are digits alone, which some libraries take for numbers.
fn secret() -> impl Strategy<Value = (String, String)> {
    let core = prop_oneof!["[a-zA-Z]{4}[0-9]{6}[a-z]{2}", "[1-9][0-9]{15,17}"];
    let around =
        prop_oneof![Just(""), Just("\""), Just("{"), Just("\\"), Just("\u{1F511}"), Just("'")];
    (core, around).prop_map(|(core, around)| (core.clone(), format!("{core}{around}")))
}

fn store(
    name: &'static str,
    names: Vec<String>,
    answers: &[Answered],
    forms: &[Fetched],
) -> Memory {
    names.into_iter().zip(answers).fold(Memory::new(name), |memory, (name, answer)| match answer {
        Answered::Form(index) => memory.with_fetched(name, index.get(forms).clone()),
        Answered::Absent => memory,
        Answered::Denied => memory.with_failure(name, Failure::denied("")),
    })
}

/// Both stores of `Everything` in prod.
fn stores(parameters: &[Answered], secrets: &[Answered], forms: &[Fetched]) -> [Memory; 2] {
    let names = PARAMETERS.iter().map(|name| format!("/prod/app/{name}")).collect();
    let ssm = store("ssm", names, parameters, forms);
    let names = SECRETS.iter().map(|name| format!("prod/{name}")).collect();
    [ssm, store("secretsmanager", names, secrets, forms)]
}

/// Everything that can be printed of a load that failed.
fn printed(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?} {}", error.to_json());
    text += &format!("{:?} {:#?}", error.problems(), error.problems());
    let mut below = error.source();
    while let Some(error) = below {
        text += &format!("{error} {error:?} {error:#?}");
        below = error.source();
    }
    text
}

/// Runs a load under a recorder of all events, and searches everything for the secret.
fn search(core: &str, loader: Loader<Everything>) -> Result<(), TestCaseError> {
    let debug = format!("{loader:?} {loader:#?}");
    prop_assert!(!debug.contains(core), "loader: {debug}");
    let recorder = Recorder::for_target("figleaf");
    let result = with_default(recorder.subscriber(), || loader.load_owned_blocking());
    let text = match &result {
        Err(error) => printed(error),
        Ok(_) => return Err(TestCaseError::fail("nothing of this loads")),
    };
    prop_assert!(!text.contains(core), "report: {text}");
    prop_assert!(!recorder.text().contains(core), "events: {}", recorder.text());
    Ok(())
}

/// A panic of a decoding or a rule is caught; what Rust's hook prints of it is the user's text.
fn quiet() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(|_| {})));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn of_stores(
        (core, secret) in secret(),
        parameters in vec(answered(), PARAMETERS.len()),
        secrets in vec(answered(), SECRETS.len()),
    ) {
        let forms = forms(&secret);
        let [ssm, secretsmanager] = stores(&parameters, &secrets, &forms);
        let debug = format!("{ssm:?} {forms:?}");
        prop_assert!(!debug.contains(&core), "{debug}");
        let none = [("", ""); 0];
        let loader = Everything::loader().environment("prod").env_vars(none);
        search(&core, loader.source(ssm).source(secretsmanager))?;
    }

    #[test]
    fn of_environment_variables((core, secret) in secret(), index in any::<Index>()) {
        let texts = [secret.clone(), format!("{secret}\n"), format!("{secret}=1,{secret}=1"), format!("[{secret}]"), format!("{{\"max\":\"{secret}\""), format!("{{\"{secret} x\":true}}"), format!("-{secret}"), format!("\u{feff}{secret}")];
        let text = index.get(&texts);
        let mut variables: Vec<_> = PARAMETERS
            .iter()
            .map(|name| (format!("APP_{}", name.replace(['-', '/'], "_").to_uppercase()), text.clone()))
            .collect();
        for name in ["BELOW", "LISTS", "FAR", "WHOLE", "TEXT", "RAW", "PORT", "LOGIN_USER", "LOGIN_PASSWORD", "LOGIN_PORT"] {
            variables.push((format!("APP_{name}"), text.clone()));
        }
        search(&core, Everything::loader().env_vars(variables.clone()))?;
        // As the environment, as a placeholder, as the name of a local store that is not there.
        variables.push(("ENVIRONMENT".to_owned(), format!("a/{secret}")));
        search(&core, Everything::loader().env_vars(variables).var("x", &secret))?;
    }

    #[test]
    fn of_providers((core, secret) in secret(), is_merged in any::<bool>()) {
        let broken = Toml::string(&format!("number = 1\nsecret = {secret} {secret}"));
        let quoted = serde_json::to_string(&secret).unwrap();
        let whole = Toml::string(&format!("number = {quoted}\nlogin = {quoted}\nlevel = [{quoted}]\n[any]\nx = {quoted}\n[json]\nmax = {quoted}"));
        let single = Serialized::default("plain", secret.clone());
        let loader = || {
            let stores = Everything::loader().environment("prod").no_env_vars();
            stores.source(Memory::new("ssm")).source(Memory::new("secretsmanager"))
        };
        let loader = match is_merged {
            true => loader().merge(broken).merge(whole).merge(single),
            false => loader().join(broken).join(whole).join(single),
        };
        search(&core, loader)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Through the SDK: answers of every shape that carry the secret.
    #[test]
    fn of_the_services((core, secret) in secret(), shape in 0_usize..10) {
        let quoted = serde_json::to_string(&secret).unwrap();
        let stub = Stub::start(move |request| {
            let name = request.names[0].clone();
            match shape {
                0 => Reply::error("AccessDeniedException", &secret),
                1 => Reply::error(&secret, &secret),
                2 => Reply::status(200, format!("{{\"SecretString\":{quoted}")),
                3 => Reply::status(500, secret.as_str()),
                4 => Reply::Raw(secret.clone().into_bytes()),
                5 => Reply::status(200, format!("{{\"SecretString\":[{quoted}],\"Parameters\":{quoted}}}")),
                6 => Reply::error("ValidationException", &format!("bad {secret}")),
                _ if request.target == "AmazonSSM.GetParameters" => {
                    let known: Vec<_> = request.names.iter().map(|name| (name.as_str(), "SecureString", secret.as_str())).collect();
                    Reply::parameters(request, known)
                }
                _ if request.target == "AmazonSSM.GetParametersByPath" => {
                    let names = [format!("{name}/a"), format!("{name}/b")];
                    let below = names.iter().map(|name| (name.as_str(), "String", secret.as_str()));
                    Reply::page(below, None)
                }
                7 => Reply::secret(&name, &secret),
                8 => Reply::secret(&name, &format!("{{\"user\":{quoted},\"port\":{quoted}}}")),
                _ => Reply::error("ResourceNotFoundException", &secret),
            }
        });
        let aws = stub.sdk_config().into_builder().retry_config(aws_config::retry::RetryConfig::disabled()).build();
        let loader = Everything::loader().environment("prod").no_env_vars();
        search(&core, loader.sdk_config(&aws))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Through the variables of AWS: credentials, tokens, logins in URLs.
    #[test]
    fn of_the_variables_of_aws((core, secret) in secret(), index in any::<Index>()) {
        let own = [
            ("AWS_ACCESS_KEY_ID", secret.clone()),
            ("AWS_SECRET_ACCESS_KEY", secret.clone()),
            ("AWS_SESSION_TOKEN", secret.clone()),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN", secret.clone()),
            ("AWS_ENDPOINT_URL", format!("http://user:{secret}@127.0.0.1:1")),
            ("AWS_ENDPOINT_URL_SSM", format!("user:{secret}@127.0.0.1")),
            ("HTTPS_PROXY", format!("http://user:{secret}@127.0.0.1:1")),
            ("ALL_PROXY", format!("socks5://user:{secret}@127.0.0.1:1")),
        ];
        let (name, value) = index.get(&own).clone();
        let base = [
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", if name.starts_with("AWS_CONTAINER") { "" } else { "FIGLEAFS000000000000" }),
            ("AWS_SECRET_ACCESS_KEY", "nobody-checks"),
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_MAX_ATTEMPTS", "1"),
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
        ];
        let base = base.into_iter().filter(|(known, _)| *known != name);
        let all = base.map(|(name, value)| (name, value.to_owned())).chain([(name, value)]);
        // What no variable can hold.
        let all: Vec<_> = all.map(|(name, value)| (name, value.replace('\0', " "))).collect();
        search(&core, Everything::loader().environment("prod").env_vars(all))?;
    }
}

/// A source whose panic quotes what it has read.
struct Panics(String);

impl Source for Panics {
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            answer.found(&keys[0], Fetched::text(self.0.as_str()));
            panic!("cannot parse {}", self.0);
        })
    }
}

/// A source that asks another one, reads what it says and says it anew.
struct Handing<S>(S);

impl<S: Source> Source for Handing<S> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            let mut other = answer.another();
            self.0.fetch(keys, &mut other).await;
            // What a program logs of it: an event of its own, which the search reads too.
            ::tracing::info!(target: "figleaf", ?other, answers = ?keys.iter().map(|key| other.get(key)).collect::<Vec<_>>());
            for key in keys {
                match other.get(key) {
                    Some(KeyOutcome::Found(value)) => match value.expose_text() {
                        Some(text) => answer.found(key, Fetched::text(text)),
                        None => answer.found(key, value.clone()),
                    },
                    Some(outcome) => answer.set(key, outcome.clone()),
                    None => {}
                }
            }
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn of_a_source_that_asks_another(
        (core, secret) in secret(),
        parameters in vec(answered(), PARAMETERS.len()),
        secrets in vec(answered(), SECRETS.len()),
    ) {
        let [ssm, secretsmanager] = stores(&parameters, &secrets, &forms(&secret));
        let loader = Everything::loader().environment("prod").no_env_vars();
        let debug = format!("{:?}", loader.stores());
        prop_assert!(!debug.contains(&core), "{debug}");
        search(&core, loader.source(Handing(ssm)).source(Handing(secretsmanager)))?;
    }

    #[test]
    fn of_a_source_that_panics((core, secret) in secret()) {
        quiet();
        let loader = Everything::loader().environment("prod").no_env_vars();
        search(&core, loader.source(Panics(secret)).source(Memory::new("secretsmanager")))?;
    }

    /// The token for the extension and the agent, whether it can be sent or not.
    #[cfg(feature = "extension")]
    #[test]
    fn of_tokens((core, secret) in secret(), file in any::<bool>()) {
        let folder = std::env::temp_dir();
        let path = folder.join(format!("figleaf-redaction-{}", std::process::id()));
        std::fs::write(&path, &secret).unwrap();
        let token = if file { format!("file://{}", path.display()) } else { secret };
        let variables = [
            ("AWS_TOKEN", token.replace('\0', " ")),
            // Nobody listens there, and before the first invocation nobody waits for it.
            ("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", "1".to_owned()),
            ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1".to_owned()),
        ];
        let loader = Everything::loader().environment("prod").env_vars(variables);
        search(&core, loader.transport(figleaf::Transport::Extension))?;
    }
}

/// The test would see a secret if there were one: the same search finds what may be told.
#[test]
fn the_search_finds_what_is_there() {
    quiet();
    let memory = Memory::new("ssm").with("/prod/app/json", "{\"told_key\":1}");
    let secrets = Memory::new("secretsmanager").with("prod/document", "{\"told_key\":1}");
    let name = memory.name();
    assert_eq!(name, "ssm");
    let loader = Everything::loader().environment("prod").no_env_vars();
    let found = search("told_key", loader.source(memory).source(secrets));
    assert!(found.is_err());
}
