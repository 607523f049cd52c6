//! A command of the AWS CLI that works when it is pasted into a shell.

use super::super::Help;
use super::super::shell::{self, quoted};

/// Where the value that a command stores comes from. It never stands in the command: that would be in the
/// history of the shell.
pub(super) enum Value {
    /// Typed at the terminal.
    Typed { hidden: bool },
    /// From a file, because it has several lines, or bytes.
    File { bytes: bool },
}

impl Value {
    pub(super) fn of(problem: &Help<'_>) -> Self {
        if problem.bytes {
            return Self::File { bytes: true };
        }
        let has_lines =
            problem.json || !problem.document_keys.is_empty() || is_pem(problem.key.name());
        match has_lines {
            true => Self::File { bytes: false },
            false => Self::Typed { hidden: problem.sensitive },
        }
    }

    /// The command with the value, which it takes as this option.
    pub(super) fn into(self, option: &str, command: &str, problem: &Help<'_>) -> String {
        match self {
            Self::Typed { hidden } => {
                let read = if hidden { "read -rs" } else { "read -r" };
                format!(
                    "IFS= {read} REPLY; printf %s \"$REPLY\" | {command} {option} file:///dev/stdin"
                )
            }
            Self::File { bytes: true } => format!("{command} {option} fileb://FILE"),
            Self::File { bytes: false } => {
                let command = format!("{command} {option} file://FILE");
                match problem.document_keys {
                    [] => command,
                    [key] => {
                        format!("write a JSON object with the key {key} to FILE, then: {command}")
                    }
                    keys => {
                        let keys = keys.join(", ");
                        format!("write a JSON object with the keys {keys} to FILE, then: {command}")
                    }
                }
            }
        }
    }
}

/// Whether something is called as certificates and private keys are, which have several lines.
fn is_pem(name: &str) -> bool {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<String> = words.map(str::to_ascii_lowercase).collect();
    let is = |word: &str| words.iter().any(|known| known == word);
    ["pem", "cert", "certificate"].into_iter().any(is)
        || words.windows(2).any(|pair| pair == ["private", "key"] || pair == ["signing", "key"])
}

/// `aws service operation --region … --name …`.
pub(super) fn command(operation: &str, problem: &Help<'_>, option: &str, name: &str) -> String {
    format!("aws {operation}{} {}", region(problem), named(option, name))
}

/// The region, if it is known: that of the ARN, else the one that was asked.
pub(super) fn region(problem: &Help<'_>) -> String {
    shell::region(problem.key.name(), problem.region)
}

/// An option with its argument, which may look like an option.
pub(super) fn named(option: &str, argument: &str) -> String {
    let between = if argument.starts_with('-') { '=' } else { ' ' };
    format!("{option}{between}{}", quoted(argument))
}
