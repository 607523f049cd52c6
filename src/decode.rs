//! One field at a time: the merged values → the fields of a struct.
//!
//! Generated code calls a [`Decoder`] once for each field. What goes wrong with one field is noted
//! and the next one is decoded all the same, so that one run finds everything.

mod fault;
mod input;
#[cfg(feature = "ops")]
mod look;
mod readable;

use std::borrow::Cow;

use validator::ValidationErrors;

use crate::__private::Validated;
use crate::Config;
use crate::caught::caught;
use crate::error::{Cause, Finding, Rejection, Subject};
use crate::layer::{Environment, Layers, Provenance, State};
#[cfg(feature = "ops")]
use crate::ops::probe::{self, Shape};
use crate::origin::Origin;
use crate::plan::{Entry, Group, Leaf, Location, Plan, Target};
use crate::schema::{DefaultValue, Field, Kind};
use crate::source::{Details, Source};
use crate::value::{Found, Value, count, json};

pub(crate) use fault::{Buffered, Reason, Step, is_redacted};

pub use fault::Fault;
use input::Form;
pub use input::Input;
pub use readable::Readable;

/// Everything that is known when decoding begins.
pub(crate) struct Facts<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) layers: &'a Layers,
    /// What became of each leaf in its store.
    pub(crate) states: &'a [State],
    /// Whether a layer above the stores has each leaf.
    pub(crate) given: &'a [bool],
    pub(crate) environment: &'a Environment,
    pub(crate) sources: &'a [Box<dyn Source>],
    /// Whether nothing is loaded, and all defaults are to be looked at.
    pub(crate) is_check: bool,
}

/// What decoding finds out.
pub(crate) struct Results {
    pub(crate) findings: Vec<Finding>,
    /// What each leaf has.
    pub(crate) held: Vec<Held>,
    /// What the type of each leaf reads, when that is what is wanted, and no values.
    #[cfg(feature = "ops")]
    pub(crate) shapes: Option<Vec<Shape>>,
}

impl Results {
    pub(crate) fn new(plan: &Plan) -> Self {
        Self {
            findings: Vec::new(),
            held: vec![Held::Unknown; plan.leaves.len()],
            #[cfg(feature = "ops")]
            shapes: None,
        }
    }
}

/// What a leaf has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// Nothing that is known.
    Unknown,
    /// The value that the layers have.
    Value,
    Default,
    /// Nothing, and needs nothing.
    Absent,
}

/// Decodes the fields of one struct. Generated code calls it; there is no other use for it.
pub struct Decoder<'a> {
    facts: &'a Facts<'a>,
    results: &'a mut Results,
    group: &'a Group,
    /// Which of the struct's fields have no value.
    failed: Vec<bool>,
    /// A field that has a value, because of which an optional group around the struct is needed.
    because: Option<&'a str>,
}

impl std::fmt::Debug for Decoder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder").field("path", &self.group.path).finish_non_exhaustive()
    }
}

impl<'a> Decoder<'a> {
    pub(crate) fn new(facts: &'a Facts<'a>, results: &'a mut Results) -> Self {
        Self::of_group(facts, results, &facts.plan.root)
    }

    fn of_group(facts: &'a Facts<'a>, results: &'a mut Results, group: &'a Group) -> Self {
        Self { facts, results, group, failed: vec![false; group.entries.len()], because: None }
    }

    /// A field that must have a value.
    #[inline(never)]
    pub fn required<T: Readable>(&mut self, index: usize) -> Option<T> {
        #[cfg(feature = "ops")]
        if self.asks::<T>(index) {
            return None;
        }
        self.required_with(index, |input| T::deserialize(input))
    }

    /// A field that must have a value, with a function in the place of its type's `Deserialize`.
    pub fn required_with<T>(
        &mut self,
        index: usize,
        decode: impl FnOnce(Input<'_>) -> Result<T, Fault>,
    ) -> Option<T> {
        let found = self.decode(index, decode).transpose();
        let result = found.unwrap_or(Err(Cause::Missing));
        self.settle(index, result)
    }

    /// An `Option`: `None` when the value is missing.
    #[inline(never)]
    pub fn optional<T: Readable>(&mut self, index: usize) -> Option<Option<T>> {
        #[cfg(feature = "ops")]
        if self.asks::<T>(index) {
            return None;
        }
        self.optional_with(index, |input| T::deserialize(input))
    }

    /// An `Option`, with a function in the place of its type's `Deserialize`.
    pub fn optional_with<T>(
        &mut self,
        index: usize,
        decode: impl FnOnce(Input<'_>) -> Result<T, Fault>,
    ) -> Option<Option<T>> {
        let result = self.decode(index, decode);
        if let Ok(None) = result {
            self.holds(index, Held::Absent);
        }
        self.settle(index, result)
    }

    /// A field whose default is an expression.
    pub fn defaulted<T: Readable>(
        &mut self,
        index: usize,
        default: impl FnOnce() -> T,
    ) -> Option<T> {
        #[cfg(feature = "ops")]
        if self.asks::<T>(index) {
            return None;
        }
        self.defaulted_with(index, |input| T::deserialize(input), default)
    }

    /// A field whose default is an expression, with a function in the place of its type's
    /// `Deserialize`.
    pub fn defaulted_with<T>(
        &mut self,
        index: usize,
        decode: impl FnOnce(Input<'_>) -> Result<T, Fault>,
        default: impl FnOnce() -> T,
    ) -> Option<T> {
        #[cfg(feature = "ops")]
        if self.results.shapes.is_some() {
            return None;
        }
        let result = match self.decode(index, decode) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => {
                self.holds(index, Held::Default);
                let fault = |_| self.fault(index, Fault::new(Reason::DefaultPanicked));
                caught(default).map_err(fault)
            }
            Err(cause) => Err(cause),
        };
        self.settle(index, result)
    }

    /// The value of a field that is no configuration. It is no field of the schema, and has a name alone.
    pub fn skipped<T>(&mut self, name: &'static str, default: impl FnOnce() -> T) -> Option<T> {
        #[cfg(feature = "ops")]
        if self.results.shapes.is_some() {
            return None;
        }
        match caught(default) {
            Ok(value) => Some(value),
            Err(_) => {
                let cause = Cause::Fault(Fault::new(Reason::DefaultPanicked), Origin::Default);
                self.note(None, self.path_to(name), cause);
                None
            }
        }
    }

    /// A field that is a struct which derives `Config`.
    pub fn nested<T: Config>(&mut self, index: usize) -> Option<T> {
        self.nested_because(index, self.because)
    }

    fn nested_because<T: Config>(&mut self, index: usize, because: Option<&'a str>) -> Option<T> {
        let facts = self.facts;
        let group = self.nested_group(index)?;
        let decoder = Decoder::of_group(facts, &mut *self.results, group);
        let value = T::__decode(&mut Decoder { because, ..decoder });
        self.failed[index] = value.is_none();
        value
    }

    /// An `Option` of such a struct: `None` when not one of its fields has a value.
    pub fn optional_nested<T: Config>(&mut self, index: usize) -> Option<Option<T>> {
        let group = self.nested_group(index)?;
        match self.present(group) {
            None if !self.facts.is_check => {
                self.mark_absent(group);
                Some(None)
            }
            present => self.nested_because(index, present).map(Some),
        }
    }

    /// Whether a field of the struct has no value, so that the struct cannot be built.
    #[must_use]
    pub fn incomplete(&self) -> bool {
        self.failed.contains(&true)
    }

    /// Notes what `validator` says of the whole struct.
    pub fn validate<T: Validated>(&mut self, config: &T) {
        match caught(|| config.validate()) {
            Ok(Ok(())) => {}
            Ok(Err(errors)) => self.rejected(&errors),
            Err(_) => self.note_of_struct(Cause::Rejected(Rejection::panicked(), None)),
        }
    }

    /// Notes what `validator` says of the fields that have a value, when others have none. They stand
    /// in a struct of their own, with `__` before their names.
    pub fn validate_partial<T: Validated>(&mut self, fields: &T) {
        self.validate(fields);
    }

    /// Whether types are wanted and no values; the type is asked then.
    #[cfg(feature = "ops")]
    fn asks<T: Readable>(&mut self, index: usize) -> bool {
        if self.results.shapes.is_none() {
            return false;
        }
        let shape = probe::shape_of::<T>();
        let leaf = self.leaf(index).map(|(leaf, _)| leaf);
        if let (Some(shapes), Some(leaf)) = (&mut self.results.shapes, leaf) {
            shapes[leaf] = shape;
        }
        true
    }

    fn leaf(&self, index: usize) -> Option<(usize, &'a Leaf)> {
        match self.group.entries.get(index) {
            Some(Entry::Leaf(leaf)) => Some((*leaf, &self.facts.plan.leaves[*leaf])),
            Some(Entry::Group(_)) | None => None,
        }
    }

    /// The group at that index; else it is noted that there is none.
    fn nested_group(&mut self, index: usize) -> Option<&'a Group> {
        match self.group.entries.get(index) {
            Some(Entry::Group(group)) => Some(group),
            Some(Entry::Leaf(_)) | None => {
                let cause = self.mismatch(index, "a group");
                self.fail(index, cause);
                None
            }
        }
    }

    /// Generated code and the schema are made of one struct, so this is one that was written by hand.
    fn mismatch(&self, index: usize, wanted: &str) -> Cause {
        let all = self.group.entries.len();
        Cause::Mismatch(match index < all {
            true => format!(
                "its decode() reads field {index} as {wanted}, and its schema says otherwise"
            ),
            false => format!(
                "its decode() reads field {index}, and its schema has {}",
                count(all, "field")
            ),
        })
    }

    /// The decoded value of a leaf, or of its default text; nothing when it is missing.
    fn decode<T>(
        &mut self,
        index: usize,
        decode: impl FnOnce(Input<'_>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Cause> {
        let Some((value, form)) = self.find(index)? else { return Ok(None) };
        self.refuse_redacted(index, &value)?;
        let input = Input::new(&value, form);
        let result = caught(|| decode(input));
        let result = result.unwrap_or_else(|_| Err(Fault::new(Reason::Panicked)));
        // A function of the user's may make an error of its own when it has the value already.
        result.map(Some).map_err(|fault| self.fault(index, input.explained(fault, None)))
    }

    /// The value of a leaf, or its default text, and how a string becomes something else.
    ///
    /// Not generic, as everything that need not be: a program has a copy of what is for each type.
    fn find(&mut self, index: usize) -> Result<Option<(Cow<'a, Value>, Form<'a>)>, Cause> {
        let Some((leaf, planned)) = self.leaf(index) else {
            return Err(self.mismatch(index, "a value"));
        };
        let field = planned.field;
        let value = match (self.facts.value(leaf)?, field.default()) {
            (Some(value), _) => {
                self.holds(index, Held::Value);
                Cow::Borrowed(value)
            }
            (None, Some(DefaultValue::Text(text))) => {
                self.holds(index, Held::Default);
                Cow::Owned(Value::text(text))
            }
            (None, _) => return Ok(None),
        };
        let bytes = matches!(field.kind(), Kind::Bytes);
        let form = Form::new(field.delimiter(), bytes);
        match (field.kind(), value.as_ref()) {
            (Kind::Json, Value::Text(text)) => match json::read(text) {
                Ok(parsed) => Ok(Some((Cow::Owned(parsed), form))),
                Err(wrong) => {
                    let fault = Fault::new(Reason::Syntax(wrong)).at(Found::of(&value), None);
                    Err(self.fault(index, fault))
                }
            },
            _ => Ok(Some((value, form))),
        }
    }

    /// `Secret` refuses the text that stands in its place itself; types of other crates that hide what
    /// they hold do not.
    fn refuse_redacted(&self, index: usize, value: &Value) -> Result<(), Cause> {
        let is_redacting = self.leaf(index).is_some_and(|(_, leaf)| leaf.field.is_redacting());
        match is_redacting && is_redacted(value) {
            true => Err(self.fault(index, Fault::new(Reason::Redacted))),
            false => Ok(()),
        }
    }

    fn fault(&self, index: usize, fault: Fault) -> Cause {
        let leaf = self.leaf(index).map(|(leaf, _)| leaf);
        let origin = leaf.and_then(|leaf| self.facts.origin(leaf, self.results.held[leaf]));
        Cause::Fault(fault, origin.unwrap_or(Origin::Absent))
    }

    fn holds(&mut self, index: usize, held: Held) {
        if let Some((leaf, _)) = self.leaf(index) {
            self.results.held[leaf] = held;
        }
    }

    fn settle<T>(&mut self, index: usize, result: Result<T, Cause>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(cause) => {
                self.fail(index, cause);
                None
            }
        }
    }

    fn fail(&mut self, index: usize, cause: Cause) {
        if let Some(failed) = self.failed.get_mut(index) {
            *failed = true;
        }
        match (self.leaf(index), self.group.schema.fields().get(index)) {
            (Some((leaf, planned)), _) => self.note(Some(leaf), planned.path.to_string(), cause),
            (None, Some(field)) => self.note(None, self.path_to(field.name()), cause),
            (None, None) => self.note_of_struct(cause),
        }
    }

    fn note(&mut self, leaf: Option<usize>, path: String, cause: Cause) {
        self.found(Subject::Field, leaf, path, cause);
    }

    fn found(&mut self, subject: Subject, leaf: Option<usize>, path: String, cause: Cause) {
        let because = self.because.map(str::to_owned);
        self.results.findings.push(Finding { leaf, subject, path, cause, because });
    }

    /// A problem of the struct as a whole.
    fn note_of_struct(&mut self, cause: Cause) {
        let path = match self.group.path.as_str() {
            "" => self.group.schema.name(),
            path => path,
        };
        self.found(Subject::Struct, None, path.to_owned(), cause);
    }

    /// The path of the first leaf of a group that has a value, or could have one.
    fn present(&self, group: &Group) -> Option<&'a str> {
        let facts = self.facts;
        group.entries.iter().find_map(|entry| match entry {
            Entry::Leaf(leaf) if matches!(facts.value(*leaf), Ok(None)) => None,
            Entry::Leaf(leaf) => Some(facts.plan.leaves[*leaf].path.as_ref()),
            Entry::Group(inner) => self.present(inner),
        })
    }

    fn mark_absent(&mut self, group: &Group) {
        for entry in &group.entries {
            match entry {
                Entry::Leaf(leaf) => self.results.held[*leaf] = Held::Absent,
                Entry::Group(inner) => self.mark_absent(inner),
            }
        }
    }

    fn rejected(&mut self, errors: &ValidationErrors) {
        for (index, field) in self.group.schema.fields().iter().enumerate() {
            if self.failed[index] {
                continue;
            }
            let Some(kind) = Rejection::of_field(errors, field.name()) else { continue };
            let leaf = self.leaf(index);
            // Fields of a nested struct were validated when that struct was decoded.
            let rejections = Rejection::all(kind, field.rules(), leaf.is_some());
            for (below, rejection) in rejections {
                let path = format!("{}{below}", self.path_to(field.name()));
                // What is said of the inside of a value is not about the value as a whole.
                let whole = leaf.filter(|_| below.is_empty());
                let found = whole.and_then(|(leaf, _)| self.facts.found(leaf));
                let cause = Cause::Rejected(rejection, found);
                self.note(leaf.map(|(leaf, _)| leaf), path, cause);
            }
        }
        for (name, rejection) in Rejection::of_others(errors, self.group.schema.fields()) {
            self.note(None, self.path_to(&name), Cause::Rejected(rejection, None));
        }
        if !self.incomplete() {
            for rejection in Rejection::of_struct(errors) {
                self.note_of_struct(Cause::Rejected(rejection, None));
            }
        }
    }

    fn path_to(&self, name: &str) -> String {
        match self.group.path.as_str() {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        }
    }
}

impl Facts<'_> {
    /// The value of a leaf; nothing when it is missing everywhere; or why it cannot be told.
    fn value(&self, leaf: usize) -> Result<Option<&Value>, Cause> {
        let planned = &self.plan.leaves[leaf];
        // A layer below must not stand in for a variable or a store that could not be read.
        if !self.given[leaf] {
            if let Some((variable, why)) = self.environment.unreadable(planned, leaf) {
                return Err(Cause::Unreadable(variable.clone(), why.clone()));
            }
            if let Target::Unresolved(unresolved) = &planned.target {
                return Err(Cause::Unresolved(unresolved.clone()));
            }
            match &self.states[leaf] {
                State::Failed { failure, .. } => return Err(Cause::Failed(failure.clone())),
                State::Flawed { flaw, .. } => return Err(Cause::Flawed(*flaw)),
                State::NotAsked | State::Found { .. } | State::Absent(_) => {}
            }
        }
        Ok(self.layers.get(leaf).filter(|value| !is_json_null(value, planned.field)))
    }

    /// Where what a leaf has came from.
    pub(crate) fn origin(&self, leaf: usize, held: Held) -> Option<Origin> {
        match held {
            Held::Unknown => None,
            Held::Default => Some(Origin::Default),
            Held::Absent => Some(Origin::Absent),
            Held::Value => Some(match self.layers.provenance(leaf)? {
                Provenance::Environment => {
                    let variable = self.environment.read(&self.plan.leaves[leaf], leaf)?;
                    Origin::variable(variable)
                }
                Provenance::Store => {
                    let location = self.location(leaf)?;
                    let mut sources = self.sources.iter();
                    let source = sources.find(|source| source.name() == location.source);
                    let container = source.and_then(|source| source.container());
                    Origin::store(location, container).told(self.details(leaf))
                }
                Provenance::Provider(metadata) => Origin::provider(metadata),
            }),
        }
    }

    /// The place at which a leaf was found.
    fn location(&self, leaf: usize) -> Option<&Location> {
        self.plan.leaves[leaf].locations().get(self.states[leaf].at())
    }

    /// What its store has told beside the value of a leaf.
    fn details(&self, leaf: usize) -> Details {
        match &self.states[leaf] {
            State::Found { details, .. } => details.clone(),
            _ => Details::new(),
        }
    }

    /// What the value of a string field is like: of others the text says nothing about the rule.
    fn found(&self, leaf: usize) -> Option<Found> {
        let field = self.plan.leaves[leaf].field;
        let value = self.value(leaf).ok().flatten()?;
        field.is_text().then(|| Found::of(value))
    }
}

/// Whether the value is JSON that says null: no value, as in a document.
fn is_json_null(value: &Value, field: &Field) -> bool {
    matches!((field.kind(), value), (Kind::Json, Value::Text(text)) if text.trim() == "null")
}
