//! `check`: whether environments have what the configuration needs, before a deployment meets them.

use std::collections::BTreeMap;

use serde_json::json;

use super::environments::{Answer, Environment};
use super::table::table;
use super::{FINDINGS, FINE, UNKNOWN};
use crate::Config;
use crate::error::{Error, Problem};
use crate::plan::{Blank, Names, Plan, Target};
use crate::value::count;

/// The matrix, and the usual report of each environment that is not right.
pub(super) fn answer(config: &str, environments: &[Environment]) -> Answer {
    let code = environments.iter().map(code).max().unwrap_or(FINE);
    Answer { text: text(environments), json: json(config, environments), code }
}

/// 2 outranks 1.
fn code(environment: &Environment) -> u8 {
    match (environment.looked.is_unknown, &environment.looked.error) {
        (true, _) => UNKNOWN,
        (false, Some(_)) => FINDINGS,
        (false, None) => FINE,
    }
}

fn verdict(environment: &Environment) -> String {
    let findings = environment.looked.error.as_ref().map_or(0, |error| error.problems().len());
    match code(environment) {
        FINE => "ok".to_owned(),
        FINDINGS => count(findings, "finding"),
        _ => "unknown".to_owned(),
    }
}

fn text(environments: &[Environment]) -> String {
    let mut rows = vec![heads(environments.iter().map(|environment| environment.name.clone()))];
    for path in paths(environments) {
        let cell = |environment: &Environment| {
            let field = environment.looked.fields.iter().find(|field| field.path == path);
            field.map_or("unknown", |field| field.state(environment.looked.is_unknown)).to_owned()
        };
        rows.push([path.clone()].into_iter().chain(environments.iter().map(cell)).collect());
    }
    rows.push(heads(environments.iter().map(verdict)));
    let mut text = table(&rows);
    for environment in environments {
        if let Some(error) = &environment.looked.error {
            text.push_str(&format!("\n{error}"));
        }
    }
    text
}

fn heads(cells: impl Iterator<Item = String>) -> Vec<String> {
    std::iter::once(String::new()).chain(cells).collect()
}

/// The fields, of whichever environment knows them.
fn paths(environments: &[Environment]) -> Vec<String> {
    let longest = environments.iter().max_by_key(|one| one.looked.fields.len());
    longest.into_iter().flat_map(|one| &one.looked.fields).map(|field| field.path.clone()).collect()
}

fn json(config: &str, environments: &[Environment]) -> serde_json::Value {
    let environment = |one: &Environment| {
        let state = match code(one) {
            FINE => "ok",
            FINDINGS => "findings",
            _ => "unknown",
        };
        let fields = one.looked.fields.iter().map(
            |field| json!({ "path": field.path, "state": field.state(one.looked.is_unknown) }),
        );
        json!({
            "environment": one.name,
            "state": state,
            "fields": fields.collect::<Vec<_>>(),
            "problems": problems(one.looked.error.as_ref()),
        })
    };
    json!({
        "version": 1,
        "verb": "check",
        "config": config,
        "environments": environments.iter().map(environment).collect::<Vec<_>>(),
    })
}

fn problems(error: Option<&Error>) -> Vec<serde_json::Value> {
    let problem = |problem: &Problem| {
        json!({
            "path": problem.path(),
            "fields": problem.fields(),
            "code": problem.code().as_str(),
            "message": problem.message(),
            "places": problem.places(),
            "help": problem.help(),
        })
    };
    error.iter().flat_map(|error| error.problems()).map(problem).collect()
}

/// Names and lengths alone: what can be said without credentials and without a network.
pub(super) fn offline<C: Config>(
    environments: &[String],
    vars: &BTreeMap<String, String>,
) -> Answer {
    let schema_problem = C::check_schema().err();
    let mut rows = Vec::new();
    let mut found = Vec::new();
    for environment in environments {
        let plan = Plan::new(C::SCHEMA, &Names::new(Some(environment), vars));
        let wrong: Vec<String> =
            plan.leaves.iter().filter_map(|leaf| unresolved(&leaf.path, &leaf.target)).collect();
        let count = wrong.len() + usize::from(schema_problem.is_some());
        let verdict =
            if count == 0 { "ok".to_owned() } else { crate::value::count(count, "finding") };
        rows.push(vec![environment.clone(), verdict]);
        found.push((environment, wrong));
    }
    let mut text = table(&rows);
    for (environment, wrong) in &found {
        for line in wrong {
            text.push_str(&format!("\n{environment}: {line}"));
        }
    }
    if found.iter().any(|(_, wrong)| !wrong.is_empty()) {
        text.push('\n');
    }
    if let Some(error) = &schema_problem {
        text.push_str(&format!("\n{error}"));
    }
    let is_fine = schema_problem.is_none() && found.iter().all(|(_, wrong)| wrong.is_empty());
    let environments: Vec<_> = found
        .iter()
        .map(|(environment, wrong)| {
            let is_fine = schema_problem.is_none() && wrong.is_empty();
            let state = if is_fine { "ok" } else { "findings" };
            json!({ "environment": environment, "state": state, "names": wrong,
                    "problems": problems(schema_problem.as_ref()) })
        })
        .collect();
    let config = C::SCHEMA.name();
    let json = json!({ "version": 1, "verb": "check", "level": "offline", "config": config, "environments": environments });
    Answer { text, json, code: if is_fine { FINE } else { FINDINGS } }
}

/// A name that is not known; that a variable gives a whole one is no finding.
fn unresolved(path: &str, target: &Target) -> Option<String> {
    match target {
        Target::Unresolved(unresolved) => match &unresolved.blank {
            Blank::Placeholder(name) => Some(format!(
                "{path} has no name: {{{name}}} has no value, or one that is not fit for a name"
            )),
            Blank::Whole { .. } => None,
        },
        _ => None,
    }
}
