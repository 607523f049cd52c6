//! Names and ARNs that a deployment gives, and values of placeholders. The derive's rules and those of a load are one,
//! and what is generated of such names is JSON.
//!
//! The first line of an input is the source, the second the name, the third the value of a placeholder.

#![no_main]
#![allow(dead_code, reason = "the rules are used in part")]

use std::collections::BTreeMap;

use figleaf::source::Memory;
use figleaf::{Config, Loader, Secret};
use figleaf_fuzz::load;
use libfuzzer_sys::fuzz_target;

#[path = "../../derive/src"]
mod derive {
    pub(crate) mod rules;
}

pub(crate) use derive::rules;

#[derive(Debug, Config)]
struct Parameter {
    #[config(ssm = "${NAME}")]
    value: Option<Secret>,
}

#[derive(Debug, Config)]
struct Path {
    #[config(ssm = "${NAME}", by_path)]
    value: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Config)]
struct Stored {
    #[config(secretsmanager = "${NAME}")]
    value: Option<Secret>,
}

#[derive(Debug, Config)]
#[config(prefix = "/{env}/{tenant}")]
struct Filled {
    value: Option<Secret>,
    #[config(secretsmanager = "{env}/{tenant}-key")]
    key: Option<Secret>,
}

fuzz_target!(|input: &str| {
    let mut lines = input.split('\n');
    let (source, name) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let tenant = lines.next().unwrap_or_default();
    match source {
        "path" => agree::<Path>("ssm", name, true),
        "ssm" => agree::<Parameter>("ssm", name, false),
        _ => agree::<Stored>("secretsmanager", name, false),
    }
    let loader = Filled::loader().environment("prod").no_env_vars().var("tenant", tenant);
    let _ = load::load(sources(loader));
    generated(Filled::ops("prod").var("tenant", tenant));
    generated(Filled::ops(tenant).var("tenant", "acme"));
});

fn sources<T: Config>(loader: Loader<T>) -> Loader<T> {
    loader.source(Memory::new("ssm")).source(Memory::new("secretsmanager"))
}

/// A load takes a name if, and only if, the derive would.
fn agree<T: Config>(source: &str, name: &str, is_path: bool) {
    let written = rules::whole(source, name, is_path);
    let loaded = load::load(sources(T::loader().no_env_vars().name("NAME", name)));
    // An empty one is no name for either; the derive says so elsewhere, and figleaf trims nothing.
    if !name.is_empty() {
        assert_eq!(
            written.is_ok(),
            loaded.is_ok(),
            "{source} {name:?}: {written:?}, {:?}",
            loaded.err()
        );
    }
    generated(T::ops("prod").name("NAME", name));
}

/// What operators get is JSON, or a reason.
fn generated(ops: figleaf::ops::Ops) {
    let ops = ops.region("eu-west-1").account("123456789012");
    if let Ok(policy) = ops.policy() {
        for document in policy.split().into_iter().chain([policy.to_string()]) {
            let json = serde_json::from_str::<serde_json::Value>(&document);
            assert!(json.is_ok(), "a policy is no JSON: {document}");
        }
    }
    let _ = (ops.commands(), ops.docs(), ops.dotenv(), ops.local(), ops.terraform(), ops.sam());
    if let Ok(stack) = ops.cdk() {
        let _ = stack;
    }
}
