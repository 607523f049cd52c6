//! `template local`: a file for `FIGLEAF_LOCAL`.

use super::commands::remark;
use super::error::Error;
use super::escape::quoted_toml;
use super::inventory::{Inventory, Item, Kind};
use super::settings::Ops;
use crate::plan::{Leaf, Location};
use crate::printable::printable;
use crate::rules::{PARAMETERS, SECRETS};

impl Ops {
    /// A local store with each parameter and secret of the environment, to be filled in: `""` stands where a value is
    /// to be. What is optional or has a default is commented out.
    ///
    /// # Errors
    /// A placeholder without a value.
    pub fn local(&self) -> Result<String, Error> {
        if !self.any.is_empty() {
            return Err(Error::new(
                "a local store has whole names: give --var in the place of --any",
            ));
        }
        let inventory = self.inventory()?;
        let mut text = format!(
            "# A local store of {} for {}. Fill in each \"\" and start the program with FIGLEAF_LOCAL=<this file>.\n",
            printable(self.schema.name()),
            printable(self.environment_name()),
        );
        for source in [PARAMETERS, SECRETS] {
            let mut items = inventory.items.iter().filter(|item| item.source == source).peekable();
            if items.peek().is_some() {
                text += &format!("\n[{source}]\n");
            }
            for item in items {
                text += &entry(&inventory, item);
            }
        }
        Ok(text)
    }
}

fn entry(inventory: &Inventory, item: &Item) -> String {
    let readers: Vec<(&Leaf, &Location)> = inventory.current(item).collect();
    // An older name of what stands under its new one.
    if readers.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    for (leaf, at) in &readers {
        text += &remark(leaf, at);
    }
    let comment = if readers.iter().any(|(leaf, _)| leaf.is_needed) { "" } else { "# " };
    if item.kind == Kind::Path {
        let path = item.key.name().trim_end_matches('/');
        return text
            + &format!(
                "# Each name below the path is one line.\n# {} = \"\"\n",
                quoted_toml(&format!("{path}/NAME"))
            );
    }
    text + &format!("{comment}{} = {}\n", quoted_toml(&item.key.to_string()), value(&readers))
}

/// A place for the value: a string, a list of strings, or the document with what is needed of it.
fn value(readers: &[(&Leaf, &Location)]) -> String {
    let mut tree = Tree::default();
    for (leaf, at) in readers {
        let is_list = leaf.field.is_list() && leaf.field.delimiter() == ",";
        let empty = if is_list { "[\"\"]" } else { "\"\"" };
        match at.pointer.as_slice() {
            [] => return empty.to_owned(),
            pointer if leaf.is_needed => tree.put(pointer, empty),
            _ => {}
        }
    }
    tree.toml()
}

/// A document, in the order of its fields.
#[derive(Default)]
struct Tree(Vec<(&'static str, Node)>);

enum Node {
    Value(&'static str),
    Table(Tree),
}

impl Tree {
    fn put(&mut self, pointer: &[&'static str], value: &'static str) {
        let [key, rest @ ..] = pointer else { return };
        let at = self.0.iter().position(|(known, _)| known == key).unwrap_or_else(|| {
            let node =
                if rest.is_empty() { Node::Value(value) } else { Node::Table(Self::default()) };
            self.0.push((key, node));
            self.0.len() - 1
        });
        if let Node::Table(inner) = &mut self.0[at].1 {
            inner.put(rest, value);
        }
    }

    fn toml(&self) -> String {
        let entry = |(key, node): &(&str, Node)| match node {
            Node::Value(value) => format!("{} = {value}", bare(key)),
            Node::Table(inner) => format!("{} = {}", bare(key), inner.toml()),
        };
        match self.0.is_empty() {
            true => "{}".to_owned(),
            false => format!("{{ {} }}", self.0.iter().map(entry).collect::<Vec<_>>().join(", ")),
        }
    }
}

fn bare(key: &str) -> String {
    match key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        && !key.is_empty()
    {
        true => key.to_owned(),
        false => quoted_toml(key),
    }
}
