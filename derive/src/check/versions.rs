//! What AWS takes for a version, a label and a stage. Pure, so that every rule has a test here.

use crate::rules::limits;

/// Checks the number of a parameter's version.
pub(super) fn version(number: u64) -> Result<(), String> {
    if number < *limits::VERSION.start() {
        return Err(
            "versions of a parameter are counted from 1: write `version = 1` or higher".to_owned()
        );
    }
    if number > *limits::VERSION.end() {
        return Err("no parameter has as many versions: write a smaller number".to_owned());
    }
    Ok(())
}

/// Checks a label of a parameter's version.
pub(super) fn label(label: &str) -> Result<(), String> {
    let rule = || "letters, digits and `_.-`".to_owned();
    no_placeholder(label, "label")?;
    if label.is_empty() || label.len() > limits::LABEL {
        return Err(length(label, "a label", 1, limits::LABEL));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if let Some(c) = label.chars().find(|c| !allowed(*c)) {
        return Err(format!("`{c}` cannot be in a label: write {}", rule()));
    }
    if label.starts_with(|c: char| c.is_ascii_digit()) {
        let number = label.chars().all(|c| c.is_ascii_digit());
        let instead = if number { format!("write `version = {label}`") } else { other() };
        return Err(format!("a label does not begin with a digit: {instead}"));
    }
    let lower = label.to_ascii_lowercase();
    match ["aws", "ssm"].into_iter().find(|reserved| lower.starts_with(reserved)) {
        Some(reserved) => {
            Err(format!("labels that begin with `{reserved}` are reserved by AWS: {}", other()))
        }
        None => Ok(()),
    }
}

/// Checks a staging label of a secret's version.
pub(super) fn stage(stage: &str) -> Result<(), String> {
    no_placeholder(stage, "stage")?;
    if stage.is_empty() || stage.chars().count() > limits::STAGE {
        return Err(length(stage, "a stage", 1, limits::STAGE));
    }
    if stage.contains(char::is_whitespace) {
        let message = "has no blanks: write `AWSCURRENT`, `AWSPREVIOUS`, `AWSPENDING` or your own";
        return Err(format!("a stage {message}"));
    }
    Ok(())
}

/// Checks the id of a secret's version.
pub(super) fn version_id(id: &str) -> Result<(), String> {
    no_placeholder(id, "version_id")?;
    let (least, most) = (*limits::VERSION_ID.start(), *limits::VERSION_ID.end());
    if !(least..=most).contains(&id.chars().count()) {
        return Err(length(id, "the id of a version", least, most));
    }
    if id.contains(char::is_whitespace) {
        return Err("the id of a version has no blanks: remove them".to_owned());
    }
    Ok(())
}

fn no_placeholder(text: &str, attribute: &str) -> Result<(), String> {
    if text.contains(['{', '}']) {
        return Err(format!(
            "placeholders stand in names only: write `{attribute} = \"…\"` as it is"
        ));
    }
    Ok(())
}

fn length(text: &str, what: &str, least: usize, most: usize) -> String {
    let count = text.chars().count();
    format!("{what} has {least} to {most} characters and not {count}: write it as AWS has it")
}

fn other() -> String {
    "write another beginning".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_begin_with_one() {
        assert!(version(0).is_err());
        assert!(version(u64::MAX).is_err());
        assert_eq!((version(1), version(3)), (Ok(()), Ok(())));
    }

    #[test]
    fn checks_labels() {
        for text in ["blue", "v1.2", "_x", "a-b", &"a".repeat(100)] {
            assert_eq!(label(text), Ok(()), "{text}");
        }
        for text in ["", "1blue", "a b", "awsome", "SSM", "{env}", "a:b", &"a".repeat(101)] {
            assert!(label(text).is_err(), "{text}");
        }
        assert!(label("3").is_err_and(|message| message.ends_with("write `version = 3`")));
    }

    #[test]
    fn checks_stages_and_ids() {
        for text in ["AWSPREVIOUS", "my-own", &"a".repeat(256)] {
            assert_eq!(stage(text), Ok(()), "{text}");
        }
        for text in ["", "A B", "{env}", &"a".repeat(257)] {
            assert!(stage(text).is_err(), "{text}");
        }
        assert_eq!(version_id("01234567-89ab-cdef-0123-456789abcdef"), Ok(()));
        for text in
            ["", "1", &"a".repeat(31), &"a".repeat(65), "{id_0123456789_0123456789_01234567}"]
        {
            assert!(version_id(text).is_err(), "{text}");
        }
    }
}
