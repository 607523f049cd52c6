//! Every rule that a struct has to keep. Each file is one class of mistakes; all of them run, so that
//! one compile reports everything.

mod contradictions;
mod environment;
mod foreign;
mod names;
mod paths;
mod placeholders;
mod shape;
mod values;

use crate::errors::Errors;
use crate::model::Struct;

/// Reports every mistake.
pub(crate) fn check(model: &Struct<'_>, errors: &Errors) {
    shape::check(model, errors);
    values::check(model, errors);
    contradictions::check(model, errors);
    paths::check(model, errors);
    environment::check(model, errors);
    foreign::check(model, errors);
}
