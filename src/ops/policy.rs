//! The least policy that a configuration can be loaded with in one environment.

mod document;
mod grants;
mod kms;
mod notes;
mod split;

use std::fmt;

use self::document::{Statement, document};
use self::grants::Grants;
use super::error::Error;
use super::inventory::{Inventory, Kind};
use super::json::Json;
use super::settings::Ops;
use crate::rules;
use crate::source::arns::{self, Place};
use crate::source::{Key, batch};
use crate::transport::Transport;

/// An identity policy of IAM. `Display` is its JSON.
#[derive(Debug, Clone)]
pub struct Policy {
    statements: Vec<Statement>,
    grants: Grants,
    notes: Vec<String>,
}

/// What a policy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Purpose {
    #[default]
    Load,
    /// What is said about parameters and secrets, and no values.
    Metadata,
}

/// How the program reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reads {
    Client,
    Extension,
    Both,
}

impl Ops {
    /// The least policy that the configuration can be loaded with.
    ///
    /// # Errors
    /// A placeholder without a value, a region or account that is none, the alias of a key.
    pub fn policy(&self) -> Result<Policy, Error> {
        self.policy_for(Purpose::Load, false)
    }

    /// The same with one resource for everything below the struct's own prefix, so that a new field needs no new
    /// policy. It grants more than is read.
    ///
    /// # Errors
    /// As [`policy`](Ops::policy), and a struct without a prefix.
    pub fn policy_of_prefix(&self) -> Result<Policy, Error> {
        self.policy_for(Purpose::Load, true)
    }

    /// What a look at the parameters and secrets needs that reads no value: their types, keys and ages.
    ///
    /// # Errors
    /// As [`policy`](Ops::policy).
    pub fn policy_for_metadata(&self) -> Result<Policy, Error> {
        self.policy_for(Purpose::Metadata, false)
    }

    pub(super) fn policy_for(&self, purpose: Purpose, of_prefix: bool) -> Result<Policy, Error> {
        let inventory = self.inventory()?;
        let mut grants = match purpose {
            Purpose::Load => self.reads(&inventory),
            Purpose::Metadata => self.looks(&inventory),
        };
        if of_prefix {
            grants.scope(&self.prefix()?);
        }
        let mut statements = grants.statements();
        if purpose == Purpose::Load {
            statements.extend(kms::statements(&self.kms_keys, &grants)?);
        }
        let notes = notes::all(self, &inventory, purpose);
        Ok(Policy { statements, grants, notes })
    }

    /// What a load asks for.
    fn reads(&self, inventory: &Inventory) -> Grants {
        let (place, reads) = (self.place(), self.how_it_reads());
        let mut grants = Grants::default();
        let actions: &[&'static str] = match reads {
            Reads::Client => &["ssm:GetParameters"],
            Reads::Extension => &["ssm:GetParameter"],
            Reads::Both => &["ssm:GetParameter", "ssm:GetParameters"],
        };
        for item in &inventory.items {
            let (name, fields) = (item.key.name(), inventory.fields(item));
            match item.kind {
                Kind::Parameter | Kind::Public | Kind::Window => {
                    let arn = arns::parameter(name, place);
                    grants.add("ReadParameters", actions, arn, &fields);
                }
                // On the path as it is sent: with a `/*` it would be another one.
                Kind::Path => {
                    let arn = arns::parameter(name, place);
                    let actions = &["ssm:GetParametersByPath"];
                    grants.add("ReadParametersBelowPaths", actions, arn, &fields);
                }
                Kind::Secret | Kind::Other => {}
            }
            for arn in secrets_of(item.kind, item.behind().unwrap_or(name), place) {
                grants.add("ReadSecrets", &["secretsmanager:GetSecretValue"], arn, &fields);
            }
        }
        let batched = self.batched(inventory);
        if reads != Reads::Extension && !batched.is_empty() {
            // It has no resource level.
            let action = &["secretsmanager:BatchGetSecretValue"];
            grants.add("ReadSecretsInBatches", action, "*".to_owned(), &batched);
        }
        grants
    }

    /// What tells types, keys and ages.
    fn looks(&self, inventory: &Inventory) -> Grants {
        let mut grants = Grants::default();
        for item in &inventory.items {
            let fields = inventory.fields(item);
            match item.kind {
                // It has no resource level either.
                Kind::Parameter | Kind::Path => {
                    let actions = &["ssm:DescribeParameters"];
                    grants.add("DescribeParameters", actions, "*".to_owned(), &fields);
                }
                Kind::Secret => {
                    for arn in secrets_of(item.kind, item.key.name(), self.place()) {
                        let actions = &["secretsmanager:DescribeSecret"];
                        grants.add("DescribeSecrets", actions, arn, &fields);
                    }
                }
                Kind::Public | Kind::Window | Kind::Other => {}
            }
        }
        grants
    }

    /// The fields of the secrets that are read several at once.
    fn batched<'a>(&self, inventory: &'a Inventory) -> Vec<&'a str> {
        if !self.batch_secrets {
            return Vec::new();
        }
        let keys: Vec<Key> = inventory.of(Kind::Secret).map(|item| item.key.clone()).collect();
        let home = self.region.as_deref().unwrap_or_default();
        let batches = batch::secrets(&keys, home);
        let is_batched =
            |key: &Key| batches.iter().any(|batch| batch.len() > 1 && batch.contains(&key));
        let items = inventory.of(Kind::Secret).filter(|item| is_batched(&item.key));
        items.flat_map(|item| inventory.fields(item)).collect()
    }

    /// `Auto` takes the client that is compiled in. An example has the features of its dev-dependencies too, so
    /// that where both are there the program may have either.
    fn how_it_reads(&self) -> Reads {
        let (client, extension) = (cfg!(feature = "_parameters"), cfg!(feature = "extension"));
        match self.transport {
            Transport::Direct | Transport::Sdk => Reads::Client,
            Transport::Extension => Reads::Extension,
            Transport::ExtensionFirst => Reads::Both,
            Transport::Auto if client && extension => Reads::Both,
            Transport::Auto if extension => Reads::Extension,
            Transport::Auto => Reads::Client,
        }
    }

    /// The ARN of everything below the struct's own prefix, without what stands for it.
    fn prefix(&self) -> Result<String, Error> {
        let prefix = self.schema.prefix();
        let prefix = prefix.and_then(|prefix| self.names().resolve(prefix).ok());
        let prefix =
            prefix.ok_or_else(|| Error::new("--scope prefix: the struct has no prefix"))?;
        Ok(format!("{}/", arns::parameter(prefix.trim_end_matches('/'), self.place())))
    }
}

/// The ARNs of a secret. One that ends in a hyphen and six small letters may be whole, or end in a word.
fn secrets_of(kind: Kind, name: &str, place: Place<'_>) -> Vec<String> {
    if !matches!(kind, Kind::Secret | Kind::Window) {
        return Vec::new();
    }
    let arn = arns::secret(name, place);
    if rules::is_arn(name) && notes::ends_like_an_arn(name) && arn != name {
        return vec![name.to_owned(), arn];
    }
    vec![arn]
}

impl Policy {
    /// The most characters of a managed policy, white space not counted. Source: IAM's quotas.
    pub const LIMIT: usize = 6_144;

    /// How many characters it has as IAM counts them, without white space. A managed policy may have
    /// [`LIMIT`](Self::LIMIT).
    #[must_use]
    pub fn size(&self) -> usize {
        document(&self.statements).compact().chars().count()
    }

    /// The same policy in as many documents as it needs, each of at most [`LIMIT`](Self::LIMIT) characters.
    #[must_use]
    pub fn split(&self) -> Vec<String> {
        split::split(&self.statements).iter().map(|part| document(part).pretty()).collect()
    }

    /// What cannot stand in the policy and has to be known: what it opens beyond what is read, what other accounts
    /// have to grant, names that are ambiguous.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    pub(super) fn json(&self) -> Json {
        document(&self.statements)
    }

    /// Whether nothing is allowed, because nothing in AWS is read.
    pub(super) fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// The documents that [`split`](Policy::split) gives.
    pub(super) fn documents(&self) -> Vec<Json> {
        split::split(&self.statements).iter().map(|part| document(part)).collect()
    }

    /// Each resource, and the fields that want it.
    pub(super) fn fields(&self) -> Json {
        self.grants.json()
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&document(&self.statements).pretty())
    }
}
