//! GetParameters: names and their versions, ten in a request.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_ssm::Client;
use aws_sdk_ssm::operation::get_parameters::{GetParametersError, GetParametersOutput};
use aws_sdk_ssm::types::Parameter;

use crate::error::Code;
use crate::error::aws::{Verdict, judge};
use crate::source::aws::Watch;
use crate::source::{Answer, Attempts, Failure, Key, arn};

/// The most names that GetParameters takes.
const SIZE: usize = 10;

/// The keys of one request.
pub(super) type Batch<'k> = Vec<&'k Key>;

pub(super) type Reply = Result<GetParametersOutput, Failure>;

/// The requests that single parameters need. What is in another region than `home` needs one of its own, and so do
/// two versions of one parameter: an answer is matched by its name.
pub(super) fn batches<'k>(keys: &'k [Key], home: &str) -> Vec<Batch<'k>> {
    let mut regions: BTreeMap<&str, Vec<Batch<'_>>> = BTreeMap::new();
    for key in keys.iter().filter(|key| !key.is_path()) {
        let batches = regions.entry(arn::region(key.name()).unwrap_or(home)).or_default();
        let has_room = |batch: &&mut Batch<'_>| {
            batch.len() < SIZE && batch.iter().all(|other| bare(other) != bare(key))
        };
        match batches.iter_mut().find(has_room) {
            Some(batch) => batch.push(key),
            None => batches.push(vec![key]),
        }
    }
    regions.into_values().flatten().collect()
}

/// What a parameter's name and its ARN have in common.
fn bare(key: &Key) -> &str {
    let name = arn::resource(key.name()).unwrap_or(key.name());
    name.strip_prefix("parameter/").unwrap_or(name).trim_start_matches('/')
}

pub(super) async fn ask(client: &Client, batch: Batch<'_>, attempts: &Attempts) -> Reply {
    // `name:3` and `name:label` are what the API calls them too.
    let names: Vec<String> = batch.iter().map(ToString::to_string).collect();
    tracing::debug!(target: "figleaf", ?names, "ssm:GetParameters");
    let request = client.get_parameters().set_names(Some(names)).with_decryption(true);
    let watch = Watch::<GetParametersError>::new(&batch, attempts);
    request.customize().interceptor(watch).send().await.map_err(|error| match judge(&error) {
        Verdict::Failed(failure) => failure,
        // GetParameters lists unknown names and never fails for them.
        Verdict::Absent => super::strange(),
    })
}

/// Matches the answers by name: their order is not that of the request.
pub(super) fn sort(output: &GetParametersOutput, batch: &[&Key], answer: &mut Answer) {
    let mut found: HashMap<&str, &Parameter> = HashMap::new();
    for parameter in output.parameters() {
        // A parameter that was asked for by its ARN may be named by it or by its name.
        let names = parameter.name().into_iter().chain(parameter.arn());
        found.extend(names.map(|name| (name, parameter)));
    }
    for key in batch {
        if let Some(parameter) = found.get(key.name()) {
            match super::fetched(parameter) {
                Some(value) => answer.found(key, value),
                None => answer.failed(key, Failure::new(Code::Unavailable, "it has no value")),
            }
        } else if output.invalid_parameters().iter().any(|name| *name == key.to_string()) {
            answer.absent(key);
        } else {
            answer.failed(key, Failure::new(Code::Unavailable, "the answer leaves it out"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Selector;

    fn sizes(keys: &[Key]) -> Vec<usize> {
        batches(keys, "eu-west-1").iter().map(Vec::len).collect()
    }

    #[test]
    fn ten_names_are_one_request() {
        let keys: Vec<Key> = (0..25).map(|number| Key::new(format!("/a/{number:02}"))).collect();
        assert_eq!(sizes(&keys), [10, 10, 5]);
        assert_eq!(sizes(&[]), [0; 0]);
    }

    #[test]
    fn paths_are_none_of_them() {
        assert_eq!(sizes(&[Key::new("/a"), Key::path("/b")]), [1]);
    }

    #[test]
    fn versions_of_one_parameter_do_not_share_a_request() {
        let version = |number| Key::new("/a").with_selector(Selector::Version(number));
        assert_eq!(sizes(&[version(1), version(2), Key::new("/b")]), [2, 1]);
        let shared = Key::new("arn:aws:ssm:eu-west-1:123456789012:parameter/a");
        let other = Key::new("arn:aws:ssm:eu-west-1:210987654321:parameter/a");
        assert_eq!(sizes(&[shared, other]), [1, 1]);
    }

    #[test]
    fn each_region_has_requests_of_its_own() {
        let of = |region: &str, name: &str| {
            Key::new(format!("arn:aws:ssm:{region}:123456789012:parameter/{name}"))
        };
        let keys =
            [of("eu-west-1", "a"), of("eu-west-1", "b"), of("us-east-1", "c"), Key::new("/d")];
        assert_eq!(sizes(&keys), [3, 1]);
    }
}
