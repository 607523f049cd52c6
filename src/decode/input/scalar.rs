//! Values without parts.

use serde::de::Visitor;

use super::super::fault::{Fault, Reason};
use crate::value::number::Unfit;
use crate::value::{Number, Value};

/// A number for who asks for no type: the smallest of serde's types that holds it.
pub(super) fn visit_number<'de, V: Visitor<'de>>(
    number: &Number,
    visitor: V,
) -> Result<V::Value, Fault> {
    if let Ok(number) = number.integer() {
        return visitor.visit_u64(number);
    }
    match number.integer() {
        // `-0`: no integer has its sign. It is a fraction for serde_json too.
        Ok(0) => return visitor.visit_f64(-0.0),
        Ok(number) => return visitor.visit_i64(number),
        Err(_) => {}
    }
    // More digits than those are not made a fraction, which would lose some.
    if let Ok(number) = number.integer() {
        return visitor.visit_u128(number);
    }
    match number.integer::<i128>() {
        Ok(number) => visitor.visit_i128(number),
        Err(Unfit::Fraction | Unfit::Exponent) => match number.float() {
            Ok(number) => visitor.visit_f64(number),
            Err(unfit) => Err(Fault::new(Reason::Number(unfit, None))),
        },
        Err(unfit) => Err(Fault::new(Reason::Number(unfit, None))),
    }
}

/// A number that was not read from text, which is all that is left where text was asked for.
pub(super) fn visit_float<'de, V: Visitor<'de>>(
    number: &Number,
    visitor: V,
) -> Result<V::Value, Fault> {
    match number {
        Number::Float(number) if number.is_finite() => visitor.visit_f64(*number),
        _ => Err(Fault::new(Reason::Number(Unfit::NotFinite, None))),
    }
}

/// `true` and `false` in any case, `1` and `0`.
pub(super) fn boolean(text: &str) -> Option<bool> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is("true") || is("1") {
        Some(true)
    } else if is("false") || is("0") {
        Some(false)
    } else {
        None
    }
}

/// The text of a value that has exactly one way to be written: a number that was read by somebody else
/// and has a fraction has several.
pub(super) fn plain_text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        Value::Boolean(boolean) => Some(if *boolean { "true" } else { "false" }),
        Value::Number(number) => number.text(),
        Value::Null | Value::Bytes(_) | Value::List(_) | Value::Map(_) => None,
    }
}
