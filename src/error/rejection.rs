//! What `validator` says, without what it holds.
//!
//! Its errors carry the value in their parameters, and a custom rule may have written it into the
//! message or the code. A string that is in the program's code is safe; one that was composed at run
//! time is not shown.

use std::borrow::Cow;

use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::order::sorted;
use crate::schema::{Field, Rule};

/// One rule that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rejection {
    /// The rule as it is written, or its code.
    rule: Option<&'static str>,
    message: Message,
    /// How long a string may be, if the rule is about that.
    length: Option<Length>,
}

/// The lengths that a rule allows. They are only compared with, as a custom rule may call itself
/// `length` and have anything here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Length {
    pub(crate) min: Option<u64>,
    pub(crate) max: Option<u64>,
}

impl Length {
    fn of(error: &ValidationError) -> Option<Self> {
        let bound = |name: &str| error.params.get(name).and_then(|bound| bound.as_u64());
        let equal = bound("equal");
        let length = Self { min: equal.or(bound("min")), max: equal.or(bound("max")) };
        (error.code == "length").then_some(length)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Message {
    None,
    Fixed(&'static str),
    /// Composed at run time.
    Hidden,
    Panicked,
}

impl Rejection {
    pub(crate) fn panicked() -> Self {
        Self { rule: None, message: Message::Panicked, length: None }
    }

    /// What is said of a field. `validator` keeps the `r#` of a raw identifier.
    pub(crate) fn of_field<'e>(
        errors: &'e ValidationErrors,
        name: &str,
    ) -> Option<&'e ValidationErrorsKind> {
        let errors = errors.errors();
        // `__`: the fields that are validated when others have no value.
        let others = [format!("r#{name}"), format!("__{name}")];
        errors.get(name).or_else(|| others.iter().find_map(|name| errors.get(name.as_str())))
    }

    /// What is said of fields that are no configuration: skipped ones.
    pub(crate) fn of_others(errors: &ValidationErrors, fields: &[Field]) -> Vec<(String, Self)> {
        let is_known = |name: &str| {
            let plain = name.strip_prefix("r#").or(name.strip_prefix("__")).unwrap_or(name);
            name == "__all__" || fields.iter().any(|field| [name, plain].contains(&field.name()))
        };
        let mut others = Vec::new();
        for (name, kind) in errors.errors().iter().filter(|(name, _)| !is_known(name)) {
            let name = fixed_name(name);
            let all = Self::all(kind, &[], true).into_iter();
            others.extend(all.map(|(below, rejection)| (format!("{name}{below}"), rejection)));
        }
        sorted(others, |(a, _), (b, _)| a.cmp(b))
    }

    /// What is said of the struct as a whole.
    pub(crate) fn of_struct(errors: &ValidationErrors) -> Vec<Self> {
        match errors.errors().get("__all__") {
            Some(ValidationErrorsKind::Field(errors)) => {
                errors.iter().map(|error| Self::new(error, &[])).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Every rejection in what is said of a field, with the path below the field. What is said of the
    /// inside of the field is left out unless `inside`.
    pub(crate) fn all(
        kind: &ValidationErrorsKind,
        rules: &[Rule],
        inside: bool,
    ) -> Vec<(String, Self)> {
        let mut all = Vec::new();
        match kind {
            ValidationErrorsKind::Field(errors) => {
                all.extend(errors.iter().map(|error| (String::new(), Self::new(error, rules))));
            }
            _ if !inside => {}
            ValidationErrorsKind::Struct(errors) => Self::below(errors, "", &mut all),
            ValidationErrorsKind::List(items) => {
                for (index, errors) in items {
                    Self::below(errors, &format!("[{index}]"), &mut all);
                }
            }
        }
        all
    }

    fn below(errors: &ValidationErrors, path: &str, all: &mut Vec<(String, Self)>) {
        let fields = errors.errors().iter().collect();
        for (name, kind) in sorted(fields, |(a, _), (b, _)| a.cmp(b)) {
            for (below, rejection) in Self::all(kind, &[], true) {
                let path = match fixed_name(name) {
                    "__all__" => format!("{path}{below}"),
                    name => format!("{path}.{name}{below}"),
                };
                all.push((path, rejection));
            }
        }
    }

    fn new(error: &ValidationError, rules: &[Rule]) -> Self {
        let written = rules.iter().find(|rule| rule.code == error.code).map(|rule| rule.text);
        // A code that was made at run time stands for the custom rule, if the field has one alone.
        let mut customs = rules.iter().filter(|rule| rule.code == "custom");
        let custom = match (customs.next(), customs.next()) {
            (Some(rule), None) => Some(rule.text),
            _ => None,
        };
        let code = match error.code {
            Cow::Borrowed(code) => Some(code),
            Cow::Owned(_) => None,
        };
        let message = match error.message {
            None => Message::None,
            Some(Cow::Borrowed(message)) => Message::Fixed(message),
            Some(Cow::Owned(_)) => Message::Hidden,
        };
        Self { rule: written.or(code).or(custom), message, length: Length::of(error) }
    }

    pub(crate) fn length(&self) -> Option<Length> {
        self.length
    }

    /// Whether a message says what is wrong.
    pub(crate) fn has_message(&self) -> bool {
        matches!(self.message, Message::Fixed(_) | Message::Panicked)
    }

    /// `rejected: must be …`, `rejected by length(min = 12)`.
    pub(crate) fn text(&self) -> String {
        match (&self.message, self.rule) {
            (Message::Fixed(message), _) => format!("rejected: {message}"),
            (Message::Panicked, _) => "rejected: the validation panicked".to_owned(),
            (Message::None | Message::Hidden, Some(rule)) => format!("rejected by {rule}"),
            (Message::None | Message::Hidden, None) => "rejected by a custom rule".to_owned(),
        }
    }

    /// What to do about a message that is not shown.
    pub(crate) fn help(&self) -> Option<&'static str> {
        (self.message == Message::Hidden).then_some(
            "the rule's message was composed at run time and may hold the value, so it is not shown; \
             give it a fixed text: with_message(Cow::Borrowed(\"…\"))",
        )
    }
}

/// The name of a field as the program's code has it. One that was made at run time may hold a value.
#[allow(clippy::ptr_arg, reason = "whether it is borrowed is the question")]
fn fixed_name(name: &Cow<'static, str>) -> &'static str {
    match name {
        Cow::Borrowed(name) => name.strip_prefix("r#").unwrap_or(name),
        Cow::Owned(_) => "(a field)",
    }
}
