//! The schema without any value: what can be wrong with it before anything is read.

use std::collections::BTreeMap;

use super::run::Decode;
use crate::decode::{Decoder, Facts, Held, Results};
use crate::error::{Builder, Cause, Environment, Error, Finding, Surroundings};
use crate::layer::{self, Layers, State};
#[cfg(feature = "ops")]
use crate::ops::probe::Shape;
use crate::origin::Origin;
use crate::plan::{Names, Plan};
use crate::schema::Schema;
use crate::source::env::Variables;

/// Checks what the derive cannot see, one struct at a time, and the values of all defaults.
pub(crate) fn check(schema: &'static Schema, decode: Decode<'_>) -> Result<(), Error> {
    let plan = Plan::new(schema, &Names::templates());
    let mut problems = Builder::new(schema.name());
    problems.of_plan(&plan);

    let (findings, origins) = without_values(&plan, |facts| {
        let mut results = Results::new(&plan);
        decode(&mut Decoder::new(facts, &mut results));
        let Results { mut findings, held, .. } = results;
        findings.retain(|finding| is_of_schema(finding, &held));
        let origins: Vec<Option<Origin>> =
            held.iter().enumerate().map(|(leaf, held)| facts.origin(leaf, *held)).collect();
        (findings, origins)
    });

    let surroundings = Surroundings {
        plan: &plan,
        states: &vec![State::NotAsked; plan.leaves.len()],
        stores: Vec::new(),
        above: Vec::new(),
        below: Vec::new(),
        environment: Environment::Variable(schema.environment()),
        unread: Vec::new(),
        unused: &[],
    };
    problems.findings(findings, &origins, &surroundings);
    if problems.is_empty() { Ok(()) } else { Err(problems.finish()) }
}

/// What the type of each leaf reads. One that is read by a function of its own, which is `with`, is not known.
#[cfg(feature = "ops")]
pub(crate) fn shapes(plan: &Plan, decode: fn(&mut Decoder<'_>)) -> Vec<Shape> {
    without_values(plan, |facts| {
        let mut results = Results::new(plan);
        results.shapes = Some(vec![Shape::Any; plan.leaves.len()]);
        decode(&mut Decoder::new(facts, &mut results));
        results.shapes.unwrap_or_default()
    })
}

/// What a decoder is told of a configuration when nothing was read.
fn without_values<T>(plan: &Plan, then: impl FnOnce(&Facts<'_>) -> T) -> T {
    let mut layers = Layers::new(plan.leaves.len(), None);
    let none = Variables::Given(BTreeMap::new());
    let environment = layer::Environment::new(plan, &none, false, &mut layers);
    then(&Facts {
        plan,
        layers: &layers,
        states: &vec![State::NotAsked; plan.leaves.len()],
        given: &vec![false; plan.leaves.len()],
        environment: &environment,
        sources: &[],
        is_check: true,
    })
}

/// Whether it is said of the schema or of a default. Where there is no value, being missing says nothing.
fn is_of_schema(finding: &Finding, held: &[Held]) -> bool {
    if matches!(finding.cause, Cause::Mismatch(_)) {
        return true;
    }
    let is_default = match finding.leaf {
        Some(leaf) => held[leaf] == Held::Default,
        // A skipped field is no leaf, and has a default alone.
        None => matches!(finding.cause, Cause::Fault(_, Origin::Default)),
    };
    is_default && !matches!(finding.cause, Cause::Missing)
}
