//! The token that the extension and the agent ask for.

use std::io::ErrorKind;

use http::HeaderValue;

use crate::source::env::Variables;

/// Where it is, in the order of the agent's documentation. On Lambda it is the session token of the
/// function's credentials, which some initialization types set late: it is read for every request.
const VARIABLES: [&str; 3] =
    ["AWS_TOKEN", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"];

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoToken {
    /// No variable is set.
    Unset,
    /// The variable names a file, and this is wrong with it.
    File { variable: &'static str, path: String, why: Why },
    /// What the variable holds cannot be sent.
    Unfit { variable: &'static str },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Unread(ErrorKind),
    Empty,
}

/// The token, or what the file holds that a `file://` names.
pub(super) fn read(variables: &Variables) -> Result<HeaderValue, NoToken> {
    let set = VARIABLES.iter().filter_map(|name| Some((*name, variables.text(name)?)));
    let found = set.into_iter().find(|(_, token)| !token.is_empty());
    let (variable, token) = found.ok_or(NoToken::Unset)?;
    let token = match token.strip_prefix("file://") {
        Some(path) => {
            of_file(path).map_err(|why| NoToken::File { variable, path: path.to_owned(), why })?
        }
        None => token,
    };
    let mut token = HeaderValue::from_str(&token).map_err(|_| NoToken::Unfit { variable })?;
    token.set_sensitive(true);
    Ok(token)
}

fn of_file(path: &str) -> Result<String, Why> {
    let text = std::fs::read_to_string(path).map_err(|error| Why::Unread(error.kind()))?;
    match text.trim() {
        "" => Err(Why::Empty),
        token => Ok(token.to_owned()),
    }
}

impl NoToken {
    /// What is wrong, after "denied by the extension".
    pub(super) fn detail(&self) -> String {
        match self {
            Self::Unset => "there is no token for it".to_owned(),
            Self::File { variable, path, why: Why::Unread(kind) } => {
                format!("the token file {path}, which {variable} names, cannot be read: {kind}")
            }
            Self::File { variable, path, why: Why::Empty } => {
                format!("the token file {path}, which {variable} names, is empty")
            }
            Self::Unfit { variable } => {
                format!("the token of {variable} has characters that no header may have")
            }
        }
    }
}
