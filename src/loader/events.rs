//! What a load tells the log: names, counts and places, and no value.

pub(super) mod edges;
pub(super) mod empty;

use std::time::Instant;

use crate::error::Error;
use crate::layer::{Environment, Layers, Provenance, State, Unused};
use crate::order::sorted;
use crate::origin::Origin;
use crate::plan::{Plan, Variable};
use crate::printable::printable;
use crate::source::Key;

/// One warning for each SecureString that fields could print.
pub(super) fn warn_of_printed(plan: &Plan, states: &[State]) {
    let mut printed: Vec<(&Key, Vec<&str>)> = Vec::new();
    for (leaf, state) in plan.leaves.iter().zip(states) {
        let field = leaf.field;
        let is_hidden = field.is_redacting() || field.sensitivity() == Some(false);
        if let (State::Found { encrypted: true, at, .. }, false) = (state, is_hidden)
            && let Some(location) = leaf.locations().get(*at)
        {
            match printed.iter_mut().find(|(key, _)| *key == &location.key) {
                Some((_, fields)) => fields.push(&leaf.path),
                None => printed.push((&location.key, vec![&leaf.path])),
            }
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

/// One warning for each place that has something that no field reads.
pub(super) fn warn_of_unused(unused: &Unused) {
    tracing::warn!(
        target: "figleaf",
        place = unused.place,
        names = %unused,
        "no field reads what is given there: correct the names, or remove them"
    );
}

/// A file of a user's provider that is not there. figment does not tell its path.
pub(super) fn warn_of_no_file(provider: &str) {
    tracing::warn!(
        target: "figleaf",
        provider,
        "a file that was given to merge or join is not there, so that it gives nothing: merge_file and join_file \
         refuse that, and tell its path"
    );
}

/// One warning for each field whose value stands under an older name.
pub(super) fn warn_of_older(
    plan: &Plan,
    layers: &Layers,
    environment: &Environment,
    states: &[State],
) {
    for (index, (leaf, state)) in plan.leaves.iter().zip(states).enumerate() {
        // A provider above the variables may have the value.
        let is_variable = matches!(layers.provenance(index), Some(Provenance::Environment));
        let variable = environment.read(leaf, index).filter(|_| is_variable);
        let older = match (variable, state) {
            (Some(old), _) => {
                let is_key = |variable: &Variable| !variable.pointer.is_empty();
                let new = leaf.variables.iter().find(|new| is_key(new) == is_key(old));
                new.filter(|new| *new != old).map(|new| (old.to_string(), new.to_string()))
            }
            (None, State::Found { at: at @ 1.., .. }) => {
                let locations = leaf.locations();
                let place =
                    |at: usize| locations.get(at).map(|at| Origin::store(at, None).to_string());
                place(*at).zip(place(0))
            }
            (None, _) => None,
        };
        if let Some((old, new)) = older {
            tracing::warn!(
                target: "figleaf",
                field = %leaf.path,
                old,
                new,
                "a value was read under an older name: give it the new one"
            );
        }
    }
}

/// The event at the end of a load. What it tells is not put together when nobody listens.
pub(super) fn announce(
    plan: &Plan,
    environment: &Option<String>,
    origin: impl Fn(usize) -> Option<Origin>,
    requests: usize,
    started: Instant,
) {
    if !tracing::enabled!(target: "figleaf", tracing::Level::INFO) {
        return;
    }
    let mut counts: Vec<(String, usize)> = Vec::new();
    for (index, leaf) in plan.leaves.iter().enumerate() {
        let Some(origin) = origin(index) else { continue };
        tracing::debug!(target: "figleaf", field = %leaf.path, %origin, "value");
        let kind = match origin {
            Origin::Variable { .. } => "env".to_owned(),
            Origin::Store { source, .. } => source,
            Origin::Provider { name } => printable(&name).into_owned(),
            Origin::Default => "default".to_owned(),
            Origin::Absent => "absent".to_owned(),
        };
        match counts.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => counts.push((kind, 1)),
        }
    }
    let values = counts.iter().map(|(kind, count)| format!("{kind}={count}")).collect();
    let values: Vec<String> = sorted(values, Ord::cmp);
    tracing::info!(
        target: "figleaf",
        environment,
        values = values.join(" "),
        requests,
        ms = milliseconds(started),
        "configuration loaded"
    );
}

/// The event at the end of a load that fails.
pub(super) fn announce_failure(error: &Error, requests: usize, started: Instant) {
    tracing::info!(
        target: "figleaf",
        environment = error.environment(),
        problems = error.problems().len(),
        requests,
        ms = milliseconds(started),
        "configuration not loaded"
    );
}

fn milliseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
