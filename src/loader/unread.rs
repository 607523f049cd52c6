//! Environment variables that begin as those of a struct do, and that no field reads: most often a
//! misspelt name, whose field has its default, or what a store holds.

use crate::error::alike;
use crate::layer::{MOST, Stray, Unused};
use crate::order;
use crate::plan::{Leaf, Plan, Written};
use crate::source::env::Variables;

/// What the variables of platforms begin with, which a struct's prefix may begin with as well.
const OF_PLATFORMS: [&str; 6] = ["AWS_", "CARGO_", "ECS_", "FIGLEAF_", "KUBERNETES_", "LAMBDA_"];

/// The variables that begin with the prefix of a struct and a `_`, and that no field reads. Without a
/// prefix the environment is not looked through.
pub(super) fn variables(plan: &Plan, variables: &Variables) -> Option<Unused> {
    if plan.env_prefixes.is_empty() {
        return None;
    }
    let is_ours = |name: &&String| {
        plan.env_prefixes.iter().any(|prefix| {
            name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('_') && rest.len() > 1)
        })
    };
    let names = variables.names();
    let set = order::texts(names.iter().filter(is_ours).map(String::as_str));
    let known = known(plan);
    let is_stray = |name: &&&str| !has(&known, name) && !is_of_platform(name, &set);
    // What is set already is not what was meant.
    let free: Vec<String> =
        known.iter().filter(|name| !has(&set, name)).map(|name| (*name).to_owned()).collect();
    let strays = set.iter().filter(is_stray).enumerate().map(|(number, name)| {
        // Of more the names are not told.
        let hint = (number < MOST).then(|| hint(plan, name, &free)).flatten();
        Stray::new(name, hint)
    });
    let strays: Vec<Stray> = strays.collect();
    Unused::variables(strays)
}

/// The variables that are read: those of fields and groups, and those that name the environment or what a
/// field is bound to.
fn known(plan: &Plan) -> Vec<&str> {
    let of_leaves = plan.leaves.iter().flat_map(|leaf| &leaf.variables);
    let of_leaves = of_leaves.map(|variable| variable.name.as_ref());
    let written = Written::new(plan.root.schema);
    let of_names: Vec<&'static str> = written.variables().collect();
    order::texts(of_leaves.chain([plan.root.schema.environment()]).chain(of_names))
}

/// Whether a name is among sorted ones.
fn has(sorted: &[&str], name: &str) -> bool {
    sorted.binary_search(&name).is_ok()
}

/// What was perhaps meant by a variable that no field reads.
fn hint(plan: &Plan, name: &str, free: &[String]) -> Option<String> {
    if plan.leaves.iter().any(|leaf| is_in_group_of(leaf, name)) {
        return Some(format!(
            "the name of a group: if it holds a JSON document, write env = \"{name}\" beside `nested`"
        ));
    }
    let prefixes = plan.env_prefixes.iter().filter(|prefix| name.starts_with(**prefix));
    let prefix = prefixes.max_by_key(|prefix| prefix.len())?;
    let rest = |name: &str| name.strip_prefix(prefix).map(|rest| rest[1..].to_owned());
    let is_its_name = |leaf: &&Leaf| {
        let parts = leaf.groups.iter().copied().chain([leaf.field.name()]);
        let path = parts.collect::<Vec<_>>().join("_");
        rest(name).is_some_and(|rest| rest.eq_ignore_ascii_case(&path))
    };
    // A field that names its variable is not read from that of its own name.
    let mut named = plan.leaves.iter().filter(|leaf| leaf.field.env().is_some());
    if let Some(own) = named.find(is_its_name).and_then(Leaf::variable) {
        return Some(format!("did you mean {own}?"));
    }
    // The prefix is the same in all of them, and would make all of them alike.
    let candidates: Vec<String> = free.iter().filter_map(|name| rest(name)).collect();
    let meant = alike(&rest(name)?, &candidates)?;
    Some(format!("did you mean {prefix}_{meant}?"))
}

/// Whether a variable is named as the group that a field is in, so that it would hold all of it.
fn is_in_group_of(leaf: &Leaf, name: &str) -> bool {
    let in_group = |variable: &str| {
        let field = variable.strip_prefix(name).and_then(|rest| rest.strip_prefix('_'));
        field.is_some_and(|field| field.eq_ignore_ascii_case(leaf.field.name()))
    };
    !leaf.groups.is_empty() && leaf.variable().is_some_and(in_group)
}

/// Whether a platform has set a variable: Lambda, ECS, cargo, and Kubernetes, which sets seven and more for
/// each service, such as `SHOP_SERVICE_HOST`, `SHOP_PORT` and `SHOP_PORT_80_TCP_ADDR` for one called `shop`.
fn is_of_platform(name: &str, set: &[&str]) -> bool {
    if OF_PLATFORMS.iter().any(|prefix| name.starts_with(prefix)) {
        return true;
    }
    let is_service = |stem: &str| has(set, &format!("{stem}_SERVICE_HOST"));
    let ends = ["_SERVICE_HOST", "_SERVICE_PORT", "_PORT"];
    ends.iter().any(|end| name.strip_suffix(end).is_some_and(is_service))
        || ["_SERVICE_PORT_", "_PORT_"]
            .iter()
            .any(|inner| name.split_once(inner).is_some_and(|(stem, _)| is_service(stem)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_platform_sets_is_no_mistake() {
        let set = order::texts(
            [
                "SHOP_SERVICE_HOST",
                "SHOP_SERVICE_PORT",
                "SHOP_SERVICE_PORT_HTTP",
                "SHOP_PORT",
                "SHOP_PORT_80_TCP",
                "SHOP_PORT_80_TCP_PROTO",
                "SHOP_PORT_80_TCP_PORT",
                "SHOP_PORT_80_TCP_ADDR",
                "SHOP_DB_SERVICE_HOST",
                "SHOP_DB_PORT",
                "AWS_REGION",
            ]
            .into_iter(),
        );
        for name in &set {
            assert!(is_of_platform(name, &set), "{name}");
        }
        for name in ["SHOP_MAIL_PORT", "SHOP_MAIL_SERVICE_HOST", "SHOP_HOST"] {
            assert!(!is_of_platform(name, &set), "{name}");
        }
        assert!(!is_of_platform("SHOP_PORT", &[]));
    }
}
