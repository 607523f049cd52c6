//! `template env`: the variables that a configuration reads, in a form that every reader of `.env` files takes.

use super::error::Error;
use super::settings::Ops;
use crate::plan::{Leaf, Target, Written};
use crate::printable::printable;
use crate::schema::DefaultValue;

impl Ops {
    /// A `.env.example`: each variable with the field's documentation. One that has to be set stands as `NAME=`;
    /// what has a store, a default or is optional is commented out, since a variable that is set counts more than a
    /// store. No secret's default is in it.
    ///
    /// # Errors
    /// An environment that is not fit for names.
    pub fn dotenv(&self) -> Result<String, Error> {
        self.fit()?;
        let plan = self.plan();
        let mut text = format!(
            "# Variables of {}. Copy it to .env and fill in what is needed.\n",
            self.schema.name()
        );
        let written = Written::new(self.schema);
        if written.placeholders().contains(&"env") {
            // Set and empty it would count more than what the struct falls back to.
            let (comment, value) = match (&self.environment, self.schema.default_environment()) {
                (Some(given), _) => ("", given.as_str()),
                (None, Some(default)) => ("# ", default),
                (None, None) => ("", ""),
            };
            text += &format!(
                "\n# The environment: {{env}} in names.\n{comment}{}={value}\n",
                self.schema.environment()
            );
        }
        let mut whole: Vec<&str> = written.variables().collect();
        whole.sort_unstable();
        whole.dedup();
        for variable in whole {
            text +=
                &format!("\n# The whole name or the ARN of what is stored there.\n{variable}=\n");
        }
        let mut documents: Vec<&str> = Vec::new();
        for leaf in &plan.leaves {
            text += &of_field(leaf);
            for document in leaf.variables.iter().filter(|variable| !variable.pointer.is_empty()) {
                if !documents.contains(&document.name.as_ref()) {
                    documents.push(&document.name);
                    text += &format!(
                        "\n# The JSON document of the group of {}.\n# {}=\n",
                        leaf.path, document.name
                    );
                }
            }
        }
        Ok(text)
    }
}

fn of_field(leaf: &Leaf) -> String {
    let Some(variable) = leaf.variable() else { return String::new() };
    let mut text = "\n".to_owned();
    for line in leaf.field.doc().lines() {
        text += format!("# {}", printable(line)).trim_end();
        text += "\n";
    }
    let told =
        format!("{}: {}{}", leaf.path, leaf.field.type_name(), super::commands::needed(leaf));
    text += &format!("# {}\n", printable(&told));
    let is_stored = !matches!(leaf.target, Target::Nowhere);
    let is_needed = !is_stored && leaf.is_needed;
    let comment = if is_needed && !leaf.field.is_sensitive() { "" } else { "# " };
    text + &format!("{comment}{variable}={}\n", default(leaf))
}

/// The default in a form that is read alike by dotenvy, node, bash and python-dotenv; nothing when there is none.
fn default(leaf: &Leaf) -> String {
    match leaf.field.default() {
        Some(DefaultValue::Text(text)) if !leaf.field.is_sensitive() => {
            quoted(text).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// They differ about quotes in quotes and about several lines, and python-dotenv fills in `${NAME}` in single quotes
/// too.
fn quoted(text: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:,@+".contains(c);
    let is_unclear = text.contains(['\'', '\\']) || text.contains("${");
    match text {
        text if text.chars().all(is_plain) => Some(text.to_owned()),
        text if is_unclear || !text.chars().all(crate::printable::is_plain) => None,
        text => Some(format!("'{text}'")),
    }
}
