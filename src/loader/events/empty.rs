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
        if let (Some(variable), Some(hidden)) = (environment.read(leaf, index), hidden(leaf)) {
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

/// What a field would have without its variable.
fn hidden(leaf: &Leaf) -> Option<String> {
    match leaf.location() {
        Some(location) => Some(Origin::store(location, None).to_string()),
        None if leaf.field.default().is_some() => Some("its default".to_owned()),
        None => leaf.field.is_optional().then(|| "None".to_owned()),
    }
}
