//! From the arguments to the answer of a verb.

use std::ffi::OsString;
use std::io::Write;

use super::args::{Asked, Request, parse};
use super::asking::{Application, fingerprints};
use super::deliver::{Answer, Delivery, say};
use super::error::Error;
use super::flags::{
    CDK, CHECK, CLI, DIFF, DOCS, ENV, LOCAL, Needed, POLICY, SAM, SCHEMA, TERRAFORM,
};
use super::json::Json;
use super::look::Look;
use super::paint::Paint;
use super::policy::{Policy, Purpose};
use super::settings::Ops;
use super::{FINE, UNKNOWN, check, diff, docs, envfile, environments, explain, help};
use crate::loader::Untyped;

/// Runs a command line; returns its exit code. What asks AWS makes a loader for each environment.
pub(super) fn run(
    args: Vec<OsString>,
    ops: Ops,
    make: &dyn Fn() -> Untyped,
    (out, paint): (&mut dyn Write, Paint),
    err: &mut dyn Write,
) -> u8 {
    let request = match parse(args) {
        Ok(Asked::Help(verb)) => {
            let text = verb.map_or_else(|| help::all(ops.schema.name()), help::of);
            let told = out.write_all(text.as_bytes()).and_then(|()| out.flush());
            return if told.is_ok() { FINE } else { UNKNOWN };
        }
        Ok(Asked::Verb(request)) => request,
        Err(error) => {
            say(err, "error", error.reasons());
            say(err, "help", &["config --help shows every verb and flag".to_owned()]);
            return UNKNOWN;
        }
    };
    let answer = ops.with(&request).and_then(|ops| match request.verb.asks() {
        true => ask(&ops, &request, make, paint, err),
        false => answer(&ops, &request),
    });
    match answer {
        Ok(answer) => Delivery { request: &request, out, err }.give(&answer),
        Err(error) => {
            say(err, "error", error.reasons());
            UNKNOWN
        }
    }
}

impl Ops {
    /// The same with what the arguments say.
    fn with(mut self, request: &Request) -> Result<Self, Error> {
        if let [environment] = request.environments.as_slice() {
            self.environment = Some(environment.clone());
        }
        let fills = !request.vars.is_empty() || !request.names.is_empty();
        if fills && self.environment.is_none() && request.verb.environment == Needed::No {
            let verb = request.verb.name;
            return Err(Error::new(format!(
                "--var and --name fill in the names of an environment: give one, {verb} prod"
            )));
        }
        for (name, value) in &request.vars {
            self = self.var(name, value);
        }
        for name in &request.any {
            self = self.any(name);
        }
        for (variable, name) in &request.names {
            self = self.name(variable, name);
        }
        self.region.clone_from(&request.region);
        self.account.clone_from(&request.account);
        self.any_account = request.any_account;
        self.kms_keys.clone_from(&request.kms_keys);
        self.transport = request.transport.unwrap_or(self.transport);
        self.batch_secrets &= !request.no_batch;
        self.role.clone_from(&request.role);
        let variables = request.env_file.as_deref().map(envfile::read).transpose()?;
        self.variables = variables.map(Application);
        Ok(self)
    }
}

/// The verbs that ask AWS.
fn ask(
    ops: &Ops,
    request: &Request,
    make: &dyn Fn() -> Untyped,
    paint: Paint,
    err: &mut dyn Write,
) -> Result<Answer, Error> {
    let fingerprints = fingerprints();
    let look = Look {
        level: request.level,
        fingerprints: &fingerprints,
        values: request.values,
        has_variables: ops.variables.is_some(),
    };
    let of = |environment: &String| {
        let profile = request.profiles.get(environment).cloned();
        let ops = Ops { environment: Some(environment.clone()), profile, ..ops.clone() };
        (ops, make())
    };
    let all = request.environments.iter().map(of).collect();
    let seen = environments::look(all, look, err)?;
    let config = ops.schema.name();
    // A file and a program take no colours.
    let is_seen = request.out.is_none() && !request.json;
    let paint = if is_seen { paint } else { Paint::Plain };
    Ok(match (request.verb.name, seen.as_slice()) {
        (CHECK, all) => check::answer(config, request.level, all, paint),
        (DIFF, [one, other]) => diff::answer(config, one, other),
        (_, [one, ..]) => explain::answer(config, one),
        _ => return Err(Error::new("which environment?")),
    })
}

fn answer(ops: &Ops, request: &Request) -> Result<Answer, Error> {
    match request.verb.name {
        POLICY => policy(ops, request),
        CLI => ops
            .commands()
            .map(|text| Answer::text(text.clone()).told(text_json(ops, request, &text))),
        ENV => ops
            .dotenv()
            .map(|text| Answer::masked(text.clone()).told(text_json(ops, request, &text))),
        LOCAL => ops
            .local()
            .map(|text| Answer::masked(text.clone()).told(text_json(ops, request, &text))),
        TERRAFORM => template(ops, request, ops.terraform()?),
        SAM => template(ops, request, ops.sam()?),
        CDK => template(ops, request, ops.cdk()?),
        SCHEMA => {
            let schema = ops.schema_of(request.document.as_deref())?;
            let told = envelope(ops, SCHEMA, vec![("schema", schema.clone())]);
            Ok(Answer::json(schema.pretty()).told(told))
        }
        DOCS => {
            let text = ops.docs()?;
            Ok(Answer::text(text).marked(docs::HEAD).told(ops.docs_json()))
        }
        _ => {
            let cost = ops.cost(request.usage)?;
            Ok(Answer::text(cost.to_string()).told(cost.json()))
        }
    }
}

/// A template with the policy in it, and what has to be known beside that.
fn template(ops: &Ops, request: &Request, text: String) -> Result<Answer, Error> {
    let policy = match request.verb.name {
        TERRAFORM => ops.policy()?,
        _ => ops.policy_of_stack()?,
    };
    let told = envelope(
        ops,
        request.verb.name,
        vec![("text", Json::text(&text)), ("notes", Json::texts(policy.notes()))],
    );
    Ok(Answer::text(text).noted(policy.notes()).told(told))
}

fn policy(ops: &Ops, request: &Request) -> Result<Answer, Error> {
    let purpose = if request.for_check { Purpose::Metadata } else { Purpose::Load };
    let policy = ops.policy_for(purpose, request.of_prefix)?;
    let told = policy_json(ops, &policy);
    if request.split {
        let documents = policy.split();
        let name = |number: usize| format!("policy-{}-{}.json", ops.environment_name(), number + 1);
        let parts = documents.into_iter().enumerate().map(|(number, text)| (name(number), text));
        return Ok(Answer::parts(parts.collect()).noted(policy.notes()).told(told));
    }
    let answer = Answer::json(policy.to_string()).noted(policy.notes()).told(told);
    match too_large(&policy) {
        Some(error) if !request.json => Err(Error::new(error)),
        // The documents are in the JSON, and what reads the policy alone has to know that it is none.
        error => Ok(answer.failed(error)),
    }
}

/// What is to be said of a policy that IAM takes in several documents alone.
fn too_large(policy: &Policy) -> Option<String> {
    let size = policy.size();
    (size > Policy::LIMIT).then(|| {
        format!(
            "the policy has {size} characters, and a managed policy {} at most: give --split --out DIR for several, \
             or --scope prefix for a shorter one that grants more",
            Policy::LIMIT
        )
    })
}

/// What every answer in JSON begins with.
pub(super) fn envelope(ops: &Ops, verb: &str, rest: Vec<(&'static str, Json)>) -> Json {
    let mut entries = vec![
        ("version", Json::Count(1)),
        ("verb", Json::text(verb)),
        ("config", Json::text(ops.schema.name())),
        ("environment", Json::maybe(ops.environment.as_deref())),
    ];
    entries.extend(rest);
    Json::Object(entries)
}

fn text_json(ops: &Ops, request: &Request, text: &str) -> Json {
    envelope(ops, request.verb.name, vec![("text", Json::text(text))])
}

fn policy_json(ops: &Ops, policy: &Policy) -> Json {
    envelope(
        ops,
        POLICY,
        vec![
            ("size", Json::Count(policy.size())),
            ("limit", Json::Count(Policy::LIMIT)),
            ("policy", policy.json()),
            ("documents", Json::List(policy.documents())),
            ("grants", policy.fields()),
            ("notes", Json::texts(policy.notes())),
        ],
    )
}
