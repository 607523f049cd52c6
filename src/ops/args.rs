//! The command line: which verb, for which environment, with what.

mod fits;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use lexopt::{Arg, Parser};

use super::cost::{Kind, Usage};
use super::error::Error;
use super::flags::{self, FLAGS, Flag, MANY, Needed, VERBS, Verb};
use super::level::Level;
use crate::error::alike;
use crate::transport::Transport;

/// What was asked for.
#[derive(Debug)]
pub(super) enum Asked {
    /// How it is used: as a whole, or one verb.
    Help(Option<&'static Verb>),
    Verb(Box<Request>),
}

/// A verb with what it is about. What its flags do not say is as it is without them.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) verb: &'static Verb,
    /// One, but for the verbs that take several.
    pub(super) environments: Vec<String>,
    pub(super) region: Option<String>,
    pub(super) account: Option<String>,
    pub(super) any_account: bool,
    pub(super) vars: BTreeMap<String, String>,
    pub(super) any: Vec<String>,
    pub(super) names: BTreeMap<String, String>,
    pub(super) transport: Option<Transport>,
    pub(super) no_batch: bool,
    pub(super) kms_keys: Vec<String>,
    pub(super) for_check: bool,
    pub(super) of_prefix: bool,
    pub(super) split: bool,
    pub(super) usage: Usage,
    pub(super) has_max_age: bool,
    pub(super) document: Option<String>,
    pub(super) level: Level,
    pub(super) values: bool,
    pub(super) role: Option<String>,
    /// Of each environment that has one of its own.
    pub(super) profiles: BTreeMap<String, String>,
    pub(super) env_file: Option<PathBuf>,
    pub(super) json: bool,
    pub(super) out: Option<PathBuf>,
    pub(super) check: Option<PathBuf>,
}

impl Request {
    fn new(verb: &'static Verb) -> Self {
        Self {
            verb,
            environments: Vec::new(),
            region: None,
            account: None,
            any_account: false,
            vars: BTreeMap::new(),
            any: Vec::new(),
            names: BTreeMap::new(),
            transport: None,
            no_batch: false,
            kms_keys: Vec::new(),
            for_check: false,
            of_prefix: false,
            split: false,
            usage: Usage::default(),
            has_max_age: false,
            document: None,
            level: Level::Load,
            values: false,
            role: None,
            profiles: BTreeMap::new(),
            env_file: None,
            json: false,
            out: None,
            check: None,
        }
    }
}

/// Reads the arguments. What is wrong with them is told by the names of flags alone: what stands behind a flag
/// may be anything.
pub(super) fn parse(args: Vec<OsString>) -> Result<Asked, Error> {
    let mut parser = Parser::from_args(args);
    let mut words: Vec<String> = Vec::new();
    let mut given: Vec<(&'static Flag, Option<String>)> = Vec::new();
    while let Some(arg) = parser.next().map_err(|error| wrong(&error))? {
        let name = match arg {
            Arg::Short('h') => "help".to_owned(),
            Arg::Long(name) => name.to_owned(),
            Arg::Short(letter) => return Err(unknown_flag(&letter.to_string(), "-")),
            Arg::Value(word) => {
                words.push(text(word)?);
                continue;
            }
        };
        let Some(flag) = FLAGS.iter().find(|flag| flag.name == name) else {
            return Err(unknown_flag(&name, "--"));
        };
        // Of two values one would not count.
        let is_again = given.iter().any(|(other, _)| other.name == flag.name);
        if is_again && flag.value.is_some() && !MANY.contains(&flag.name) {
            return Err(Error::new(format!("--{} is given twice", flag.name)));
        }
        let value = match flag.value {
            None => None,
            Some(_) => {
                let value = parser.value();
                Some(text(value.map_err(|_| {
                    Error::new(format!("{} is given without what stands behind it", flag.shown()))
                })?)?)
            }
        };
        given.push((flag, value));
    }
    let is_help = given.iter().any(|(flag, _)| flag.name == "help");
    let Some((verb, rest)) = verb(&words, is_help)? else { return Ok(Asked::Help(None)) };
    if is_help {
        return Ok(Asked::Help(Some(verb)));
    }
    let mut request = Request::new(verb);
    request.environments = environments(verb, rest)?;
    for (flag, value) in given {
        if !flag.verbs.contains(&verb.name) {
            let verbs = flag.verbs.join(", ");
            return Err(Error::new(format!(
                "--{} is no flag of {}, but of {verbs}",
                flag.name, verb.name
            )));
        }
        request.set(flag, value.unwrap_or_default())?;
    }
    request.fits()?;
    Ok(Asked::Verb(Box::new(request)))
}

/// The verb, which has one word or two, and the words behind it.
fn verb(words: &[String], is_help: bool) -> Result<Option<(&'static Verb, &[String])>, Error> {
    for length in [2, 1] {
        let name = words.get(..length).map(|words| words.join(" "));
        if let Some(verb) = name.and_then(|name| flags::verb(&name)) {
            return Ok(Some((verb, &words[length..])));
        }
    }
    if words.first().is_none_or(|word| word == "help") || is_help {
        return Ok(None);
    }
    let mut written = words[0].clone();
    if written == "template" {
        written = words.get(..2).unwrap_or(words).join(" ");
    }
    let names: Vec<&str> = VERBS.iter().map(|verb| verb.name).collect();
    Err(match (alike(&written, &names), written.starts_with("template")) {
        (Some(meant), _) if written != "template" => {
            Error::new(format!("there is no such verb: did you mean {meant}?"))
        }
        (_, true) => Error::new(
            "template is followed by what it makes: cli, env, local, terraform, sam or cdk",
        ),
        (_, false) => {
            Error::new(format!("there is no such verb: the verbs are {}", names.join(", ")))
        }
    })
}

fn environments(verb: &Verb, words: &[String]) -> Result<Vec<String>, Error> {
    let about = match (words.len(), verb.environment) {
        (0 | 1, Needed::No) | (1, Needed::Yes) | (1.., Needed::Several) | (2, Needed::Two) => {
            return Ok(words.to_vec());
        }
        // What makes text says itself what it needs an environment for.
        (0, Needed::Yes) if !verb.asks() => return Ok(Vec::new()),
        (_, Needed::Yes | Needed::No) => "one environment",
        (_, Needed::Several) => "one environment or more",
        (_, Needed::Two) => "two environments",
    };
    Err(Error::new(format!("{} is about {about}: config {}", verb.name, verb.example)))
}

impl Request {
    fn set(&mut self, flag: &Flag, value: String) -> Result<(), Error> {
        let wrong =
            || Error::new(format!("{}: what stands behind it is not of this form", flag.shown()));
        match flag.name {
            "region" => self.region = Some(value),
            "account" => self.account = Some(value),
            "any-account" => self.any_account = true,
            "var" => put(&mut self.vars, flag, pair(&value).ok_or_else(wrong)?)?,
            "any" => self.any.push(value.trim_matches(['{', '}']).to_owned()),
            "name" => put(&mut self.names, flag, pair(&value).ok_or_else(wrong)?)?,
            "transport" => {
                self.transport = Some(match value.as_str() {
                    "direct" => Transport::Direct,
                    "sdk" => Transport::Sdk,
                    "extension" => Transport::Extension,
                    "both" => Transport::ExtensionFirst,
                    _ => return Err(wrong()),
                });
            }
            "no-batch" => self.no_batch = true,
            "kms-key" => self.kms_keys.push(value),
            "for" => self.for_check = either(&value, "load", "check").ok_or_else(wrong)?,
            "scope" => self.of_prefix = either(&value, "exact", "prefix").ok_or_else(wrong)?,
            "split" => self.split = true,
            "starts-per-day" => {
                let starts: f64 = value.parse().map_err(|_| wrong())?;
                self.usage.starts_per_day =
                    Some(starts).filter(|starts| *starts >= 0.0 && starts.is_finite());
                self.usage.starts_per_day.ok_or_else(wrong)?;
            }
            "instances" => self.usage.instances = Some(value.parse().map_err(|_| wrong())?),
            "max-age" => {
                let seconds: u32 = value.parse().map_err(|_| wrong())?;
                self.usage.max_age = Duration::from_secs(seconds.max(1).into());
                self.has_max_age = true;
            }
            "price" => {
                let (kind, price) = pair(&value).ok_or_else(wrong)?;
                let price: f64 = price.parse().map_err(|_| wrong())?;
                let kind = Kind::of(&kind).filter(|_| price >= 0.0 && price.is_finite());
                self.usage.prices.set(kind.ok_or_else(wrong)?, price);
            }
            "document" => self.document = Some(value),
            "offline" | "metadata" if self.level != Level::Load => {
                return Err(Error::new("--offline and --metadata: give one"));
            }
            "offline" => self.level = Level::Offline,
            "metadata" => self.level = Level::Metadata,
            "values" => self.values = true,
            "role" if !value.starts_with("arn:") => return Err(wrong()),
            "role" => self.role = Some(value),
            "profile" => {
                let (environment, profile) = pair(&value).ok_or_else(wrong)?;
                if !self.environments.contains(&environment) {
                    return Err(Error::new("--profile names an environment that is not asked for"));
                }
                put(&mut self.profiles, flag, (environment, profile))?;
            }
            "env-file" => self.env_file = Some(value.into()),
            "json" => self.json = true,
            "out" => self.out = Some(value.into()),
            "check" => self.check = Some(value.into()),
            _ => {}
        }
        Ok(())
    }
}

/// One for each name.
fn put(
    all: &mut BTreeMap<String, String>,
    flag: &Flag,
    (name, value): (String, String),
) -> Result<(), Error> {
    match all.insert(name, value) {
        None => Ok(()),
        Some(_) => Err(Error::new(format!("{}: it is given twice for one name", flag.shown()))),
    }
}

fn pair(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once('=')?;
    (!name.is_empty()).then(|| (name.trim_matches(['{', '}', '$']).to_owned(), value.to_owned()))
}

fn either(value: &str, no: &str, yes: &str) -> Option<bool> {
    match value {
        value if value == no => Some(false),
        value if value == yes => Some(true),
        _ => None,
    }
}

fn text(word: OsString) -> Result<String, Error> {
    word.into_string().map_err(|_| Error::new("an argument is no UTF-8"))
}

/// A flag's name is told when it is made of small letters, as all of them are.
fn unknown_flag(name: &str, before: &str) -> Error {
    let names: Vec<&str> = FLAGS.iter().map(|flag| flag.name).collect();
    let is_plain = name.len() < 24 && name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let shown = if is_plain { format!("{before}{name}") } else { "one of these".to_owned() };
    Error::new(match alike(name, &names) {
        Some(meant) => format!("{shown} is no flag: did you mean --{meant}?"),
        None => format!("{shown} is no flag: --help shows which there are"),
    })
}

/// The parser's own messages may show what stands behind a flag.
fn wrong(error: &lexopt::Error) -> Error {
    match error {
        lexopt::Error::UnexpectedValue { option, .. } => {
            Error::new(format!("{option} takes no value"))
        }
        _ => Error::new("the arguments cannot be read: --help shows how they are written"),
    }
}
