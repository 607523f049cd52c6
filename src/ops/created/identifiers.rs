//! Names of resources and variables: letters, digits and underscores, each once in its file.

use std::collections::BTreeSet;

use crate::plan::{Leaf, Location};
use crate::schema::Schema;

/// Words of ASCII letters and digits that a name is made of.
#[derive(Debug, Clone)]
pub(in crate::ops) struct Words(Vec<String>);

impl Words {
    /// What a field is called by. A document is called as its group is, and not as one of its fields, so that a new
    /// field leaves the resource what it is; without a group as it is called in its store.
    pub(super) fn of(schema: &Schema, readers: &[(&Leaf, &Location)]) -> Self {
        let Some((leaf, at)) = readers.first() else { return Self::new(schema.name()) };
        if at.pointer.is_empty() {
            return Self::new(&leaf.path);
        }
        if let Some(store) = leaf.field.store() {
            return Self::new(&without_placeholders(store.name())).or(schema.name());
        }
        let path: Vec<&str> = leaf.path.split('.').collect();
        let groups = path.len().saturating_sub(at.pointer.len());
        Self::new(&path[..groups].join(".")).or(schema.name())
    }

    /// The words of a string.
    pub(in crate::ops) fn new(text: &str) -> Self {
        let mut words = vec![String::new()];
        let mut is_after_small = false;
        for c in text.chars() {
            if !c.is_alphanumeric() || (c.is_uppercase() && is_after_small) {
                words.push(String::new());
            }
            if let (Some(word), true) = (words.last_mut(), c.is_alphanumeric()) {
                match c.is_ascii() {
                    true => word.push(c.to_ascii_lowercase()),
                    false => *word += &format!("u{:x}", u32::from(c)),
                }
            }
            is_after_small = c.is_lowercase() || c.is_ascii_digit();
        }
        words.retain(|word| !word.is_empty());
        Self(words)
    }

    fn or(self, other: &str) -> Self {
        if self.0.is_empty() { Self::new(other) } else { self }
    }

    /// `api_key`.
    pub(in crate::ops) fn snake(&self) -> String {
        fit(self.0.join("_"), "value")
    }

    /// `ApiKey`.
    pub(in crate::ops) fn pascal(&self) -> String {
        fit(self.0.iter().map(|word| capital(word)).collect(), "Value")
    }

    /// `apiKey`.
    pub(in crate::ops) fn camel(&self) -> String {
        let rest = self.0.iter().skip(1).map(|word| capital(word));
        fit(self.0.iter().take(1).cloned().chain(rest).collect(), "value")
    }
}

/// A name begins with a letter.
fn fit(name: String, before: &str) -> String {
    match name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => name,
        false => format!("{before}{name}"),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn without_placeholders(name: &str) -> String {
    let mut depth = 0_usize;
    let mut rest = String::new();
    for c in name.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c if depth == 0 => rest.push(c),
            _ => {}
        }
    }
    rest
}

/// Names of one file, each given once.
#[derive(Debug, Default)]
pub(in crate::ops) struct Identifiers(BTreeSet<String>);

impl Identifiers {
    /// With names that are not to be given.
    pub(in crate::ops) fn without(reserved: &[&str]) -> Self {
        Self(reserved.iter().map(|name| (*name).to_owned()).collect())
    }

    /// The name, with a number behind it when it is taken.
    pub(in crate::ops) fn give(&mut self, name: &str) -> String {
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let free = std::iter::once(name.to_owned()).chain(numbered);
        let free = free.into_iter().find(|name| !self.0.contains(name)).unwrap_or_default();
        self.0.insert(free.clone());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_of_letters_and_digits() {
        for (text, snake, pascal) in [
            ("database.api_key", "database_api_key", "DatabaseApiKey"),
            ("/a-b/c.d", "a_b_c_d", "ABCD"),
            ("größe", "gruf6udfe", "Gruf6udfe"),
            ("2fast", "value2fast", "Value2fast"),
            ("AppConfig", "app_config", "AppConfig"),
            ("\"${x}\"", "x", "X"),
            ("", "value", "Value"),
        ] {
            let words = Words::new(text);
            assert_eq!((words.snake().as_str(), words.pascal().as_str()), (snake, pascal));
        }
        assert_eq!(Words::new("api_key").camel(), "apiKey");
    }

    #[test]
    fn each_name_is_given_once() {
        let mut names = Identifiers::without(&["version"]);
        let given = ["a", "a", "version", "a"].map(|name| names.give(name));
        assert_eq!(given, ["a", "a2", "version2", "a3"]);
    }
}
