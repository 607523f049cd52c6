//! From figment, in which users' own providers give their values.

use figment::value::{Dict, Num, Value as Given};

use super::{Map, Number, Text, Value};

/// The key of a table by which `toml` gives a date to other libraries.
const DATE: &str = "$__toml_private_datetime";

/// A value of a user's provider. Its strings are moved.
pub(crate) fn value(given: Given) -> Value {
    match given {
        Given::String(_, text) => Value::text(text),
        Given::Char(_, char) => Value::text(char),
        Given::Bool(_, boolean) => Value::Boolean(boolean),
        Given::Num(_, number) => Value::Number(self::number(number)),
        Given::Empty(..) => Value::Null,
        Given::Array(_, items) => Value::List(items.into_iter().map(value).collect()),
        Given::Dict(_, mut dict) => {
            if let (1, Some(Given::String(_, date))) = (dict.len(), dict.get_mut(DATE)) {
                return Value::text(std::mem::take(date));
            }
            Value::Map(map(dict))
        }
    }
}

/// The values of a user's provider, by their keys.
pub(crate) fn map(dict: Dict) -> Map {
    let entries = dict.into_iter().map(|(key, inner)| (Text::new(key), value(inner)));
    // Keys of figment's are there once.
    Map::new(entries.collect()).unwrap_or_default()
}

fn number(number: Num) -> Number {
    match number {
        Num::F32(number) => Number::Float(number.into()),
        Num::F64(number) => Number::Float(number),
        integer => match (integer.to_u128(), integer.to_i128()) {
            // Most are small, and are written faster so.
            (Some(integer), _) => Number::written(match u64::try_from(integer) {
                Ok(integer) => integer.to_string(),
                Err(_) => integer.to_string(),
            }),
            (None, Some(integer)) => Number::written(integer.to_string()),
            (None, None) => Number::Float(integer.to_f64().unwrap_or(f64::NAN)),
        },
    }
}
