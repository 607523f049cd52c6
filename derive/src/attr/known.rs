//! The attributes that exist. A new one is a line here, and what it means is in `model`.

use std::fmt;

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprPath, Lit, LitStr};

use super::Value;
use super::syntax::Raw;
use crate::errors::Errors;
use crate::nearest::nearest;

/// The sources that have an attribute of their name, on structs and on fields. Each is the function
/// of that name in `figleaf::source`; this crate knows nothing else about them but the rules for
/// their names, in `check::names`.
pub(crate) const SOURCES: [&str; 2] = ["ssm", "secretsmanager"];

/// What may be said of a store, on structs and on fields: that it is another source, which version is
/// read, and whether others have keys in its document.
const STORED: [(&str, Form); 6] = [
    ("from", Form::Binding),
    ("version", Form::Integer),
    ("label", Form::Text),
    ("stage", Form::Text),
    ("version_id", Form::Text),
    ("shared", Form::Flag),
];

const CONTAINER: [(&str, Form); 8] = [
    ("prefix", Form::Text),
    ("env_prefix", Form::Text),
    ("env", Form::Text),
    ("empty_is_unset", Form::Flag),
    ("environment", Form::Text),
    ("default_environment", Form::Text),
    ("rename_all", Form::Text),
    ("crate", Form::Path),
];

const FIELD: [(&str, Form); 14] = [
    ("key", Form::Text),
    ("by_path", Form::Flag),
    ("env", Form::Text),
    ("default", Form::Expression),
    ("nested", Form::Flag),
    ("flatten", Form::Flag),
    ("json", Form::Flag),
    ("delimiter", Form::Text),
    ("with", Form::Function),
    ("rename", Form::Text),
    ("alias", Form::Texts),
    ("skip", Form::Flag),
    ("sensitive", Form::Bool),
    ("fixed", Form::Flag),
];

/// What an attribute stands on. It is displayed in messages.
pub(crate) enum Place {
    Struct(String),
    Field(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Struct(name) => write!(f, "`{name}`"),
            Self::Field(name) => write!(f, "field `{name}`"),
        }
    }
}

impl Place {
    fn own(&self) -> &'static [(&'static str, Form)] {
        match self {
            Self::Struct(_) => &CONTAINER,
            Self::Field(_) => &FIELD,
        }
    }

    /// Every attribute that can stand here but those of the sources.
    fn known(&self) -> impl Iterator<Item = &'static (&'static str, Form)> {
        STORED.iter().chain(self.own())
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        SOURCES.into_iter().chain(self.known().map(|(name, _)| *name))
    }
}

/// The form of a known attribute; an unknown one is reported.
pub(crate) fn form(name: &Ident, place: &Place, errors: &Errors) -> Option<Form> {
    let text = name.to_string();
    if SOURCES.contains(&text.as_str()) {
        return Some(Form::Text);
    }
    if let Some((_, form)) = place.known().find(|(known, _)| *known == text) {
        return Some(*form);
    }
    errors.at(name.span(), unknown(&text, place));
    None
}

fn unknown(name: &str, place: &Place) -> String {
    match place {
        Place::Struct(_) if is_in(&FIELD, name) => {
            return format!("`{name}` is an attribute of a field: write it on a field of {place}");
        }
        Place::Field(_) if is_in(&CONTAINER, name) => {
            return format!(
                "`{name}` on {place} is an attribute of the struct: write it above `struct`"
            );
        }
        _ => {}
    }
    if let Some(known) = nearest(name, place.names()) {
        return format!("unknown attribute `{name}` on {place}: did you mean `{known}`?");
    }
    let known: Vec<_> = place.names().map(|known| format!("`{known}`")).collect();
    format!("unknown attribute `{name}` on {place}: there are {}", known.join(", "))
}

fn is_in(table: &[(&str, Form)], name: &str) -> bool {
    table.iter().any(|(known, _)| *known == name)
}

/// How an attribute is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Flag,
    Text,
    /// One text or several, and as often as one likes.
    Texts,
    Integer,
    Bool,
    Path,
    /// The path of a function, or a closure.
    Function,
    Expression,
    /// An expression that is not a string: a string names no source.
    Binding,
}

impl Form {
    /// The value of this form, or where something else stands.
    pub(crate) fn value(self, raw: Raw) -> Result<Value, Option<Span>> {
        let expression = match (self, raw) {
            (_, Raw::List(span)) => return Err(Some(span)),
            (Self::Flag | Self::Expression, Raw::Nothing) => return Ok(Value::Flag),
            (Self::Bool, Raw::Nothing) => return Ok(Value::Bool(true)),
            (_, Raw::Nothing) => return Err(None),
            (_, Raw::Expression(expression)) => plain(expression),
        };
        let span = Some(expression.span());
        match (self, expression) {
            (Self::Text, Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => Ok(Value::Text(text)),
            (Self::Texts, expression) => texts(expression).map(Value::Texts).ok_or(span),
            (Self::Integer, Expr::Lit(ExprLit { lit: Lit::Int(number), .. })) => {
                Ok(Value::Integer(number))
            }
            (Self::Bool, Expr::Lit(ExprLit { lit: Lit::Bool(value), .. })) => {
                Ok(Value::Bool(value.value))
            }
            (Self::Path, Expr::Path(path)) => Ok(Value::Path(path)),
            (Self::Path, Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => {
                text.parse::<ExprPath>().map(Value::Path).map_err(|_| span)
            }
            (Self::Function, expression @ (Expr::Path(_) | Expr::Closure(_))) => {
                Ok(Value::Expression(expression))
            }
            (Self::Function, Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => {
                let path = text.parse::<ExprPath>().map(Expr::Path);
                path.map(Value::Expression).map_err(|_| span)
            }
            (Self::Expression, Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => {
                Ok(Value::Text(text))
            }
            (Self::Binding, Expr::Lit(_)) => Err(span),
            (Self::Expression | Self::Binding, expression) => Ok(Value::Expression(expression)),
            _ => Err(span),
        }
    }

    /// How to write an attribute of this form.
    pub(crate) fn usage(self, name: &str) -> String {
        match self {
            Self::Flag => format!("`{name}` alone"),
            Self::Text => format!("`{name} = \"…\"`"),
            Self::Texts => format!("`{name} = \"…\"` or `{name} = [\"…\", \"…\"]`"),
            Self::Integer => format!("`{name} = 3`"),
            Self::Bool => format!("`{name}` or `{name} = false`"),
            Self::Path => format!("`{name} = module::path`"),
            Self::Function => format!(
                "`{name} = decode`, the path of a function \
                 `fn decode<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<…, D::Error>`"
            ),
            Self::Expression => format!("`{name}` or `{name} = …`"),
            Self::Binding => format!("`{name} = my_source(\"…\")`"),
        }
    }
}

/// A string, or a list of them that is not empty.
fn texts(expression: Expr) -> Option<Vec<LitStr>> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(vec![text]),
        Expr::Array(list) if !list.elems.is_empty() => {
            let texts = list.elems.into_iter().map(|text| match plain(text) {
                Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
                _ => None,
            });
            texts.collect()
        }
        _ => None,
    }
}

/// An expression without the invisible group that a `macro_rules` macro puts around it.
fn plain(expression: Expr) -> Expr {
    match expression {
        Expr::Group(group) => plain(*group.expr),
        _ => expression,
    }
}
