//! `docs`: every field in a table of Markdown.

use super::error::Error;
use super::flags::DOCS;
use super::json::Json;
use super::settings::Ops;
use super::verbs::envelope;
use crate::plan::{Leaf, Plan, Target};
use crate::printable::printable;
use crate::schema::DefaultValue;

/// The head of the table, by which a file of it is known.
pub(super) const HEAD: &str =
    "| field | type | read from, the first that has it | default | rules | what it is |";

/// What stands in the place of a secret's default.
const HIDDEN: &str = "(hidden)";

impl Ops {
    /// The documentation of the configuration in Markdown: each field with its type, where it comes from, its default,
    /// its rules and its doc comment. A default of a sensitive field is not shown.
    ///
    /// # Errors
    /// An environment that is not fit for names, and a value for a placeholder that no name has.
    pub fn docs(&self) -> Result<String, Error> {
        self.fit()?;
        Error::of(self.idle())?;
        let plan = self.plan();
        let mut text = format!("# Configuration of {}\n", self.schema.name());
        if let Some(environment) = &self.environment {
            text += &format!("\nEnvironment: {}\n", cell(environment));
        }
        if !self.schema.doc().is_empty() {
            text += &format!(
                "\n{}\n",
                self.schema.doc().lines().map(printable).collect::<Vec<_>>().join("\n")
            );
        }
        text += &format!("\n{HEAD}\n");
        text += "|---|---|---|---|---|---|\n";
        for leaf in &plan.leaves {
            let sensitive = if leaf.field.is_sensitive() { ", secret" } else { "" };
            let optional = if leaf.field.is_optional() { ", optional" } else { "" };
            let row = [
                code(&leaf.path),
                format!("{}{optional}{sensitive}", code(leaf.field.type_name())),
                places(leaf).iter().map(|place| code(place)).collect::<Vec<_>>().join(", "),
                default(leaf).map(|default| code(&default)).unwrap_or_default(),
                leaf.field
                    .rules()
                    .iter()
                    .map(|rule| code(rule.text))
                    .collect::<Vec<_>>()
                    .join(", "),
                cell(leaf.field.doc()),
            ];
            text += &format!("| {} |\n", row.join(" | "));
        }
        Ok(text)
    }

    pub(super) fn docs_json(&self) -> Json {
        let plan: Plan = self.plan();
        let field = |leaf: &Leaf| {
            Json::Object(vec![
                ("path", Json::text(leaf.path.as_ref())),
                ("type", Json::text(leaf.field.type_name())),
                ("places", Json::texts(places(leaf))),
                ("default", Json::maybe(default(leaf))),
                ("rules", Json::texts(leaf.field.rules().iter().map(|rule| rule.text))),
                ("optional", Json::Bool(leaf.field.is_optional())),
                ("sensitive", Json::Bool(leaf.field.is_sensitive())),
                ("fixed", Json::Bool(leaf.keeps_first())),
                ("doc", Json::text(leaf.field.doc())),
            ])
        };
        envelope(self, DOCS, vec![("fields", Json::List(plan.leaves.iter().map(field).collect()))])
    }
}

/// Where a field is looked for, in order: `MYAPP_API_KEY`, `ssm:/prod/myapp/api-key`.
fn places(leaf: &Leaf) -> Vec<String> {
    let variables = leaf.variables.iter().map(ToString::to_string);
    let stores = leaf.locations().iter().map(|at| {
        let key = if at.pointer.is_empty() {
            String::new()
        } else {
            format!("#{}", at.pointer.join("."))
        };
        format!("{}:{}{key}", at.source, at.key)
    });
    let unknown = match &leaf.target {
        Target::Unresolved(_) => {
            leaf.field.store().map(|store| format!("{}:{}", store.source(), store.name()))
        }
        Target::Nowhere | Target::Stored(_) => None,
    };
    variables.chain(stores).chain(unknown).collect()
}

fn default(leaf: &Leaf) -> Option<String> {
    let default = leaf.field.default()?;
    if leaf.field.is_sensitive() {
        return Some(HIDDEN.to_owned());
    }
    Some(match default {
        DefaultValue::Text(text) | DefaultValue::Expression(text) => text.to_owned(),
    })
}

/// Text in a cell: on one line, and without what would end the cell. GitHub takes the backslash before a bar away
/// first, whatever stands before it, and reads code and text after that.
fn cell(text: &str) -> String {
    let line = text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    printable(line.trim()).replace('|', "\\|")
}

/// Code in a cell, between more backticks than stand in it.
fn code(text: &str) -> String {
    let text = cell(text);
    if text.is_empty() {
        return text;
    }
    let runs = text.split(|c| c != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0) + 1);
    let blank = if text.contains('`') { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}
