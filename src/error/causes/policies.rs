//! Which kind of policy denies. Source: "Troubleshoot access denied error messages" of the IAM user guide,
//! whose phrases are `because no … policy allows the … action` and `with an explicit deny in a … policy`.

use crate::error::Code;
use crate::source::Failure;

/// A kind of policy, as AWS's messages name it.
pub(super) struct Policy {
    name: &'static str,
    /// Where it is changed. `{action}` stands for the action.
    allow: &'static str,
    explicit: bool,
}

/// What each kind is called, and where it is changed.
const KINDS: &[(&str, &str)] = &[
    (
        "service control policy",
        "allow it in the organization's service control policies (the management account)",
    ),
    (
        "resource control policy",
        "allow it in the organization's resource control policies (the management account)",
    ),
    (
        "VPC endpoint policy",
        "allow it in the policy of the VPC endpoint that the requests go through",
    ),
    ("permissions boundary", "allow it in the permissions boundary of the role"),
    ("session policy", "allow it in the session policy with which the role is assumed"),
    (
        "resource-based policy",
        "allow the role in the resource's own policy; a secret has one: aws secretsmanager get-resource-policy{region} --secret-id {name}",
    ),
    ("role trust policy", "allow the caller in the role's trust policy"),
    (
        "identity-based policy",
        "remove that deny from the role's policies, or except this name from it",
    ),
];

/// The policy that a message of AWS names. One that only does not allow is the commonest case, which the
/// source's own help covers, when it is the role's own.
pub(super) fn of(message: &str) -> Option<Policy> {
    let explicit = message.contains("explicit deny");
    let (name, allow) = KINDS.iter().find(|(name, _)| {
        let says = |text: String| message.contains(&text);
        match explicit {
            true => {
                says(format!("explicit deny in a {name}"))
                    || says(format!("explicit deny in an {name}"))
                    || says(format!("explicit deny in the {name}"))
            }
            false => says(format!("because no {name} allows")),
        }
    })?;
    let is_ordinary = !explicit && *name == "identity-based policy";
    (!is_ordinary).then_some(Policy { name, allow, explicit })
}

impl Policy {
    pub(super) fn denies(&self, action: &str, resource: Option<&str>) -> Failure {
        let action = if action.is_empty() { "it" } else { action };
        let on_key = resource.filter(|resource| resource.contains(":kms:"));
        let on = on_key.map(|key| format!(" on {key}")).unwrap_or_default();
        let detail = match self.explicit {
            true => format!("an explicit deny of {action}{on} in a {}", self.name),
            false => format!("no {} allows {action}{on}", self.name),
        };
        let detail = detail.replace("in a identity", "in an identity");
        Failure::of(Code::Denied, detail).with_help(self.allow)
    }
}
