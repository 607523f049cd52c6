//! What is to be allowed, and for which fields.

use std::collections::{BTreeMap, BTreeSet};

use super::super::json::Json;
use super::document::Statement;

/// Resources by what is done with them.
#[derive(Debug, Clone, Default)]
pub(super) struct Grants(Vec<Group>);

#[derive(Debug, Clone)]
struct Group {
    sid: &'static str,
    actions: Vec<&'static str>,
    resources: BTreeMap<String, BTreeSet<String>>,
}

/// The order in which groups stand, so that a new field never moves another one's statement.
const ORDER: [&str; 6] = [
    "ReadParameters",
    "ReadParametersBelowPaths",
    "ReadSecrets",
    "ReadSecretsInBatches",
    "DescribeParameters",
    "DescribeSecrets",
];

impl Grants {
    pub(super) fn add(
        &mut self,
        sid: &'static str,
        actions: &[&'static str],
        resource: String,
        fields: &[&str],
    ) {
        let at = match self.0.iter().position(|group| group.sid == sid) {
            Some(at) => at,
            None => {
                let place = |sid| ORDER.iter().position(|known| *known == sid);
                let at = self.0.partition_point(|group| place(group.sid) < place(sid));
                let (actions, resources) = (actions.to_vec(), BTreeMap::new());
                self.0.insert(at, Group { sid, actions, resources });
                at
            }
        };
        let readers = self.0[at].resources.entry(resource).or_default();
        readers.extend(fields.iter().map(|field| (*field).to_owned()));
    }

    /// Puts one resource in the place of all parameters whose ARNs begin so. A path is asked for as it is sent,
    /// and stays.
    pub(super) fn scope(&mut self, prefix: &str) {
        for group in self.0.iter_mut().filter(|group| group.sid == "ReadParameters") {
            let (below, mut rest): (BTreeMap<_, _>, BTreeMap<_, _>) =
                std::mem::take(&mut group.resources)
                    .into_iter()
                    .partition(|(resource, _)| resource.starts_with(prefix));
            if !below.is_empty() {
                let fields = below.into_values().flatten().collect();
                rest.insert(format!("{prefix}*"), fields);
            }
            group.resources = rest;
        }
    }

    /// The resources of one group.
    pub(super) fn resources(&self, sid: &str) -> impl Iterator<Item = &str> {
        let group = self.0.iter().filter(move |group| group.sid == sid);
        group.flat_map(|group| group.resources.keys().map(String::as_str))
    }

    pub(super) fn statements(&self) -> Vec<Statement> {
        let statement = |group: &Group| Statement {
            sid: group.sid.to_owned(),
            actions: group.actions.clone(),
            resources: group.resources.keys().cloned().collect(),
            conditions: Vec::new(),
        };
        self.0.iter().map(statement).collect()
    }

    pub(super) fn json(&self) -> Json {
        let grant = |(resource, fields): (&String, &BTreeSet<String>), actions: &[&'static str]| {
            Json::Object(vec![
                ("resource", Json::text(resource)),
                ("actions", Json::texts(actions.iter().copied())),
                ("fields", Json::texts(fields)),
            ])
        };
        let all = self
            .0
            .iter()
            .flat_map(|group| group.resources.iter().map(|entry| grant(entry, &group.actions)));
        Json::List(all.collect())
    }
}
