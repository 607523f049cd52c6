//! What has to be known beside a policy, which has no comments.

use super::super::inventory::{Inventory, Item, Kind};
use super::super::settings::Ops;
use super::{Purpose, Reads};
use crate::rules::{self, SECRETS};
use crate::source::{arn, arns};
use crate::transport::Transport;

pub(super) fn all(ops: &Ops, inventory: &Inventory, purpose: Purpose) -> Vec<String> {
    let mut notes: Vec<String> = wide(ops).into_iter().collect();
    notes.extend(opened(ops, inventory));
    for item in &inventory.items {
        notes.extend(of_item(ops, inventory, item));
    }
    let is_unclear = ops.transport == Transport::Auto && ops.how_it_reads() == Reads::Both;
    let has_names = inventory
        .items
        .iter()
        .any(|item| item.source == rules::PARAMETERS && item.kind != Kind::Path);
    if purpose == Purpose::Load && is_unclear && has_names {
        notes.push(
            "GetParameter is for the extension and GetParameters for a client of AWS: both are compiled in here; \
             --transport direct (or sdk) or --transport extension leaves one"
                .to_owned(),
        );
    }
    if purpose == Purpose::Load && inventory.items.iter().any(|item| item.key.selector().is_some())
    {
        // Inferred: IAM's table of resources knows names alone, and nobody has shown otherwise.
        notes.push(
            "versions, labels and stages are no part of a resource: the policy allows each version of what it names"
                .to_owned(),
        );
    }
    notes
}

/// What is any, because nobody has said which.
fn wide(ops: &Ops) -> Option<String> {
    let missing = match (&ops.region, &ops.account) {
        _ if ops.is_stack => return None,
        (Some(_), Some(_)) => return None,
        (None, None) if ops.any_account => "any region: give --region REGION",
        (None, None) => "any region and any account: give --region REGION --account ID",
        (None, Some(_)) => "any region: give --region REGION",
        (Some(_), None) if ops.any_account => return None,
        (Some(_), None) => "any account: give --account ID, or say --any-account",
    };
    Some(format!("the names are allowed in {missing}"))
}

/// What each placeholder opens that may be anything.
fn opened<'a>(ops: &'a Ops, inventory: &'a Inventory) -> impl Iterator<Item = String> + 'a {
    let opens = |item: &&Item| item.key.name().contains('*');
    let names: Vec<&str> = ops.any.iter().map(String::as_str).collect();
    let opened: Vec<&str> =
        inventory.items.iter().filter(opens).map(|item| item.key.name()).collect();
    let is_any = !names.is_empty() && !opened.is_empty();
    is_any
        .then(|| {
            format!(
                "{{{}}} may be anything, and a * does not stop at a slash: {} is each name that begins and ends so",
                names.join("}, {"),
                opened.join(", ")
            )
        })
        .into_iter()
}

fn of_item(ops: &Ops, inventory: &Inventory, item: &Item) -> Vec<String> {
    let name = item.key.name();
    let fields = inventory.fields(item).join(", ");
    let mut notes = Vec::new();
    if item.kind == Kind::Other {
        notes.push(format!(
            "{fields}: {}:{name} is in no store of AWS that figleaf knows",
            item.source
        ));
        return notes;
    }
    let secret = item.behind().or((item.source == SECRETS).then_some(name));
    if let Some(secret) = secret.filter(|secret| ends_like_an_arn(secret)) {
        notes.extend(ambiguous(secret));
    }
    if let (Some(ours), Some(theirs)) = (ops.account.as_deref(), arn::account(name))
        && ours != theirs
        && item.kind != Kind::Public
    {
        let has_to = match item.source {
            SECRETS => {
                "allow it in the secret's resource policy, and in that of its key, which cannot be aws/secretsmanager"
            }
            _ => "share the parameter, which has to be of the advanced tier, and allow its key",
        };
        notes.push(format!("{fields}: account {theirs} has to {has_to}: {name}"));
    }
    notes
}

/// Whether a name ends in a hyphen and six characters.
pub(super) fn ends_like_an_arn(name: &str) -> bool {
    let end = name.rsplit_once('-').map_or("", |(_, end)| end);
    end.len() == 6 && end.chars().all(|c| c.is_ascii_alphanumeric())
}

fn ambiguous(secret: &str) -> Option<String> {
    if !rules::is_arn(secret) {
        return Some(format!(
            "{secret} ends as AWS ends the ARN of a secret, with a hyphen and six characters: it is taken as the \
             whole name; Secrets Manager itself may take it as a part of an ARN, so that another name is better"
        ));
    }
    (!arns::is_complete(secret)).then(|| {
        format!(
            "{secret} may end in AWS's six characters or in a word: both are allowed; bind the whole ARN with its end"
        )
    })
}
