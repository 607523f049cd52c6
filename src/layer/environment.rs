//! Environment variables: for each leaf the one that is set, if one is.

use super::document::{Documents, Flaw};
use super::{Layer, Layers, Slot};
use crate::plan::{KnownPlace, Leaf, Plan, Variable};
use crate::source::Fetched;
use crate::source::env::{self, Variables};
use crate::value::Value;

/// The environment variables of a load: for each leaf the one that is set, if one is.
pub(crate) struct Environment(Vec<Option<Reading>>);

/// A variable that is set, by its number in [`Leaf::variables`].
struct Reading {
    variable: usize,
    unreadable: Option<Unreadable>,
}

/// Why a variable that is set gives no value.
#[derive(Debug, Clone)]
pub(crate) enum Unreadable {
    NotUnicode,
    /// It is no document, or one without the place that a key would be in.
    Flawed(Flaw),
}

impl Environment {
    /// Reads the variables of all leaves. Of those of one leaf the first one that is set counts.
    pub(crate) fn new(
        plan: &Plan,
        variables: &Variables,
        is_empty_unset: bool,
        layers: &mut Layers,
    ) -> Self {
        let mut read = Read { variables, texts: Vec::new(), documents: Documents::default() };
        let mut readings = Vec::with_capacity(plan.leaves.len());
        for (index, leaf) in plan.leaves.iter().enumerate() {
            let is_empty_unset = is_empty_unset || leaf.is_empty_unset;
            let mut all = leaf.variables.iter().enumerate();
            readings.push(all.find_map(|(variable, read_as)| {
                let unreadable = match read.read(read_as, is_empty_unset)? {
                    Ok(value) => {
                        layers.put_over(index, Slot { value, layer: Layer::Environment });
                        None
                    }
                    Err(unreadable) => Some(unreadable),
                };
                Some(Reading { variable, unreadable })
            }));
        }
        for (number, object) in read.documents.objects() {
            let name = &read.texts[number].0;
            let place = KnownPlace::Variable(name.clone());
            layers.note_unused(plan, &place, (object, &[]), || name.clone());
        }
        Self(readings)
    }

    /// The variable that a leaf's value is from.
    pub(crate) fn read<'l>(&self, leaf: &'l Leaf, index: usize) -> Option<&'l Variable> {
        let reading = self.0[index].as_ref().filter(|reading| reading.unreadable.is_none())?;
        leaf.variables.get(reading.variable)
    }

    /// The variable of a leaf that is set and gives no value, and why.
    pub(crate) fn unreadable<'l>(
        &'l self,
        leaf: &'l Leaf,
        index: usize,
    ) -> Option<(&'l Variable, &'l Unreadable)> {
        let reading = self.0[index].as_ref()?;
        leaf.variables.get(reading.variable).zip(reading.unreadable.as_ref())
    }
}

/// What is read so far. A document is parsed once for all fields.
struct Read<'v> {
    variables: &'v Variables,
    /// The variables that hold documents, with their strings; the number of each is its key in `documents`.
    texts: Vec<(String, Option<Result<Fetched, Unreadable>>)>,
    documents: Documents,
}

impl Read<'_> {
    /// The value of a variable, or of a key in it, if there is one.
    fn read(
        &mut self,
        variable: &Variable,
        is_empty_unset: bool,
    ) -> Option<Result<Value, Unreadable>> {
        if variable.pointer.is_empty() {
            return self.text(&variable.name, is_empty_unset).map(|text| text.map(Value::text));
        }
        let known = self.texts.iter().position(|(name, _)| *name == variable.name);
        let number = known.unwrap_or_else(|| {
            let text = self.text(&variable.name, is_empty_unset);
            let document = text.map(|text| text.map(Fetched::text));
            self.texts.push((variable.name.to_string(), document));
            self.texts.len() - 1
        });
        let document = match self.texts[number].1.as_ref()? {
            Ok(document) => document,
            Err(unreadable) => return Some(Err(unreadable.clone())),
        };
        match self.documents.get(number, document, &variable.pointer) {
            Ok(found) => found.ok().map(Ok),
            Err(flaw) => Some(Err(Unreadable::Flawed(flaw))),
        }
    }

    fn text(&self, name: &str, is_empty_unset: bool) -> Option<Result<String, Unreadable>> {
        match self.variables.get(name) {
            env::Variable::Unset => None,
            env::Variable::Text(text) if text.is_empty() && is_empty_unset => None,
            env::Variable::Text(text) => Some(Ok(text)),
            env::Variable::NotUnicode => Some(Err(Unreadable::NotUnicode)),
        }
    }
}
