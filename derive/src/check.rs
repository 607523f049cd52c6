//! Every rule that a struct has to keep. Each file is one class of mistakes; all of them run, so that
//! one compile reports everything.

mod aliases;
mod by_path;
mod contradictions;
mod environment;
mod foreign;
mod names;
mod paths;
mod pins;
mod placeholders;
mod selectors;
mod shape;
mod values;
mod versions;

use crate::errors::Errors;
use crate::model::Struct;

/// Reports every mistake.
pub(crate) fn check(model: &Struct<'_>, errors: &Errors) {
    shape::check(model, errors);
    values::check(model, errors);
    contradictions::check(model, errors);
    pins::check(model, errors);
    by_path::check(model, errors);
    paths::check(model, errors);
    aliases::check(model, errors);
    environment::check(model, errors);
    foreign::check(model, errors);
}
