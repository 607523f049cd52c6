//! `schema`: the JSON Schema of a document, or of the whole configuration.
//!
//! It accepts what a load accepts: numbers and lists may be strings, numbers may stand for strings, and what is not known
//! of a type is not demanded.

mod rules;
mod shapes;
mod tree;

use self::tree::Tree;
use super::error::Error;
use super::json::Json;
use super::probe::Shape;
use super::settings::Ops;
use crate::loader;
use crate::plan::{Leaf, Plan};
use crate::schema::{DefaultValue, Kind};

/// The dialect.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

impl Ops {
    /// The JSON Schema, of draft 2020-12, of the configuration as one object; or of the JSON document that is a
    /// parameter, a secret or a variable of this name. Without an environment names are as they are written:
    /// `{env}/database`. A sensitive field is `writeOnly`, and its default is not in it.
    ///
    /// ```
    /// # use figleaf::{Config, Secret};
    /// # #[derive(Config)]
    /// # #[config(secretsmanager = "{env}/app")]
    /// # struct AppConfig { port: u16, api_key: Secret }
    /// # fn main() -> Result<(), figleaf::ops::Error> {
    /// let schema = AppConfig::ops("prod").json_schema(Some("prod/app"))?;
    /// assert!(schema.contains("\"maximum\": 65535"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// No document of that name, and a value for a placeholder that no name has.
    pub fn json_schema(&self, document: Option<&str>) -> Result<String, Error> {
        Ok(self.schema_of(document)?.pretty())
    }

    pub(super) fn schema_of(&self, document: Option<&str>) -> Result<Json, Error> {
        self.fit()?;
        Error::of(self.idle())?;
        let plan = self.plan();
        let shapes = match self.decode {
            Some(decode) => loader::shapes(&plan, decode),
            None => vec![Shape::Any; plan.leaves.len()],
        };
        let mut tree = Tree::default();
        for (leaf, shape) in plan.leaves.iter().zip(&shapes) {
            match document {
                None => put_whole(&mut tree, leaf, shape),
                Some(name) => put(&mut tree, leaf, shape, name),
            }
        }
        if document.is_some() && tree.is_empty() {
            return Err(unknown(&plan));
        }
        let mut entries = vec![("$schema", Json::text(DIALECT))];
        let doc = self.schema.doc();
        match document {
            None => {
                entries.push(("title", Json::text(self.schema.name())));
                entries.extend((!doc.is_empty()).then(|| ("description", Json::text(doc))));
            }
            Some(name) => entries.push(("title", Json::text(name))),
        }
        entries.extend(tree.entries());
        Ok(Json::Object(entries))
    }
}

/// A field where a file of the whole configuration has it.
fn put_whole(tree: &mut Tree, leaf: &Leaf, shape: &Shape) {
    let pointer: Vec<&'static str> =
        leaf.groups.iter().copied().chain([leaf.field.name()]).collect();
    tree.put(&pointer, field(leaf, shape));
    if is_demanded(leaf) {
        tree.demand(&[pointer]);
    }
}

/// A field where the document of this name has it: under its key, and under older ones.
fn put(tree: &mut Tree, leaf: &Leaf, shape: &Shape, name: &str) {
    let is_it = |key: &crate::source::Key| key.name() == name || key.to_string() == name;
    let stored = leaf.locations().iter().filter(|at| is_it(&at.key)).map(|at| &at.pointer);
    let given = leaf.variables.iter().filter(|variable| variable.name == name);
    let given = given.map(|variable| &variable.pointer);
    let pointers: Vec<Vec<&'static str>> = stored.chain(given).cloned().collect();
    for pointer in &pointers {
        tree.put(pointer, field(leaf, shape));
    }
    // What may lie elsewhere need not lie here.
    let others = leaf.locations().iter().filter(|at| !is_it(&at.key)).count();
    let is_here = pointers.iter().all(|pointer| !pointer.is_empty());
    if is_demanded(leaf) && others == 0 && is_here && !pointers.is_empty() {
        tree.demand(&pointers);
    }
}

/// Whether it has to be there; an `Option` may say so by a rule.
fn is_demanded(leaf: &Leaf) -> bool {
    leaf.is_needed || leaf.field.rules().iter().any(|rule| rule.text == "required")
}

/// What one field takes.
fn field(leaf: &Leaf, shape: &Shape) -> Json {
    let field = leaf.field;
    let mut entries = Vec::new();
    if !field.doc().is_empty() {
        entries.push(("description", Json::text(field.doc())));
    }
    let is_text_too = matches!(field.kind(), Kind::Json);
    entries.extend(shapes::of_field(shape, field.kind(), is_text_too, is_demanded(leaf)));
    rules::apply(&mut entries, field.rules(), shape);
    if field.is_sensitive() {
        entries.push(("writeOnly", Json::Bool(true)));
    } else if let Some(DefaultValue::Text(text)) = field.default() {
        entries.push(("default", shapes::value(shape, text)));
    }
    Json::Object(entries)
}

/// Names that are there; the one that was asked for may be anything.
fn unknown(plan: &Plan) -> Error {
    let mut names: Vec<String> = Vec::new();
    for leaf in &plan.leaves {
        let stored = leaf.locations().iter().filter(|at| !at.pointer.is_empty());
        names.extend(stored.map(|at| at.key.to_string()));
        let given = leaf.variables.iter().filter(|variable| !variable.pointer.is_empty());
        names.extend(given.map(|variable| variable.name.to_string()));
    }
    names.sort_unstable();
    names.dedup();
    Error::new(match names.is_empty() {
        true => {
            "nothing of this name is read, and there are no documents of several fields".to_owned()
        }
        false => format!("nothing of this name is read: the documents are {}", names.join(", ")),
    })
}
