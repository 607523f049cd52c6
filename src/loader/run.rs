//! environment → plan → sources → layers → decode → validate, for one load.

use std::collections::HashSet;
use std::time::Instant;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tracing::Instrument;

use super::fetch::{Ask, wave};
use super::settings::{Given, Settings};
use super::{events, file, idle, stores, unread};
use crate::caught::caught;
use crate::decode::{Decoder, Facts, Results};
use crate::error::{Builder, Code, Environment, Error, Store, Surroundings};
use crate::layer::{self, Layers, Misfit, Provided, State, Unused};
use crate::origin::{Origin, Origins};
use crate::plan::{Names, Plan, is_fit};
use crate::schema::Schema;
use crate::source::env::{Variable, Variables};
use crate::source::{Answer, Failure, Source};
use crate::transport::Transport;

/// Decodes the configuration; what it finds out is in the decoder.
pub(super) type Decode<'d> = &'d mut (dyn FnMut(&mut Decoder<'_>) + Send);

/// Boxed, and not an `async fn`, so that all of it is compiled here and not for every struct of a user.
pub(super) fn run<'d>(
    settings: Settings,
    schema: &'static Schema,
    decode: Decode<'d>,
) -> BoxFuture<'d, Result<Origins, Error>> {
    let span = tracing::info_span!(target: "figleaf", "load", config = schema.name());
    load(settings, schema, decode).instrument(span).boxed()
}

async fn load(
    mut settings: Settings,
    schema: &'static Schema,
    decode: Decode<'_>,
) -> Result<Origins, Error> {
    let started = Instant::now();
    let deadline = settings.deadline();
    let mut problems = Builder::new(schema.name());
    let own = std::mem::take(&mut settings.sources);
    let stores = match stores::choose(own, &mut settings) {
        Ok(stores) => stores,
        Err(problem) => {
            problems.report.problems.push(problem);
            return Err(fail(problems, 0, started));
        }
    };
    let environment = environment(schema, &settings, stores.is_local);
    let names = Names::new(environment.as_deref(), &settings.vars)
        .with_whole(&settings.names, &settings.variables);
    let plan = Plan::new(schema, &names);
    let environment = environment.filter(|name| is_fit(name));
    problems.report.environment.clone_from(&environment);
    problems.of_plan(&plan);
    idle::check(schema, &settings, &stores.own, &mut problems);

    let mut layers = Layers::new(plan.leaves.len(), environment.as_deref());
    let is_told = settings.is_strict || tracing::enabled!(target: "figleaf", tracing::Level::WARN);
    let is_empty_unset = settings.is_empty_unset;
    let variables =
        layer::Environment::new(&plan, &settings.variables, is_empty_unset, &mut layers);
    let above = add(settings.merges, &mut problems, |provider| layers.merge(provider, &plan));
    let given: Vec<bool> = (0..plan.leaves.len()).map(|leaf| layers.get(leaf).is_some()).collect();
    let needed =
        |leaf: usize| !given[leaf] && variables.unreadable(&plan.leaves[leaf], leaf).is_none();

    let mut states = vec![State::NotAsked; plan.leaves.len()];
    let asks = asks(&plan, needed, &stores.sources, settings.transport, &mut states);
    let mut answers = wave(&asks, deadline).await;
    for (ask, answer) in asks.iter().zip(&mut answers) {
        let mut outcomes = answer.settle(&ask.wanted.keys);
        layer::look(&plan, &ask.wanted, &mut outcomes, &mut layers, &mut states);
    }
    let below = add(settings.joins, &mut problems, |provider| layers.join(provider, &plan));

    let unread = is_told.then(|| unread::variables(&plan, &settings.variables)).flatten();
    tell_unused(&layers, unread.as_ref(), settings.is_strict, &mut problems);

    let facts = Facts {
        plan: &plan,
        layers: &layers,
        states: &states,
        given: &given,
        environment: &variables,
        sources: &stores.sources,
        is_check: false,
    };
    let mut results = Results::new(&plan);
    // Every field's own code is guarded where it runs. What is left is a value that panics when it is
    // dropped because another one is wrong.
    if caught(|| decode(&mut Decoder::new(&facts, &mut results))).is_err() {
        let message = "a value panicked when it was dropped".to_owned();
        problems.problem(schema.name(), Code::Invalid, message, None);
    }

    let requests: usize = answers.iter().map(|answer| answer.requests).sum();
    let origin = |leaf: usize| facts.origin(leaf, results.held[leaf]);
    if results.findings.is_empty() && problems.is_empty() {
        // What a warning needs is not looked for when nobody listens.
        if tracing::enabled!(target: "figleaf", tracing::Level::WARN) {
            events::warn_of_printed(&plan, &states);
            events::warn_of_older(&plan, &layers, &variables, &states);
            events::edges::warn(&plan, &layers, &variables, &states);
            events::empty::warn(&plan, &layers, &variables);
        }
        events::announce(&plan, &environment, origin, requests, started);
        return Ok(match settings.tell_origins {
            true => Origins::new(&plan.leaves, origin),
            false => Origins::default(),
        });
    }
    let origins: Vec<Option<Origin>> = (0..plan.leaves.len()).map(origin).collect();
    problems.report.region = answers.iter().find_map(|answer| answer.region.clone());
    let surroundings = Surroundings {
        plan: &plan,
        states: &states,
        stores: with_regions(&stores.sources, &asks, &answers),
        above,
        below,
        environment: match settings.environment {
            Some(_) => Environment::Given,
            None => Environment::Variable(schema.environment()),
        },
        unread: set_for_nobody(&plan, &settings.variables),
        unused: layers.unused(),
    };
    problems.findings(results.findings, &origins, &surroundings);
    Err(fail(problems, requests, started))
}

/// The error, and the event at the end of a load that fails.
fn fail(problems: Builder, requests: usize, started: Instant) -> Error {
    let error = problems.finish();
    events::announce_failure(&error, requests, started);
    error
}

/// The environment: what the loader says, its variable, what the struct falls back to, or `dev` with
/// a local store.
fn environment(schema: &Schema, settings: &Settings, is_local: bool) -> Option<String> {
    if settings.environment.is_some() {
        return settings.environment.clone();
    }
    let is_empty_unset = settings.is_empty_unset || schema.is_empty_unset();
    match settings.variables.get(schema.environment()) {
        Variable::Text(environment) if environment.is_empty() && is_empty_unset => {}
        Variable::Text(environment) => return Some(environment),
        // Nothing that a name may hold, so it is refused where it is used.
        Variable::NotUnicode => return Some("\u{fffd}".to_owned()),
        Variable::Unset => {}
    }
    let fallback = is_local.then_some("dev");
    schema.default_environment().or(fallback).map(str::to_owned)
}

/// The variables that are set and that no field reads: one of them may be misspelt.
fn set_for_nobody(plan: &Plan, variables: &Variables) -> Vec<String> {
    let of_leaves = plan.leaves.iter().flat_map(|leaf| &leaf.variables);
    let read: HashSet<&str> = of_leaves.map(|variable| variable.name.as_ref()).collect();
    let mut names = variables.names();
    names.retain(|name| !read.contains(name.as_str()));
    names
}

/// Adds the user's providers and files, and tells their names.
fn add(
    all: Vec<Given>,
    problems: &mut Builder,
    mut add: impl FnMut(Provided) -> figment::Result<Vec<Misfit>>,
) -> Vec<String> {
    let mut names = Vec::new();
    for given in all {
        let provider = match given {
            Given::Provider(provider) => *provider,
            Given::File(path) => match file::read(&path) {
                Ok(values) => Provided::file(&path, values),
                Err(problem) => {
                    names.push(problem.path.clone());
                    problems.report.problems.push(problem);
                    continue;
                }
            },
        };
        let name = provider.name();
        if provider.is_no_file() {
            events::warn_of_no_file(&name);
        }
        match add(provider) {
            Ok(misfits) => misfits.into_iter().for_each(|misfit| problems.misfit(&name, misfit)),
            Err(error) => problems.provider(&name, error),
        }
        names.push(name);
    }
    names
}

/// What no field reads: problems of a strict load, and else warnings. Nobody is told, and nothing is looked
/// for, when nobody listens.
fn tell_unused(layers: &Layers, unread: Option<&Unused>, is_strict: bool, problems: &mut Builder) {
    for unused in layers.unused().iter().chain(unread) {
        match is_strict {
            true => problems.unused(unused),
            false => events::warn_of_unused(unused),
        }
    }
}

/// Which source is asked for what. What is bound to a source that is not there has failed.
fn asks<'a>(
    plan: &Plan,
    needed: impl Fn(usize) -> bool,
    sources: &'a [Box<dyn Source>],
    transport: Transport,
    states: &mut [State],
) -> Vec<Ask<'a>> {
    let mut asks = Vec::new();
    for (name, wanted) in plan.wanted(&needed) {
        if let Some(source) = sources.iter().find(|source| source.name() == name) {
            asks.push(Ask { source: source.as_ref(), wanted });
            continue;
        }
        let help = match name {
            "ssm" | "secretsmanager" if transport == Transport::Extension => {
                "enable figleaf's Cargo feature `extension`, or leave out Transport::Extension"
            }
            "ssm" if transport == Transport::Sdk => {
                "enable figleaf's Cargo feature `ssm` (the AWS SDK), or leave out Transport::Sdk"
            }
            "secretsmanager" if transport == Transport::Sdk => {
                "enable figleaf's Cargo feature `secretsmanager` (the AWS SDK), or leave out Transport::Sdk"
            }
            "ssm" => "enable figleaf's Cargo feature `ssm` (the AWS SDK) or `extension`",
            "secretsmanager" => {
                "enable figleaf's Cargo feature `secretsmanager` (the AWS SDK) or `extension`"
            }
            _ => "add it: .source(…) on the loader",
        };
        let failure = Failure::no_source(help);
        for (index, leaf) in plan.leaves.iter().enumerate() {
            if needed(index) && leaf.location().is_some_and(|location| location.source == name) {
                states[index] = State::Failed { at: 0, failure: failure.clone() };
            }
        }
    }
    asks
}

fn with_regions<'a>(
    sources: &'a [Box<dyn Source>],
    asks: &[Ask<'_>],
    answers: &[Answer],
) -> Vec<Store<'a>> {
    let region = |name: &str| {
        let asked = asks.iter().zip(answers).find(|(ask, _)| ask.source.name() == name)?;
        asked.1.region.clone()
    };
    sources
        .iter()
        .map(|source| Store { source: source.as_ref(), region: region(source.name()) })
        .collect()
}

#[cfg(test)]
mod tests;
