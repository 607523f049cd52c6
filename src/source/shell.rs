//! Words of a command that is pasted into a shell.

use std::borrow::Cow;

use super::arn;

/// A word for a shell.
pub(crate) fn quoted(word: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@+,%=".contains(c);
    match !word.is_empty() && !word.starts_with('=') && word.chars().all(is_plain) {
        true => Cow::Borrowed(word),
        false => Cow::Owned(format!("'{}'", word.replace('\'', r"'\''"))),
    }
}

/// The option of the AWS CLI for the region of a name, if it is known: that of an ARN, else the one that was
/// asked. It begins with a blank.
pub(crate) fn region(name: &str, asked: Option<&str>) -> String {
    let region = arn::region(name).or(asked);
    region.map(|region| format!(" --region {}", quoted(region))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_read_otherwise_is_quoted() {
        for word in ["/prod/a-b_c.d", "arn:aws:ssm:eu-west-1:1:parameter/a", "a+b@c", "a=b"] {
            assert_eq!(quoted(word), word);
        }
        for (word, expected) in [
            ("rds!db-1", "'rds!db-1'"),
            ("", "''"),
            ("=ls", "'=ls'"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("$(x)", "'$(x)'"),
        ] {
            assert_eq!(quoted(word), expected);
        }
    }
}
