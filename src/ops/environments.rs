//! `check`, `diff` and `explain`: the verbs that ask AWS. Their arguments, and the variables that they read.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;

use lexopt::{Arg, Parser};

use super::fingerprint::{Fingerprints, KEY};
use super::look::{Look, Looked, look};
use super::{FINE, UNKNOWN, check, diff, explain};
use crate::Config;
use crate::loader::Loader;

/// A verb that loads environments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Check,
    Diff,
    Explain,
}

impl Verb {
    /// The verb of that name, if it is one of these.
    pub(super) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.name() == word)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Diff => "diff",
            Self::Explain => "explain",
        }
    }

    pub(super) const ALL: [Self; 3] = [Self::Check, Self::Diff, Self::Explain];

    /// How the help shows it.
    pub(super) const fn synopsis(self) -> &'static str {
        match self {
            Self::Check => "check ENV...",
            Self::Diff => "diff ENV ENV",
            Self::Explain => "explain ENV",
        }
    }

    pub(super) const fn does(self) -> &'static str {
        match self {
            Self::Check => {
                "whether each environment has what the configuration needs, by loading it"
            }
            Self::Diff => "which fields differ between two environments, without showing a value",
            Self::Explain => "where the value of each field comes from, its version and its age",
        }
    }

    const fn usage(self) -> &'static str {
        match self {
            Self::Check => {
                "check ENV… [--offline] [--profile ENV=PROFILE]… [--env-file FILE] [--var NAME=VALUE]… [--json] [--out FILE]"
            }
            Self::Diff => {
                "diff ENV ENV [--values] [--profile ENV=PROFILE]… [--env-file FILE] [--var NAME=VALUE]… [--json] [--out FILE]"
            }
            Self::Explain => {
                "explain ENV [--values] [--profile ENV=PROFILE] [--env-file FILE] [--var NAME=VALUE]… [--json] [--out FILE]"
            }
        }
    }
}

/// What the command line says.
#[derive(Debug, Default)]
struct Request {
    environments: Vec<String>,
    offline: bool,
    values: bool,
    json: bool,
    profiles: BTreeMap<String, String>,
    vars: BTreeMap<String, String>,
    env_file: Option<String>,
    out: Option<String>,
}

/// One environment with what was found in it.
pub(super) struct Environment {
    pub(super) name: String,
    pub(super) looked: Looked,
}

/// The text, the JSON and the exit code of a verb.
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) json: serde_json::Value,
    pub(super) code: u8,
}

/// Runs the verb.
pub(super) fn run<C: Config>(
    verb: Verb,
    args: impl IntoIterator<Item = OsString>,
    loader: &dyn Fn() -> Loader<C>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        let told = writeln!(
            out,
            "config {}: {}.\n\nUsage: config {}",
            verb.synopsis(),
            verb.does(),
            verb.usage()
        );
        return if told.is_ok() { FINE } else { UNKNOWN };
    }
    let answer = Request::parse(verb, args).and_then(|request| {
        let answer = answer(verb, &request, loader)?;
        let text = match request.json {
            true => format!("{}\n", answer.json),
            false => answer.text,
        };
        let written = match &request.out {
            Some(file) => std::fs::write(file, text),
            None => out.write_all(text.as_bytes()),
        };
        written.map_err(|error| format!("the answer cannot be written: {}", error.kind()))?;
        Ok(answer.code)
    });
    answer.unwrap_or_else(|reason| {
        // Nobody is left to tell it to when it cannot be written.
        drop(writeln!(err, "error: {reason}\nhelp: {}", verb.usage()));
        UNKNOWN
    })
}

fn answer<C: Config>(
    verb: Verb,
    request: &Request,
    loader: &dyn Fn() -> Loader<C>,
) -> Result<Answer, String> {
    if request.offline {
        return Ok(check::offline::<C>(&request.environments, &request.vars));
    }
    let file = request.env_file.as_deref().map(read).transpose()?;
    let key = std::env::var(KEY).ok().filter(|key| !key.is_empty());
    let fingerprints = Fingerprints::new(key.as_deref());
    let mut environments = Vec::new();
    for name in &request.environments {
        let variables = variables(file.as_ref(), request.profiles.get(name));
        let how = Look {
            fingerprints: &fingerprints,
            values: request.values,
            variables: variables.keys().cloned().collect(),
            has_variables: file.is_some(),
        };
        let mut loader = loader().environment(name).env_vars(variables);
        for (name, value) in &request.vars {
            loader = loader.var(name, value);
        }
        let looked = look(loader, &how)
            .map_err(|error| format!("no runtime could be started: {}", error.kind()))?;
        environments.push(Environment { name: name.clone(), looked });
    }
    Ok(match verb {
        Verb::Check => check::answer(C::SCHEMA.name(), &environments),
        Verb::Explain => explain::answer(C::SCHEMA.name(), &environments[0]),
        Verb::Diff => diff::answer(C::SCHEMA.name(), &environments[0], &environments[1]),
    })
}

impl Request {
    /// What is wrong is told by the names of flags alone: what stands behind them may be anything.
    fn parse(verb: Verb, args: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut parser = Parser::from_args(args);
        let mut request = Self::default();
        let unreadable = |_: lexopt::Error| "the arguments cannot be read".to_owned();
        while let Some(arg) = parser.next().map_err(unreadable)? {
            let name = match arg {
                Arg::Value(word) => {
                    request.environments.push(text(word)?);
                    continue;
                }
                Arg::Long(name) => name.to_owned(),
                Arg::Short(_) => return Err("there are no flags of one letter".to_owned()),
            };
            match (name.as_str(), verb) {
                ("json", _) => request.json = true,
                ("offline", Verb::Check) => request.offline = true,
                ("values", Verb::Diff | Verb::Explain) => request.values = true,
                ("profile" | "var" | "env-file" | "out", _) => {
                    let value = parser.value().map_err(|_| format!("--{name} needs a value"))?;
                    request.set(&name, text(value)?)?;
                }
                _ => return Err("there is no such flag".to_owned()),
            }
        }
        let wanted = match verb {
            Verb::Check => request.environments.len().max(1),
            Verb::Explain => 1,
            Verb::Diff => 2,
        };
        if request.environments.len() != wanted {
            return Err("which environments?".to_owned());
        }
        let is_named = |environment: &String| request.environments.contains(environment);
        if !request.profiles.keys().all(is_named) {
            return Err("--profile names an environment that is not asked for".to_owned());
        }
        Ok(request)
    }

    fn set(&mut self, name: &str, value: String) -> Result<(), String> {
        let pair = || {
            let pair = value.split_once('=').filter(|(name, _)| !name.is_empty());
            pair.map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        match name {
            "profile" => {
                self.profiles.extend([pair().ok_or("--profile is written ENV=PROFILE")?]);
            }
            "var" => self.vars.extend([pair().ok_or("--var is written NAME=VALUE")?]),
            "env-file" => self.env_file = Some(value),
            _ => self.out = Some(value),
        }
        Ok(())
    }
}

fn text(word: OsString) -> Result<String, String> {
    word.into_string().map_err(|_| "an argument is no UTF-8".to_owned())
}

/// What the way to AWS needs of the process. Everything else there is this machine's, and would satisfy or hide a
/// field of the application.
fn is_of_the_way(name: &str) -> bool {
    const OTHERS: [&str; 5] = ["HOME", "USERPROFILE", "PATH", "SSL_CERT_FILE", "SSL_CERT_DIR"];
    let is_proxy = || name.to_ascii_uppercase().ends_with("_PROXY");
    name.starts_with("AWS_") || OTHERS.contains(&name) || is_proxy()
}

/// AWS's variables of the process, and the application's of the file.
fn variables(
    file: Option<&BTreeMap<String, String>>,
    profile: Option<&String>,
) -> BTreeMap<String, OsString> {
    let process = std::env::vars_os().filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        is_of_the_way(&name).then_some((name, value))
    });
    let mut variables: BTreeMap<String, OsString> = process.collect();
    if let Some(profile) = profile {
        // As with the AWS CLI, a profile that is asked for counts before keys in variables.
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
            variables.remove(name);
        }
        variables.insert("AWS_PROFILE".to_owned(), profile.into());
    }
    let file = file.into_iter().flatten();
    variables.extend(
        file.filter(|(name, _)| !name.starts_with("AWS_"))
            .map(|(name, value)| (name.clone(), value.into())),
    );
    variables
}

/// The variables of a `.env` file: `NAME=value`, quoted or not, with `export` or without.
fn read(path: &str) -> Result<BTreeMap<String, String>, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("the file of --env-file cannot be read: {}", error.kind()))?;
    let mut variables = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = line.split_once('=') else {
            return Err(format!("line {} of the file of --env-file is no NAME=value", number + 1));
        };
        let value = value.trim();
        let inner = ['\'', '"']
            .into_iter()
            .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
        variables.insert(name.trim().to_owned(), inner.unwrap_or(value).to_owned());
    }
    Ok(variables)
}
