//! The schema without any value: what can be wrong with it before anything is read.

use std::collections::BTreeMap;

use super::run::Decode;
use crate::decode::{Decoder, Facts, Results};
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
    let layers = Layers::new(None);
    let facts = Facts {
        plan: &plan,
        merged: &layers.merged(),
        states: &states,
        given: &vec![false; plan.leaves.len()],
        environment: &layer::Environment::new(&plan, &Variables::Given(BTreeMap::new())),
        containers: &BTreeMap::new(),
    };
    let mut results = Results { findings: Vec::new(), origins: vec![None; plan.leaves.len()] };
    decode(&mut Decoder::new(&facts, &mut results));
    let origins = &results.origins;
    results.findings.retain(|finding| is_of_default(finding, origins));

    let surroundings = Surroundings {
        plan: &plan,
        states: &states,
        stores: BTreeMap::new(),
        above: Vec::new(),
        below: Vec::new(),
        environment: Environment::Variable(schema.environment()),
    };
    problems.findings(results, &surroundings);
    if problems.is_empty() { Ok(()) } else { Err(problems.finish()) }
}

/// Where there is no value, being missing says nothing.
fn is_of_default(finding: &Finding, origins: &[Option<Origin>]) -> bool {
    let origin = finding.leaf.and_then(|leaf| origins[leaf].as_ref());
    origin == Some(&Origin::Default) && !matches!(finding.cause, Cause::Missing)
}
