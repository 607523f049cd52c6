//! Environment variables that are set to nothing and hide a value: `APP_API_KEY=` in a file of variables, or
//! compose's `${APP_API_KEY:-}`.

use crate::layer::{Environment, Layers, Provenance};
use crate::origin::Origin;
use crate::plan::{Leaf, Plan};

/// One warning for each variable that is empty and hides something.
pub(in crate::loader) fn warn(plan: &Plan, layers: &Layers, environment: &Environment) {
    for (index, leaf) in plan.leaves.iter().enumerate() {
        let is_variable = matches!(layers.provenance(index), Some(Provenance::Environment));
        let is_empty = || layers.texts(index).next().is_some_and(str::is_empty);
        if !is_variable || !is_empty() {
            continue;
        }
        let hidden = || stored(leaf).or_else(|| layers.hidden(index)).or_else(|| otherwise(leaf));
        if let (Some(variable), Some(hidden)) = (environment.read(leaf, index), hidden()) {
            tracing::warn!(
                target: "figleaf",
                field = %leaf.path,
                %variable,
                hidden,
                "an environment variable that is set to nothing counts, and hides another value: unset it, or say \
                 empty_is_unset"
            );
        }
    }
}

fn stored(leaf: &Leaf) -> Option<String> {
    leaf.location().map(|location| Origin::store(location, None).to_string())
}

/// What a field has when no place has a value.
fn otherwise(leaf: &Leaf) -> Option<String> {
    match leaf.field.default() {
        Some(_) => Some("its default".to_owned()),
        None => leaf.field.is_optional().then(|| "None".to_owned()),
    }
}
