//! The token that the extension and the agent ask for.

use crate::source::env::Variables;

/// Where it is, in the order of the agent's documentation. On Lambda it is the session token of the
/// function's credentials, which some initialization types set late: it is read for every request.
const VARIABLES: [&str; 3] =
    ["AWS_TOKEN", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"];

/// The token, or what the file holds that a `file://` names.
pub(super) fn read(variables: &Variables) -> Option<String> {
    let set = VARIABLES.iter().filter_map(|name| variables.text(name));
    let token = set.into_iter().find(|token| !token.is_empty())?;
    match token.strip_prefix("file://") {
        Some(path) => std::fs::read_to_string(path).ok().map(|token| token.trim().to_owned()),
        None => Some(token),
    }
}
