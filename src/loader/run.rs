//! environment → plan → sources → layers → decode → validate, for one load.

use std::collections::BTreeMap;
use std::time::Instant;

use tracing::Instrument;

use super::fetch::{Ask, wave};
use super::{Loader, stores};
use crate::Config;
use crate::decode::{Decoder, Facts, Results};
use crate::error::{Builder, Code, Environment, Error, Store, Surroundings};
use crate::layer::{self, AnyProvider, Layer, Layers, Misfit, State};
use crate::origin::{Origin, Origins};
use crate::plan::{Names, Plan, is_fit};
use crate::source::env::Variable;
use crate::source::{Answer, Failure, Key, Source};

pub(super) async fn run<T: Config>(loader: Loader<T>) -> Result<(T, Origins), Error> {
    let span = tracing::info_span!(target: "figleaf", "load", config = T::SCHEMA.name());
    load(loader).instrument(span).await
}

async fn load<T: Config>(mut loader: Loader<T>) -> Result<(T, Origins), Error> {
    let started = Instant::now();
    let mut problems = Builder::new(T::SCHEMA.name());
    let own = std::mem::take(&mut loader.sources);
    let stores = match stores::choose(own, &mut loader) {
        Ok(stores) => stores,
        Err(problem) => {
            problems.report.problems.push(problem);
            return Err(fail(problems, 0, started));
        }
    };
    let environment = environment::<T>(&loader, stores.is_local);
    let plan = Plan::new(T::SCHEMA, &Names::new(environment.as_deref(), &loader.vars));
    let environment = environment.filter(|name| is_fit(name));
    problems.report.environment.clone_from(&environment);
    problems.of_plan(&plan);

    let mut layers = Layers::new(environment.as_deref());
    let (variables, unreadable) = layer::environment(&plan, &loader.variables);
    layers.merge_layer(variables);
    let above = add(&loader.merges, &mut problems, |provider| layers.merge(provider, &plan));
    let given: Vec<bool> = {
        let merged = layers.merged();
        plan.leaves.iter().map(|leaf| merged.get(leaf).is_some()).collect()
    };
    let needed = |leaf: usize| !given[leaf] && !unreadable.contains_key(&leaf);

    let mut states = vec![State::NotAsked; plan.leaves.len()];
    let asks = asks(&plan, needed, &stores.sources, &mut states);
    let answers = wave(&asks, loader.timeout).await;
    for (ask, answer) in asks.iter().zip(&answers) {
        let name = ask.source.name();
        layers.join_layer(Layer::of_source(name, answer, &plan, &mut states, needed));
    }
    let below = add(&loader.joins, &mut problems, |provider| layers.join(provider, &plan));

    let merged = layers.merged();
    let containers = stores
        .sources
        .iter()
        .filter_map(|source| Some((source.name(), source.container()?.to_owned())))
        .collect();
    let facts = Facts {
        plan: &plan,
        merged: &merged,
        states: &states,
        given: &given,
        unreadable: &unreadable,
        containers: &containers,
    };
    let mut results = Results { findings: Vec::new(), origins: vec![None; plan.leaves.len()] };
    let config = T::decode(&mut Decoder::new(&facts, &mut results));

    let requests: usize = answers.iter().map(|answer| answer.requests).sum();
    if let Some(config) = config.filter(|_| results.findings.is_empty() && problems.is_empty()) {
        let origins = Origins::new(&plan.leaves, results.origins);
        warn_of_printed(&plan, &states);
        announce(&environment, &origins, requests, started);
        return Ok((config, origins));
    }
    problems.report.region = answers.iter().find_map(|answer| answer.region.clone());
    let surroundings = Surroundings {
        plan: &plan,
        states: &states,
        stores: with_regions(&stores.sources, &asks, &answers),
        above,
        below,
        environment: match loader.environment {
            Some(_) => Environment::Given,
            None => Environment::Variable(T::SCHEMA.environment()),
        },
    };
    problems.findings(results, &surroundings);
    Err(fail(problems, requests, started))
}

/// The error, and the event at the end of a load that fails.
fn fail(problems: Builder, requests: usize, started: Instant) -> Error {
    let error = problems.finish();
    tracing::info!(
        target: "figleaf",
        environment = error.environment(),
        problems = error.problems().len(),
        requests,
        ms = milliseconds(started),
        "configuration not loaded"
    );
    error
}

/// The environment: what the loader says, its variable, what the struct falls back to, or `dev` with
/// a local store.
fn environment<T: Config>(loader: &Loader<T>, is_local: bool) -> Option<String> {
    if loader.environment.is_some() {
        return loader.environment.clone();
    }
    match loader.variables.get(T::SCHEMA.environment()) {
        Variable::Text(environment) => return Some(environment),
        // Nothing that a name may hold, so it is refused where it is used.
        Variable::NotUnicode => return Some("\u{fffd}".to_owned()),
        Variable::Unset => {}
    }
    let fallback = is_local.then_some("dev");
    T::SCHEMA.default_environment().or(fallback).map(str::to_owned)
}

/// Adds the user's providers, and tells their names.
fn add(
    providers: &[AnyProvider],
    problems: &mut Builder,
    mut add: impl FnMut(&AnyProvider) -> figment::Result<Vec<Misfit>>,
) -> Vec<String> {
    let mut names = Vec::new();
    for provider in providers {
        let name = Origin::provider(&provider.metadata()).to_string();
        match add(provider) {
            Ok(misfits) => misfits.into_iter().for_each(|misfit| problems.misfit(&name, misfit)),
            Err(error) => problems.provider(&name, error),
        }
        names.push(name);
    }
    names
}

/// Which source is asked for what. What is bound to a source that is not there has failed.
fn asks<'a>(
    plan: &Plan,
    needed: impl Fn(usize) -> bool,
    sources: &'a [Box<dyn Source>],
    states: &mut [State],
) -> Vec<Ask<'a>> {
    let mut asks = Vec::new();
    for (name, keys) in plan.keys(&needed) {
        if let Some(source) = sources.iter().find(|source| source.name() == name) {
            asks.push(Ask { source: source.as_ref(), keys });
            continue;
        }
        let help = match name {
            "ssm" => "enable figleaf's Cargo feature `ssm` (the AWS SDK) or `extension`",
            "secretsmanager" => {
                "enable figleaf's Cargo feature `secretsmanager` (the AWS SDK) or `extension`"
            }
            _ => "add it: .source(…) on the loader",
        };
        let failure = Failure::new(Code::Conflict, "").of_store().with_help(help);
        for (index, leaf) in plan.leaves.iter().enumerate() {
            if needed(index) && leaf.location().is_some_and(|location| location.source == name) {
                states[index] = State::Failed(failure.clone());
            }
        }
    }
    asks
}

fn with_regions<'a>(
    sources: &'a [Box<dyn Source>],
    asks: &[Ask<'_>],
    answers: &[Answer],
) -> BTreeMap<&'static str, Store<'a>> {
    let region = |name: &str| {
        let asked = asks.iter().zip(answers).find(|(ask, _)| ask.source.name() == name)?;
        asked.1.region.clone()
    };
    sources
        .iter()
        .map(|source| {
            (source.name(), Store { source: source.as_ref(), region: region(source.name()) })
        })
        .collect()
}

/// One warning for each SecureString that fields could print.
fn warn_of_printed(plan: &Plan, states: &[State]) {
    let mut printed: BTreeMap<&Key, Vec<&str>> = BTreeMap::new();
    for (leaf, state) in plan.leaves.iter().zip(states) {
        let field = leaf.field;
        let is_hidden = field.is_redacting() || field.sensitivity() == Some(false);
        if let (State::Found { encrypted: true }, Some(location), false) =
            (state, leaf.location(), is_hidden)
        {
            printed.entry(&location.key).or_default().push(&leaf.path);
        }
    }
    for (parameter, fields) in printed {
        tracing::warn!(
            target: "figleaf",
            fields = fields.join(", "),
            %parameter,
            "a SecureString is held by fields that can print it: make them figleaf::Secret, or say sensitive = false"
        );
    }
}

fn announce(environment: &Option<String>, origins: &Origins, requests: usize, started: Instant) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (field, origin) in origins.iter() {
        tracing::debug!(target: "figleaf", field, %origin, "value");
        let kind = match origin {
            Origin::Variable { .. } => "env",
            Origin::Store { source, .. } => source,
            Origin::Provider { name } => name,
            Origin::Default => "default",
            Origin::Absent => "absent",
        };
        *counts.entry(kind).or_default() += 1;
    }
    let values: Vec<String> =
        counts.iter().map(|(kind, count)| format!("{kind}={count}")).collect();
    tracing::info!(
        target: "figleaf",
        environment,
        values = values.join(" "),
        requests,
        ms = milliseconds(started),
        "configuration loaded"
    );
}

fn milliseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
