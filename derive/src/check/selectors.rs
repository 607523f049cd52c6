//! A version, label, stage or key that is written into a name, as the AWS APIs and other tools have it.
//! figleaf has attributes for them.

use super::versions;
use crate::rules::limits;

/// What is written behind a name: the attributes that say the same, and the name without it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Selector<'a> {
    pub(super) bare: &'a str,
    /// `:3`, `:blue`, `#password`.
    pub(super) written: &'a str,
    /// `version = 3`, `key = "password"`.
    pub(super) attributes: String,
}

impl Selector<'_> {
    /// What to write instead.
    pub(super) fn message(&self, source: &str) -> String {
        let Self { bare, written, attributes } = self;
        format!("`{written}` is no part of the name: write `{source} = \"{bare}\", {attributes}`")
    }
}

/// What is written behind the name of a parameter: `name:3`, `name:blue`, `name#key`.
pub(super) fn of_parameter(name: &str) -> Option<Selector<'_>> {
    let (at, text) = after_name(name, &['#', ':'])?;
    let attributes = if name[at..].starts_with('#') {
        format!("key = \"{text}\"")
    } else if text.chars().all(|c| c.is_ascii_digit()) {
        format!("version = {text}")
    } else if versions::label(text).is_ok() {
        format!("label = \"{text}\"")
    } else {
        return None;
    };
    Some(Selector { bare: &name[..at], written: &name[at..], attributes })
}

/// What is written behind the name of a secret: `name#key`, `name:AWSPREVIOUS`, and the
/// `name:key:stage:id` of a task definition of ECS.
pub(super) fn of_secret(name: &str) -> Option<Selector<'_>> {
    let (at, text) = after_name(name, &['#', ':'])?;
    let parts: Vec<_> = text.split(':').collect();
    let (key, stage, id) = match (name[at..].starts_with('#'), &parts[..]) {
        (false, [only]) if is_id(only) => ("", "", *only),
        (false, [only]) => ("", *only, ""),
        (_, [key]) => (*key, "", ""),
        (_, [key, stage]) => (*key, *stage, ""),
        (_, [key, stage, id]) => (*key, *stage, *id),
        _ => return None,
    };
    let attributes = [("key", key), ("stage", stage), ("version_id", id)];
    let attributes: Vec<_> = attributes
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(attribute, text)| format!("{attribute} = \"{text}\""))
        .collect();
    if attributes.is_empty() {
        return None;
    }
    let attributes = attributes.join(", ");
    Some(Selector { bare: &name[..at], written: &name[at..], attributes })
}

/// Where one of the characters begins what is no name any more, and the text behind it. An ARN has
/// colons of its own; what follows them is told from its resource.
fn after_name<'a>(name: &'a str, begins: &[char]) -> Option<(usize, &'a str)> {
    let own = match name.starts_with("arn:") {
        true => name.len() - name.splitn(6, ':').nth(5)?.len() + resource_type(name),
        false => 0,
    };
    let at = own + name[own..].find(begins)?;
    let text = &name[at + 1..];
    (at > own && !text.is_empty()).then_some((at, text))
}

/// The length of the `secret:` before the name of a secret.
fn resource_type(arn: &str) -> usize {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    if resource.starts_with("secret:") { "secret:".len() } else { 0 }
}

fn is_id(text: &str) -> bool {
    let is_hexadecimal = text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    is_hexadecimal && limits::VERSION_ID.contains(&text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(selector: Option<Selector<'_>>) -> Option<(String, String)> {
        selector.map(|selector| (selector.bare.to_owned(), selector.attributes))
    }

    fn some(bare: &str, attributes: &str) -> Option<(String, String)> {
        Some((bare.to_owned(), attributes.to_owned()))
    }

    #[test]
    fn finds_versions_and_labels() {
        let found = |name: &str| attributes(of_parameter(name));
        assert_eq!(found("/{env}/a:3"), some("/{env}/a", "version = 3"));
        assert_eq!(found("a:blue"), some("a", "label = \"blue\""));
        assert_eq!(found("a#user"), some("a", "key = \"user\""));
        let arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/a";
        assert_eq!(found(&format!("{arn}:3")), some(arn, "version = 3"));
        for name in ["/a", arn, "/a:", ":3", "/a:b:c", "/a:1x", "/a:{color}"] {
            assert_eq!(found(name), None, "{name}");
        }
    }

    #[test]
    fn finds_stages_and_keys() {
        let found = |name: &str| attributes(of_secret(name));
        assert_eq!(found("a/b:AWSPREVIOUS"), some("a/b", "stage = \"AWSPREVIOUS\""));
        assert_eq!(found("a#user"), some("a", "key = \"user\""));
        assert_eq!(
            found("a#user:AWSPREVIOUS"),
            some("a", "key = \"user\", stage = \"AWSPREVIOUS\"")
        );
        let id = "01234567-89ab-cdef-0123-456789abcdef";
        assert_eq!(found(&format!("a:{id}")), some("a", &format!("version_id = \"{id}\"")));
        let arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-AbCdEf";
        assert_eq!(found(&format!("{arn}:user::")), some(arn, "key = \"user\""));
        assert_eq!(found(&format!("{arn}:::{id}")), some(arn, &format!("version_id = \"{id}\"")));
        for name in ["a", arn, "a:", "a#", "a:b:c:d:e"] {
            assert_eq!(found(name), None, "{name}");
        }
    }
}
