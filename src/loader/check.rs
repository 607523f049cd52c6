//! The schema without any value: what can be wrong with it before anything is read.

use std::collections::BTreeMap;

use super::run::Decode;
use crate::decode::{Decoder, Facts, Held, Results};
use crate::error::{Builder, Cause, Environment, Error, Finding, Surroundings};
use crate::layer::{self, Layers, State};
use crate::origin::Origin;
use crate::plan::{Names, Plan};
use crate::schema::Schema;
use crate::source::env::Variables;

/// Checks what the derive cannot see, one struct at a time, and the values of all defaults.
pub(crate) fn check(schema: &'static Schema, decode: Decode<'_>) -> Result<(), Error> {
    let plan = Plan::new(schema, &Names::templates());
    let mut problems = Builder::new(schema.name());
    problems.of_plan(&plan);

    let states = vec![State::NotAsked; plan.leaves.len()];
    let mut layers = Layers::new(plan.leaves.len(), None);
    let none = Variables::Given(BTreeMap::new());
    let environment = layer::Environment::new(&plan, &none, false, &mut layers);
    let facts = Facts {
        plan: &plan,
        layers: &layers,
        states: &states,
        given: &vec![false; plan.leaves.len()],
        environment: &environment,
        sources: &[],
        is_check: true,
    };
    let mut results = Results::new(&plan);
    decode(&mut Decoder::new(&facts, &mut results));
    let Results { mut findings, held } = results;
    findings.retain(|finding| is_of_default(finding, &held));
    let origins: Vec<Option<Origin>> =
        held.iter().enumerate().map(|(leaf, held)| facts.origin(leaf, *held)).collect();

    let surroundings = Surroundings {
        plan: &plan,
        states: &states,
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

/// Where there is no value, being missing says nothing.
fn is_of_default(finding: &Finding, held: &[Held]) -> bool {
    let is_default = match finding.leaf {
        Some(leaf) => held[leaf] == Held::Default,
        // A skipped field is no leaf, and has a default alone.
        None => matches!(finding.cause, Cause::Fault(_, Origin::Default)),
    };
    is_default && !matches!(finding.cause, Cause::Missing)
}
