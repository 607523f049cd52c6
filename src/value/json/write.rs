//! A value → JSON, as a store would hold it.

use super::super::{Number, Text, Value};
use super::strings::put_string;

/// The text. None when there is none: a number that is not finite, or bytes.
pub(crate) fn write(value: &Value) -> Option<Text> {
    let mut text = Text::default();
    put(&mut text, value)?;
    Some(text)
}

fn put(text: &mut Text, value: &Value) -> Option<()> {
    match value {
        Value::Null => text.push_str("null"),
        Value::Boolean(true) => text.push_str("true"),
        Value::Boolean(false) => text.push_str("false"),
        Value::Number(number) => text.push_str(number_text(number)?),
        Value::Text(inner) => put_string(text, inner),
        Value::Bytes(_) => return None,
        Value::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                put(text, item)?;
            }
            text.push(']');
        }
        Value::Map(map) => {
            text.push('{');
            for (index, (key, inner)) in map.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                put_string(text, key);
                text.push(':');
                put(text, inner)?;
            }
            text.push('}');
        }
    }
    Some(())
}

fn number_text(number: &Number) -> Option<&str> {
    number.text().filter(|text| super::reader::is_number(text))
}
