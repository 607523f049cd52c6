//! The one thing to do about a problem.

use super::alike::alike;
use super::cause::{Cause, Finding};
use super::fault::help_with_flaw;
use super::message::thing;
use super::surroundings::{Environment, Surroundings};
use crate::layer::{Absence, Flaw, State, Unreadable};
use crate::origin::Origin;
use crate::plan::{Blank, Leaf, Location, NameReason, Target, Unresolved};
use crate::schema::Kind;
use crate::source::{Failure, Help, shell};
use crate::value::{Found, Look};

/// What to do about a `Config` that was written by hand.
pub(super) const DERIVE: &str = "derive figleaf::Config";

impl Surroundings<'_> {
    pub(super) fn help(&self, finding: &Finding) -> Option<String> {
        match &finding.cause {
            Cause::Failed(Failure { help: Some(help), .. }) => {
                return Some(self.filled_in(help, self.location(finding)));
            }
            Cause::Rejected(rejection, _) => return rejection.help().map(str::to_owned),
            Cause::Unresolved(unresolved) => return Some(self.help_with_name(unresolved)),
            Cause::Flawed(
                flaw @ (Flaw::Syntax(_) | Flaw::NoObject { .. } | Flaw::EmptyItem { .. }),
            ) => {
                return help_with_flaw(flaw);
            }
            Cause::Unreadable(_, Unreadable::Flawed(flaw)) => return help_with_flaw(flaw),
            Cause::Fault(fault, _) => return self.expected(finding).help(fault),
            Cause::Mismatch(_) => return Some(DERIVE.to_owned()),
            _ => {}
        }
        let leaf = self.leaf(finding)?;
        match (&leaf.target, leaf.variable()) {
            (Target::Stored(_), _) => self.help_of_source(finding, leaf, self.location(finding)?),
            _ if matches!(finding.cause, Cause::Missing) && !leaf.variables.is_empty() => {
                Some(help_with_variables(leaf))
            }
            (Target::Nowhere, None) => Some(
                "the field is bound to nothing: give the struct a `prefix` or an `env_prefix`, or the field \
                 `ssm`, `secretsmanager` or `env`"
                    .to_owned(),
            ),
            _ => None,
        }
    }

    /// A command with the name and region that it is about.
    fn filled_in(&self, help: &str, location: Option<&Location>) -> String {
        let Some(location) = location else { return help.to_owned() };
        let region = self.store(location.source).and_then(|store| store.region.as_deref());
        let name = location.key.name();
        help.replace("{region}", &shell::region(name, region))
            .replace("{name}", &shell::quoted(name))
    }

    fn help_with_name(&self, unresolved: &Unresolved) -> String {
        let placeholder = match &unresolved.blank {
            Blank::Placeholder(name) => name,
            Blank::Whole { variable, source, is_given } => {
                let what = thing(source);
                return match is_given {
                    true => format!("give it the whole name or the ARN of {what}"),
                    false => format!(
                        "set {variable} to the whole name or the ARN of {what}, or call .name(\"{variable}\", …) on the loader"
                    ),
                };
            }
        };
        match placeholder.as_str() {
            "env" => match self.environment {
                Environment::Given => {
                    "call .environment(…) with the name of the environment, such as prod".to_owned()
                }
                Environment::Variable(variable) => format!(
                    "set {variable} to the name of the environment (such as prod), or call \
                     .environment(…); a fallback is `default_environment = \"dev\"` on the struct"
                ),
            },
            name if unresolved.reason == NameReason::Unfit => format!(
                "give .var(\"{name}\", …) one segment of the name; a field is bound to a whole name or an ARN as \"${{{}}}\"",
                name.to_uppercase()
            ),
            name => format!("call .var(\"{name}\", …) on the loader"),
        }
    }

    /// Says how to add the key, or how to read the one that was perhaps meant.
    fn help_with_key(&self, leaf: &Leaf, location: &Location, absence: &Absence) -> String {
        let place = self.document(location);
        let add = format!("add the key `{}` to {place}", location.pointer.join("."));
        let last = location.pointer.len() - 1;
        let meant = match absence {
            Absence::Key { depth, present, .. } if *depth == last => {
                alike(location.pointer[last], present)
            }
            _ => None,
        };
        let attribute = if leaf.field.store().is_some() { "key" } else { "rename" };
        match meant {
            Some(key) => {
                format!("{add}, or read the one there: #[config({attribute} = \"{key}\")]")
            }
            None => add,
        }
    }

    /// The keys that fields want of the document that is stored there.
    fn document_keys(&self, location: &Location) -> Vec<&'static str> {
        // Most places are whole parameters, and there may be thousands of them.
        if location.pointer.is_empty() {
            return Vec::new();
        }
        let is_of_document =
            |at: &&Location| (at.source, &at.key) == (location.source, &location.key);
        let locations = self.plan.leaves.iter().filter_map(Leaf::location).filter(is_of_document);
        let mut keys: Vec<_> = locations.filter_map(|at| at.pointer.first().copied()).collect();
        keys.dedup();
        keys
    }

    fn help_of_source(
        &self,
        finding: &Finding,
        leaf: &Leaf,
        location: &Location,
    ) -> Option<String> {
        let store = self.store(location.source)?;
        let known = finding.leaf.map(|leaf| &self.states[leaf]);
        if let Some(State::Absent(absence @ (Absence::Key { .. } | Absence::Null))) = known {
            return Some(self.help_with_key(leaf, location, absence));
        }
        store.source.help(&Help {
            code: finding.cause.code(),
            key: &location.key,
            region: store.region.as_deref(),
            document_keys: &self.document_keys(location),
            sensitive: leaf.field.is_sensitive(),
            list: leaf.field.is_list(),
            json: matches!(leaf.field.kind(), Kind::Json),
            bytes: matches!(leaf.field.kind(), Kind::Bytes),
        })
    }
}

/// What to do about a variable that gives no value because of whoever has set it, if that is what is wrong:
/// to nothing, or by Kubernetes.
pub(super) fn help_with_variable(
    cause: &Cause,
    origin: Option<&Origin>,
    unread: &[String],
) -> Option<String> {
    let found = match cause {
        Cause::Fault(fault, _) if fault.path.is_empty() => fault.found?,
        Cause::Rejected(_, found) => (*found)?,
        Cause::Unreadable(variable, Unreadable::Flawed(Flaw::Syntax(wrong))) => {
            return (wrong.length == 0).then(|| unset(&variable.name));
        }
        _ => return None,
    };
    let Some(Origin::Variable { name, .. }) = origin else { return None };
    match found {
        Found::Text(Look { length: 0, .. }) => Some(unset(name)),
        _ => of_kubernetes(name, unread),
    }
}

/// Kubernetes sets `SHOP_PORT=tcp://…` and `SHOP_SERVICE_HOST` in every pod beside a service that is called
/// `shop`. Source: its documentation, "Accessing the Service".
fn of_kubernetes(variable: &str, unread: &[String]) -> Option<String> {
    let host = format!("{}_SERVICE_HOST", variable.strip_suffix("_PORT")?);
    unread.contains(&host).then(|| {
        format!(
            "if Kubernetes has set {variable} for a service, as it has set {host}: say enableServiceLinks: false \
             in the pod"
        )
    })
}

fn unset(variable: &str) -> String {
    format!("unset {variable}, or say empty_is_unset: a variable that is set to nothing counts")
}

/// Says which variable to set: the field's own, or that of its group.
fn help_with_variables(leaf: &Leaf) -> String {
    let own = leaf.variable().map(str::to_owned);
    let document = leaf.variables.iter().find(|variable| !variable.pointer.is_empty());
    let key = document.map(|variable| {
        format!("the key `{}` of the JSON object in {}", variable.pointer.join("."), variable.name)
    });
    let ways: Vec<String> = own.into_iter().chain(key).collect();
    format!("set {}", ways.join(", or "))
}
