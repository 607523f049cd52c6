//! What the templates of CloudFormation share: SAM's and CDK's.

use super::error::Error;
use super::json::Json;
use super::policy::Policy;
use super::settings::{ACCOUNT_OF_STACK, Ops, REGION_OF_STACK};

impl Ops {
    /// The policy with the region and the account of the stack, where none was given.
    pub(super) fn policy_of_stack(&self) -> Result<Policy, Error> {
        let mut ops = self.clone();
        ops.is_stack = true;
        ops.policy()
    }

    /// Its documents; none when nothing in AWS is read.
    pub(super) fn documents_of_stack(&self) -> Result<Vec<Json>, Error> {
        let policy = self.policy_of_stack()?;
        Ok(if policy.is_empty() { Vec::new() } else { policy.documents() })
    }
}

/// The text for `Fn::Sub` when the stack has something to fill in.
pub(super) fn substituted(text: &str) -> Option<String> {
    if !text.contains(REGION_OF_STACK) && !text.contains(ACCOUNT_OF_STACK) {
        return None;
    }
    let text = text.replace("${", "${!");
    let text = match (text.contains(REGION_OF_STACK), text.strip_prefix("arn:aws:")) {
        (true, Some(rest)) => format!("arn:${{AWS::Partition}}:{rest}"),
        _ => text,
    };
    let text = text.replace(REGION_OF_STACK, "${AWS::Region}");
    Some(text.replace(ACCOUNT_OF_STACK, "${AWS::AccountId}"))
}

/// As much of a string as may be the description of a parameter of a template. In the text of a template
/// CloudFormation puts values in the place of `{{resolve:…}}`.
pub(super) fn description(text: &str) -> String {
    let text = text.replace("{{resolve", "{ {resolve");
    // Source: CloudFormation's quotas, 4,000 characters; one takes up to four bytes.
    match text.char_indices().nth(1_000) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
