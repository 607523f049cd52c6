//! DescribeParameters: fifty names in a request, page after page, and whether anything is below a path.

mod api;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::join_all;

use super::super::facts::{Fact, Facts};
use crate::error::Code;
use crate::rules::{self, PARAMETERS, PUBLIC, REFERENCE};
use crate::source::aws::{Line, Run, Service};
use crate::source::ssm::Api;
use crate::source::{
    Answer, BoxFuture, Details, Failure, Help, Key, Scope, Selector, Source, arn, arns, help,
};
use api::{Filter, Listed};

/// The most names of one filter. Source: the API's reference.
const NAMES: usize = 50;

const MAY_NOT: &str = "allow ssm:DescribeParameters on *, as `policy ENV --for check` does";

/// Parameter Store, asked for what it lists.
pub(super) struct Parameters {
    aws: Arc<Run>,
    facts: Arc<Facts>,
}

type Pages = Result<Vec<Listed>, Failure>;

impl Parameters {
    pub(super) fn new(aws: Arc<Run>, facts: Arc<Facts>) -> Self {
        Self { aws, facts }
    }

    async fn fetch_all(&self, keys: &[Key], answer: &mut Answer) {
        let mut listed = Vec::new();
        for key in keys {
            match unlisted(key.name()) {
                Some(why) => self.facts.tell(PARAMETERS, key, Fact::unseen(why), answer),
                None => listed.push(key.clone()),
            }
        }
        if listed.is_empty() {
            return;
        }
        let begun = self.aws.begin(Service::ParameterStore, &listed, answer).await;
        let Some((caller, line)) = begun else { return };
        let batches = batches(&listed, caller.home());
        let api = Api::new(caller, &listed);
        let asked = batches.iter().map(|batch| ask(&api, batch, &line));
        let pages = join_all(asked).await;
        let own = account(pages.iter().flatten().flatten());
        for (batch, pages) in batches.iter().zip(pages) {
            match pages {
                Ok(found) => self.settle(batch, &found, own.as_deref(), answer),
                Err(failure) => answer.fail_rest(batch.iter().copied(), &failure),
            }
        }
    }

    fn settle(&self, batch: &[&Key], found: &[Listed], own: Option<&str>, answer: &mut Answer) {
        for key in batch {
            if key.is_path() {
                match found {
                    [] => answer.absent(key),
                    // What is told of one says nothing of the others.
                    [..] => self.facts.tell(PARAMETERS, key, Fact::default(), answer),
                }
                continue;
            }
            match look_up(key, found, own) {
                Some(fact) => self.facts.tell(PARAMETERS, key, fact, answer),
                None => answer.absent(key),
            }
        }
    }
}

/// Why a name is in no list, of those that AWS keeps.
fn unlisted(name: &str) -> Option<&'static str> {
    match arns::name_of_parameter(name) {
        name if name.starts_with(REFERENCE) => Some("a reference to a secret is not listed"),
        name if name.starts_with(PUBLIC) => Some("AWS's own parameters are not listed"),
        _ => None,
    }
}

/// Which keys share a request: those of one region, and each path alone.
fn batches<'k>(keys: &'k [Key], home: &str) -> Vec<Vec<&'k Key>> {
    let mut regions: BTreeMap<&str, Vec<&Key>> = BTreeMap::new();
    let (paths, named): (Vec<&Key>, Vec<&Key>) = keys.iter().partition(|key| key.is_path());
    for key in named {
        regions.entry(arn::region(key.name()).unwrap_or(home)).or_default().push(key);
    }
    let mut batches: Vec<Vec<&Key>> = paths.into_iter().map(|path| vec![path]).collect();
    for keys in regions.into_values() {
        let mut room = 0;
        for key in keys {
            let size = names(key).len();
            match batches.last_mut().filter(|_| size <= room) {
                Some(batch) => batch.push(key),
                None => {
                    batches.push(vec![key]);
                    room = NAMES;
                }
            }
            room -= size;
        }
    }
    batches
}

/// The names that a key has in a list. An ARN does not say whether a name of one level begins with a slash.
fn names(key: &Key) -> Vec<String> {
    if !rules::is_arn(key.name()) {
        return vec![key.name().to_owned()];
    }
    let name = arns::name_of_parameter(key.name()).into_owned();
    match name.strip_prefix('/').filter(|bare| !bare.contains('/')) {
        Some(bare) => vec![bare.to_owned(), name],
        None => vec![name],
    }
}

/// All pages of a request; of what is below a path, the first one that has anything.
async fn ask(api: &Api, batch: &[&Key], line: &Line) -> Pages {
    let is_path = batch[0].is_path();
    let filter = match is_path {
        true => {
            let values = vec![batch[0].name().to_owned()];
            Filter { key: "Path", option: "Recursive", values }
        }
        false => {
            let mut values: Vec<String> = batch.iter().flat_map(|key| names(key)).collect();
            values.dedup();
            Filter { key: "Name", option: "Equals", values }
        }
    };
    let (mut found, mut token) = (Vec::new(), None);
    for number in 1.. {
        tracing::debug!(target: "figleaf", names = batch.len(), page = number, "ssm:DescribeParameters");
        let asked = || api.list(batch[0], &filter, token.as_deref());
        let page = line.ask("ssm:DescribeParameters", batch, asked).await;
        let page = page.map_err(|verdict| of_all(Line::failure(verdict)))?;
        token = page.token.filter(|token| !token.is_empty());
        found.extend(page.found);
        if token.is_none() || (is_path && !found.is_empty()) {
            break;
        }
    }
    Ok(found)
}

/// It has no resource level: whoever may not list one parameter may list none. That says nothing of the names.
fn of_all(failure: Failure) -> Failure {
    match failure.code == Code::Denied && failure.scope == Scope::Key {
        true => {
            let help = failure.help.clone();
            let failure = failure.of_store();
            if help.is_some() { failure } else { failure.with_help(MAY_NOT) }
        }
        false => failure,
    }
}

/// The account of whoever asks, which everything says that is listed.
fn account<'l>(mut found: impl Iterator<Item = &'l Listed>) -> Option<String> {
    found.find_map(|one| arn::account(one.arn.as_deref()?)).map(str::to_owned)
}

/// What is told of a key; nothing when it is not there.
fn look_up(key: &Key, found: &[Listed], own: Option<&str>) -> Option<Fact> {
    let names = names(key);
    let is_arn = rules::is_arn(key.name());
    let is_it = |one: &&Listed| {
        let arn = one.arn.as_deref();
        names.contains(&one.name) && (!is_arn || arn.is_none_or(|arn| arn == key.name()))
    };
    let Some(one) = found.iter().find(is_it) else {
        return match (is_arn, own) {
            (false, _) => None,
            (true, None) => Some(Fact::unseen(
                "not listed: it is missing, or of another account than the one that is asked",
            )),
            (true, Some(own)) => (arn::account(key.name()) != Some(own))
                .then(|| Fact::unseen("parameters of other accounts are not listed")),
        };
    };
    let unseen = match key.selector() {
        Some(Selector::Version(version)) if *version > one.version => return None,
        Some(Selector::Version(version)) if *version < one.version => {
            Some("an older version is not listed")
        }
        Some(Selector::Label(_)) => Some("labels are not listed"),
        _ => None,
    };
    let (version, kind) = (Some(one.version.to_string()), one.kind.as_deref());
    let details = Details::of(version, one.arn.as_deref(), kind, one.modified);
    Some(Fact { details, key: one.key.clone(), unseen })
}

impl Source for Parameters {
    fn name(&self) -> &'static str {
        PARAMETERS
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(self.fetch_all(keys, answer))
    }

    fn help(&self, problem: &Help<'_>) -> Option<String> {
        (problem.code == Code::Missing).then(|| help::put_parameter(problem))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(name: &str, version: u64) -> Listed {
        let arn = format!(
            "arn:aws:ssm:eu-west-1:123456789012:parameter/{}",
            name.trim_start_matches('/')
        );
        Listed { name: name.to_owned(), arn: Some(arn), version, ..Listed::default() }
    }

    #[test]
    fn versions_and_labels_that_are_not_listed_are_no_finding() {
        let found = [metadata("/a", 3)];
        let at = |selector| look_up(&Key::new("/a").with_selector(selector), &found, None);
        assert_eq!(at(Selector::Version(3)).unwrap().unseen, None);
        assert!(at(Selector::Version(2)).unwrap().unseen.is_some());
        assert!(at(Selector::Version(4)).is_none());
        assert!(at(Selector::Label("blue".into())).unwrap().unseen.is_some());
        assert!(
            look_up(&Key::new("/b").with_selector(Selector::Label("blue".into())), &found, None)
                .is_none()
        );
    }

    #[test]
    fn an_arn_of_another_account_is_not_listed() {
        let arn = |account: &str, name: &str| {
            Key::new(format!("arn:aws:ssm:eu-west-1:{account}:parameter/{name}"))
        };
        let found = [metadata("/a/b", 1), metadata("plain", 1)];
        for key in [arn("123456789012", "a/b"), arn("123456789012", "plain")] {
            assert_eq!(look_up(&key, &found, None).unwrap().unseen, None, "{key}");
        }
        let own = account(found.iter());
        let unseen = |key: &Key, own| look_up(key, &[], own).unwrap().unseen.unwrap();
        assert!(look_up(&arn("123456789012", "c"), &[], own.as_deref()).is_none());
        let foreign = arn("210987654321", "a/b");
        assert!(unseen(&foreign, own.as_deref()).contains("other accounts"));
        assert!(unseen(&foreign, None).contains("missing, or of another account"));
    }

    #[test]
    fn a_filter_has_at_most_fifty_names_and_a_path_one_of_its_own() {
        let mut keys: Vec<Key> =
            (0..60).map(|number| Key::new(format!("/a/{number:02}"))).collect();
        keys.push(Key::path("/b"));
        keys.push(Key::new("arn:aws:ssm:us-east-1:123456789012:parameter/plain"));
        let batches = batches(&keys, "eu-west-1");
        assert!(
            batches.iter().all(|batch| batch.iter().flat_map(|key| names(key)).count() <= NAMES)
        );
        assert_eq!(batches.iter().map(Vec::len).sum::<usize>(), keys.len());
        assert_eq!(batches.len(), 4);
    }
}
