//! Parameters of a type that their fields do not take, or that shows what it should hide.

use std::collections::BTreeMap;

use super::facts::Facts;
use crate::error::{Code, Problem, Subject};
use crate::layer::State;
use crate::plan::{Leaf, Location, Plan};
use crate::rules::PARAMETERS;
use crate::schema::Kind;
use crate::source::{Help, Key, arns, help, shell};

/// What is wrong with the types of what was found; one problem for each parameter.
pub(super) fn problems(plan: &Plan, states: &[State], facts: &Facts) -> Vec<Problem> {
    let mut wrong: BTreeMap<(&Key, Wrong), Vec<&Leaf>> = BTreeMap::new();
    let mut places: BTreeMap<&Key, &Location> = BTreeMap::new();
    for (leaf, state) in plan.leaves.iter().zip(states) {
        let State::Found { at, details, .. } = state else { continue };
        let location = &leaf.locations()[*at];
        if location.source != PARAMETERS {
            continue;
        }
        let Some(found) = details.kind().and_then(|kind| Wrong::of(leaf, location, kind)) else {
            continue;
        };
        places.insert(&location.key, location);
        wrong.entry((&location.key, found)).or_default().push(leaf);
    }
    let region = facts.region();
    let all = wrong.into_iter().filter_map(|((key, wrong), leaves)| {
        Some(wrong.problem(places.get(key)?, &leaves, region.as_deref()))
    });
    all.collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Wrong {
    /// A list where the field takes none.
    List,
    /// Not encrypted, though the field hides its value.
    Open(&'static str),
}

impl Wrong {
    fn of(leaf: &Leaf, location: &Location, kind: &str) -> Option<Self> {
        let is_document = !location.pointer.is_empty();
        let takes_no_list = is_document || leaf.field.is_text();
        match kind {
            "StringList" if takes_no_list => Some(Self::List),
            "StringList" if leaf.field.is_sensitive() => Some(Self::Open("StringList")),
            "String" if leaf.field.is_sensitive() => Some(Self::Open("String")),
            _ => None,
        }
    }

    fn problem(self, location: &Location, leaves: &[&Leaf], region: Option<&str>) -> Problem {
        let fields: Vec<String> = leaves.iter().map(|leaf| leaf.path.to_string()).collect();
        let place = format!("{}:{}", location.source, location.key);
        let (code, message) = match self {
            Self::List => {
                let wanted = match location.pointer.is_empty() {
                    true => leaves[0].field.type_name(),
                    false => "a JSON object",
                };
                (Code::Invalid, format!("expected {wanted}, found a StringList in {place}"))
            }
            Self::Open(kind) => (
                Code::Rejected,
                format!(
                    "the field hides its value, and {place} is a {kind}, which is not encrypted"
                ),
            ),
        };
        Problem {
            subject: Subject::Field,
            path: fields[0].clone(),
            fields,
            code,
            message,
            places: vec![place],
            help: Some(anew(location, leaves, region)),
        }
    }
}

/// Parameter Store changes no type: the parameter has to be written anew.
fn anew(location: &Location, leaves: &[&Leaf], region: Option<&str>) -> String {
    let is_any = |is: fn(&Leaf) -> bool| leaves.iter().any(|leaf| is(leaf));
    let is_document = !location.pointer.is_empty();
    let plain = Key::new(location.key.name());
    let create = help::put_parameter(&Help {
        code: Code::Missing,
        key: &plain,
        region,
        document_keys: &[],
        sensitive: is_any(|leaf| leaf.field.is_sensitive()),
        list: is_any(|leaf| leaf.field.is_list()),
        json: is_document || is_any(|leaf| matches!(leaf.field.kind(), Kind::Json)),
        bytes: is_any(|leaf| matches!(leaf.field.kind(), Kind::Bytes)),
    });
    format!(
        "the type of a parameter cannot be changed: aws ssm delete-parameter{} --name {}, then: {create}",
        shell::region(location.key.name(), region),
        // It takes no ARN.
        shell::quoted(&arns::name_of_parameter(location.key.name())),
    )
}
