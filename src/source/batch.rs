//! Which keys share a request. Pure, so that a plan can tell it without asking anybody.

use super::{Key, arn};

/// The most names that GetParameters takes.
const PARAMETERS: usize = 10;

/// The most secrets that BatchGetSecretValue takes.
const SECRETS: usize = 20;

/// The most secrets that are read one by one, all at once.
const ONE_BY_ONE: usize = 3;

/// The keys of one request.
pub(crate) type Batch<'k> = Vec<&'k Key>;

/// The requests of GetParameters. What is in another region than `home` needs one of its own, and so do
/// two versions of one parameter: an answer is matched by its name.
pub(crate) fn parameters<'k>(keys: &'k [Key], home: &str) -> Vec<Batch<'k>> {
    let mut regions: Regions<'_, Vec<Batch<'k>>> = Vec::new();
    for key in keys.iter().filter(|key| !key.is_path()) {
        let batches = of_region(&mut regions, arn::region(key.name()).unwrap_or(home));
        let has_room = |batch: &&mut Batch<'_>| {
            batch.len() < PARAMETERS && batch.iter().all(|other| bare(other) != bare(key))
        };
        match batches.iter_mut().find(has_room) {
            Some(batch) => batch.push(key),
            None => batches.push(vec![key]),
        }
    }
    regions.into_iter().flat_map(|(_, batches)| batches).collect()
}

/// What is asked for in each region, sorted by the region.
type Regions<'n, T> = Vec<(&'n str, T)>;

fn of_region<'r, 'n, T: Default>(regions: &'r mut Regions<'n, T>, region: &'n str) -> &'r mut T {
    let at = regions.partition_point(|(known, _)| *known < region);
    if regions.get(at).is_none_or(|(known, _)| *known != region) {
        regions.insert(at, (region, T::default()));
    }
    &mut regions[at].1
}

/// What a parameter's name and its ARN have in common.
fn bare(key: &Key) -> &str {
    let name = arn::resource(key.name()).unwrap_or(key.name());
    name.strip_prefix("parameter/").unwrap_or(name).trim_start_matches('/')
}

/// The requests of GetSecretValue and BatchGetSecretValue: a batch of one is a single read.
///
/// Single reads are the rule: BatchGetSecretValue needs an IAM action of its own, on all secrets, and
/// has a hundredth of the quota. Each of them needs a connection of its own, though, so that beyond a
/// few of them one request is faster; docs/performance.md has the figures. A version cannot be read in a
/// batch.
pub(crate) fn secrets<'k>(keys: &'k [Key], home: &str) -> Vec<Batch<'k>> {
    let mut regions: Regions<'_, Batch<'k>> = Vec::new();
    let mut batches = Vec::new();
    for key in keys {
        match key.selector() {
            None => {
                of_region(&mut regions, arn::region(key.name()).unwrap_or(home)).push(key);
            }
            Some(_) => batches.push(vec![key]),
        }
    }
    for (_, keys) in regions {
        let size = if keys.len() > ONE_BY_ONE { SECRETS } else { 1 };
        batches.extend(keys.chunks(size).map(<[&Key]>::to_vec));
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Selector;

    fn sizes(keys: &[Key]) -> Vec<usize> {
        parameters(keys, "eu-west-1").iter().map(Vec::len).collect()
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

    #[test]
    fn a_few_secrets_are_read_one_by_one_and_many_in_batches() {
        let keys: Vec<Key> = (0..41).map(|number| Key::new(format!("a/{number:02}"))).collect();
        let sizes = |count: usize| -> Vec<usize> {
            secrets(&keys[..count], "eu-west-1").iter().map(Vec::len).collect()
        };
        assert_eq!(sizes(0), [0; 0]);
        assert_eq!(sizes(ONE_BY_ONE), [1; ONE_BY_ONE]);
        assert_eq!(sizes(ONE_BY_ONE + 1), [ONE_BY_ONE + 1]);
        assert_eq!(sizes(41), [20, 20, 1]);
    }

    #[test]
    fn versions_and_other_regions_are_no_part_of_a_batch() {
        let mut keys: Vec<Key> = (0..5).map(|number| Key::new(format!("a/{number}"))).collect();
        keys.push(Key::new("b").with_selector(Selector::Stage("AWSPREVIOUS".into())));
        keys.push(Key::new("arn:aws:secretsmanager:us-east-1:123456789012:secret:c-AbCdEf"));
        let mut sizes: Vec<usize> = secrets(&keys, "eu-west-1").iter().map(Vec::len).collect();
        sizes.sort_unstable();
        assert_eq!(sizes, [1, 1, 5]);
    }
}
