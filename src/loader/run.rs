//! environment → plan → sources → layers → decode → validate: the one pipeline, of a load and of a refresh.

use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tracing::Instrument;

use super::fetch::{Ask, wave};
use super::recall::Recall;
use super::settings::{Given, Prepared, Settings};
use super::stores::Stores;
use super::{events, idle, stores, unread};
use crate::caught::caught;
use crate::clock::Deadline;
use crate::decode::{Decoder, Facts, Results};
use crate::error::{Builder, Code, Environment, Error, Store, Subject, Surroundings};
use crate::layer::{self, Layers, Misfit, Provided, State, Unused};
use crate::order;
use crate::origin::{Origin, Origins};
use crate::plan::{Names, Plan, is_fit};
use crate::retry::Policy;
use crate::schema::Schema;
use crate::source::Answer;
use crate::source::env::{Variable, Variables};
use crate::summary::{LoadSummary, Operation, Outcome};

/// Decodes the configuration; what it finds out is in the decoder.
pub(crate) type Decode<'d> = &'d mut (dyn FnMut(&mut Decoder<'_>) + Send);

/// One run of the pipeline.
pub(crate) struct Run<'r> {
    pub(crate) deadline: Deadline,
    /// What a live configuration adds. A load that is done once has none.
    pub(crate) recall: Option<&'r mut dyn Recall>,
    pub(crate) span: tracing::Span,
}

/// How a run ended that found nothing wrong.
pub(super) enum Ran {
    /// Everything is as the last run found it, so that nothing was decoded.
    Unchanged,
    Loaded(Origins),
}

/// Boxed, and not an `async fn`, so that all of it is compiled here and not for every struct of a user.
pub(super) fn run<'a, 'r: 'a>(
    prepared: &'a Prepared,
    schema: &'static Schema,
    run: Run<'r>,
    decode: Decode<'a>,
) -> BoxFuture<'a, Result<Ran, Error>> {
    let span = run.span.clone();
    let all = async move {
        let (mut run, mut told, started) = (run, Told::default(), Instant::now());
        let ran = match gather(prepared, schema, &mut run, &mut told).await {
            Ok(Some(gathered)) => gathered.judge(decode).map(Ran::Loaded),
            Ok(None) => Ok(Ran::Unchanged),
            Err(error) => Err(error),
        };
        prepared.settings.hooks.call(|| {
            let took = started.elapsed();
            // What the extension is the only way to may have been in its cache.
            let aged =
                |age: Duration| if ran.is_ok() { age.max(prepared.cached_for()) } else { age };
            let age = match &run.recall {
                Some(recall) => recall.age(ran.is_ok(), took),
                None => ran.is_ok().then_some(Duration::ZERO),
            };
            LoadSummary {
                config: schema.name(),
                environment: told.environment,
                is_refresh: run.is_refresh(),
                duration: took,
                operations: told.operations,
                outcome: match &ran {
                    Ok(Ran::Loaded(_)) => Outcome::Loaded,
                    Ok(Ran::Unchanged) => Outcome::Unchanged,
                    Err(_) => Outcome::Failed,
                },
                error: ran.as_ref().err().cloned(),
                age: age.map(aged),
            }
        });
        ran
    };
    all.instrument(span).boxed()
}

/// What a run tells of itself beside what comes of it.
#[derive(Default)]
struct Told {
    environment: Option<String>,
    operations: Vec<Operation>,
}

impl Run<'_> {
    /// The run of a load that is done once, or first.
    pub(crate) fn first(schema: &'static Schema, deadline: Deadline) -> Self {
        let span = tracing::info_span!(target: "figleaf", "load", config = schema.name());
        Self { deadline, recall: None, span }
    }

    fn is_refresh(&self) -> bool {
        self.recall.as_ref().is_some_and(|recall| recall.is_refresh())
    }

    fn policy(&self) -> Policy {
        match &self.recall {
            Some(recall) if recall.is_refresh() => Policy::refresh(recall.is_throttled()),
            _ => Policy::load(self.deadline),
        }
    }
}

/// Everything that was read, before it is decoded.
struct Gathered<'r> {
    settings: &'r Settings,
    schema: &'static Schema,
    is_refresh: bool,
    started: Instant,
    problems: Builder,
    environment: Option<String>,
    plan: Plan,
    stores: Stores,
    layers: Layers,
    variables: layer::Environment,
    /// What became of each leaf in its store.
    states: Vec<State>,
    /// Whether a layer above the stores has each leaf.
    given: Vec<bool>,
    /// What each source that was asked has said.
    answers: Vec<(&'static str, Answer)>,
    /// The names of the user's providers.
    above: Vec<String>,
    below: Vec<String>,
}

/// Reads all layers. None when a live configuration knows all of it already.
async fn gather<'r>(
    prepared: &'r Prepared,
    schema: &'static Schema,
    run: &mut Run<'_>,
    told: &mut Told,
) -> Result<Option<Gathered<'r>>, Error> {
    let (started, is_refresh) = (Instant::now(), run.is_refresh());
    let settings = &prepared.settings;
    let mut problems = Builder::new(schema.name());
    let stores = match stores::choose(prepared, is_refresh) {
        Ok(stores) => stores,
        Err(problem) => {
            problems.report.problems.push(problem);
            return Err(fail(problems, 0, started, is_refresh));
        }
    };
    let environment = environment(schema, settings, stores.is_local);
    let names = Names::new(environment.as_deref(), &settings.vars)
        .with_whole(&settings.names, settings.of_application());
    let plan = Plan::new(schema, &names);
    let environment = environment.filter(|name| is_fit(name));
    problems.report.environment.clone_from(&environment);
    told.environment.clone_from(&environment);
    problems.of_plan(&plan);
    idle::check(schema, settings, &stores.own, &mut problems);

    let mut layers = Layers::new(plan.leaves.len(), environment.as_deref());
    let is_empty_unset = settings.is_empty_unset;
    let variables =
        layer::Environment::new(&plan, settings.of_application(), is_empty_unset, &mut layers);
    let known = run.recall.as_ref().and_then(|recall| recall.providers());
    let providers = match known {
        Some((above, below)) => Providers::new(above, below),
        None => Providers::read(settings, &mut problems),
    };
    if let Some(recall) = &mut run.recall {
        recall.provided(&providers.above, &providers.below);
    }
    if !is_refresh {
        providers.warn_of_no_files();
    }
    add(providers.above, &mut problems, |provider| layers.merge(provider, &plan));
    let given: Vec<bool> = (0..plan.leaves.len()).map(|leaf| layers.get(leaf).is_some()).collect();
    let needed = |leaf: usize| {
        let planned = &plan.leaves[leaf];
        !given[leaf]
            && variables.unreadable(planned, leaf).is_none()
            && !(is_refresh && planned.keeps_first())
    };

    let mut states = vec![State::NotAsked; plan.leaves.len()];
    let mut asks = Ask::all(&plan, needed, &stores.sources, settings.transport, &mut states);
    if let Some(recall) = &mut run.recall {
        asks.iter_mut().for_each(|ask| recall.ask(&plan, ask));
    }
    let mut answers = wave(&asks, run.deadline, run.policy()).await;
    told.operations = asks
        .iter()
        .zip(&answers)
        .flat_map(|(ask, answer)| answer.tally.operations(ask.source.name()))
        .collect();
    let mut found = Vec::with_capacity(asks.len());
    for (ask, answer) in asks.iter().zip(&mut answers) {
        let outcomes = answer.settle(ask.keys());
        found.push(match &mut run.recall {
            Some(recall) => recall.complete(ask, outcomes),
            None => outcomes,
        });
    }
    if let Some(recall) = &run.recall
        && recall.is_unchanged()
        && problems.is_empty()
    {
        return Ok(None);
    }
    for (ask, outcomes) in asks.iter().zip(&mut found) {
        layer::look(&plan, &ask.wanted, outcomes, &mut layers, &mut states);
    }
    add(providers.below, &mut problems, |provider| layers.join(provider, &plan));
    if let Some(recall) = &mut run.recall {
        recall.layered(&plan, &mut layers, &mut states);
    }
    let answers = asks.iter().map(|ask| ask.source.name()).zip(answers).collect();
    Ok(Some(Gathered {
        settings,
        schema,
        is_refresh,
        started,
        problems,
        environment,
        plan,
        stores,
        layers,
        variables,
        states,
        given,
        answers,
        above: providers.names_above,
        below: providers.names_below,
    }))
}

impl Gathered<'_> {
    /// Decodes and validates, and puts together what is wrong.
    fn judge(mut self, decode: Decode<'_>) -> Result<Origins, Error> {
        let is_told =
            self.settings.is_strict || tracing::enabled!(target: "figleaf", tracing::Level::WARN);
        let unread = is_told
            .then(|| unread::variables(&self.plan, self.settings.of_application()))
            .flatten();
        tell_unused(&self.layers, unread.as_ref(), self.settings.is_strict, &mut self.problems);

        let facts = Facts {
            plan: &self.plan,
            layers: &self.layers,
            states: &self.states,
            given: &self.given,
            environment: &self.variables,
            sources: &self.stores.sources,
            is_check: false,
        };
        let mut results = Results::new(&self.plan);
        // Every field's own code is guarded where it runs. What is left is a value that panics when it is
        // dropped because another one is wrong.
        if caught(|| decode(&mut Decoder::new(&facts, &mut results))).is_err() {
            let message = "a value panicked when it was dropped".to_owned();
            self.problems.problem(
                Subject::Struct,
                self.schema.name(),
                Code::Invalid,
                message,
                None,
            );
        }
        let Results { findings, held, .. } = results;
        let origin = |leaf: usize| facts.origin(leaf, held[leaf]);
        let requests = self.answers.iter().map(|(_, answer)| answer.tally.requests()).sum();
        if findings.is_empty() && self.problems.is_empty() {
            self.announce(origin, requests);
            return Ok(match self.settings.tell_origins {
                true => Origins::new(&self.plan.leaves, origin),
                false => Origins::default(),
            });
        }
        let origins: Vec<Option<Origin>> = (0..self.plan.leaves.len()).map(origin).collect();
        let mut region = self.answers.iter().filter_map(|(_, answer)| answer.region.clone());
        self.problems.report.region = region.next();
        drop(region);
        let surroundings = Surroundings {
            plan: &self.plan,
            states: &self.states,
            stores: with_regions(&self.stores, &self.answers),
            above: self.above,
            below: self.below,
            environment: match self.settings.environment {
                Some(_) => Environment::Given,
                None => Environment::Variable(self.schema.environment()),
            },
            unread: set_for_nobody(&self.plan, self.settings.of_application()),
            unused: self.layers.unused(),
        };
        self.problems.findings(findings, &origins, &surroundings);
        Err(fail(self.problems, requests, self.started, self.is_refresh))
    }

    /// What a load tells when it succeeds. What a warning needs is not looked for when nobody listens.
    fn announce(&self, origin: impl Fn(usize) -> Option<Origin>, requests: usize) {
        let (plan, layers) = (&self.plan, &self.layers);
        if tracing::enabled!(target: "figleaf", tracing::Level::WARN) {
            events::warn_of_printed(plan, &self.states);
            events::warn_of_older(plan, layers, &self.variables, &self.states);
            events::edges::warn(plan, layers, &self.variables, &self.states);
            events::empty::warn(plan, layers, &self.variables);
        }
        if !self.is_refresh {
            events::announce(plan, &self.environment, origin, requests, self.started);
        }
    }
}

/// The error, and the event at the end of a load that fails. That of a refresh is told by who asked for it.
fn fail(problems: Builder, requests: usize, started: Instant, is_refresh: bool) -> Error {
    let error = problems.finish();
    if !is_refresh {
        events::announce_failure(&error, requests, started);
    }
    error
}

/// The environment: what the loader says, its variable, what the struct falls back to, or `dev` with
/// a local store.
fn environment(schema: &Schema, settings: &Settings, is_local: bool) -> Option<String> {
    if settings.environment.is_some() {
        return settings.environment.clone();
    }
    let is_empty_unset = settings.is_empty_unset || schema.is_empty_unset();
    match settings.of_application().get(schema.environment()) {
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
    let read = order::texts(of_leaves.map(|variable| variable.name.as_ref()));
    let mut names = variables.names();
    names.retain(|name| read.binary_search(&name.as_str()).is_err());
    names
}

/// What the user's providers and files give, and their names, also of those that cannot be read.
struct Providers {
    above: Vec<Provided>,
    below: Vec<Provided>,
    names_above: Vec<String>,
    names_below: Vec<String>,
}

impl Providers {
    fn new(above: Vec<Provided>, below: Vec<Provided>) -> Self {
        let names = |all: &[Provided]| all.iter().map(Provided::name).collect();
        Self { names_above: names(&above), names_below: names(&below), above, below }
    }

    fn read(settings: &Settings, problems: &mut Builder) -> Self {
        let mut read = |all: &[Given]| {
            let (mut provided, mut names) = (Vec::new(), Vec::new());
            for given in all {
                match given.read() {
                    Ok(provider) => {
                        names.push(provider.name());
                        provided.push(provider);
                    }
                    Err(problem) => {
                        names.push(problem.path.clone());
                        problems.report.problems.push(problem);
                    }
                }
            }
            (provided, names)
        };
        let (above, names_above) = read(&settings.merges);
        let (below, names_below) = read(&settings.joins);
        Self { above, below, names_above, names_below }
    }

    fn warn_of_no_files(&self) {
        for provider in self.above.iter().chain(&self.below).filter(|all| all.is_no_file()) {
            events::warn_of_no_file(&provider.name());
        }
    }
}

/// Adds what the user's providers and files give.
fn add(
    all: Vec<Provided>,
    problems: &mut Builder,
    mut add: impl FnMut(Provided) -> figment::Result<Vec<Misfit>>,
) {
    for provider in all {
        let name = provider.name();
        match add(provider) {
            Ok(misfits) => misfits.into_iter().for_each(|misfit| problems.misfit(&name, misfit)),
            Err(error) => problems.provider(&name, error),
        }
    }
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

fn with_regions<'a>(stores: &'a Stores, answers: &[(&str, Answer)]) -> Vec<Store<'a>> {
    let region = |name: &str| {
        let asked = answers.iter().find(|(source, _)| *source == name)?;
        asked.1.region.clone()
    };
    stores
        .sources
        .iter()
        .map(|source| Store { source: source.as_ref(), region: region(source.name()) })
        .collect()
}

#[cfg(test)]
mod tests;
