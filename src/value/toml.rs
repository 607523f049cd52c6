//! From TOML, in which the local store is written.

use toml_edit::{ImDocument, Item, TableLike, Value as Given};

use super::{Map, Number, Text, Value};

/// The line and the column, from 1, at which a string is no TOML.
pub(crate) type Place = Option<(usize, usize)>;

/// The table that a TOML text is. Numbers stand as they are written, dates as RFC 3339 writes them.
pub(crate) fn read(text: &str) -> Result<Map, Place> {
    let document = ImDocument::parse(text).map_err(|error| place(text, error.span()))?;
    Ok(table(document.as_table(), text))
}

/// Of the parser's error only the place: its text quotes the file.
fn place(text: &str, span: Option<std::ops::Range<usize>>) -> Place {
    let before = text.get(..span?.start)?;
    let line_start = before.rfind('\n').map_or(0, |feed| feed + 1);
    Some((before.matches('\n').count() + 1, before[line_start..].chars().count() + 1))
}

fn table(table: &dyn TableLike, text: &str) -> Map {
    let entries =
        table.iter().map(|(key, item)| (Text::new(key.to_owned()), self::item(item, text)));
    // A key that is there twice is no TOML.
    Map::new(entries.collect()).unwrap_or_default()
}

fn item(item: &Item, text: &str) -> Value {
    match item {
        Item::None => Value::Null,
        Item::Value(given) => value(given, text),
        Item::Table(inner) => Value::Map(table(inner, text)),
        Item::ArrayOfTables(tables) => {
            Value::List(tables.iter().map(|inner| Value::Map(table(inner, text))).collect())
        }
    }
}

fn value(given: &Given, text: &str) -> Value {
    match given {
        Given::String(inner) => Value::text(inner.value().as_str()),
        Given::Boolean(boolean) => Value::Boolean(*boolean.value()),
        Given::Integer(number) => Value::Number(Number::written(number.value().to_string())),
        Given::Float(number) => Value::Number(match given.span().and_then(|span| text.get(span)) {
            Some(written) => Number::written(written.trim_start_matches('+').replace('_', "")),
            None => Number::Float(*number.value()),
        }),
        Given::Datetime(date) => Value::text(date.value().to_string()),
        Given::Array(items) => Value::List(items.iter().map(|item| value(item, text)).collect()),
        Given::InlineTable(inner) => Value::Map(table(inner, text)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::json;
    use super::*;

    fn written(text: &str) -> String {
        json::write(&Value::Map(read(text).unwrap())).unwrap().to_string()
    }

    #[test]
    fn numbers_dates_and_order_are_kept() {
        let text = "b = 1.10\na = 1e2\nbig = 1_000\nhex = 0x1F\nplus = +1_0.5\nday = 1979-05-27\n\
                    at = 1979-05-27 07:32:00Z\ndotted.x = 'l'\n[t]\nk = [1, { z = true, y = \"\"\"\nm\"\"\" }]\n[[l]]\n[[l]]\n";
        let expected = "{\"b\":1.10,\"a\":1e2,\"big\":1000,\"hex\":31,\"plus\":10.5,\"day\":\"1979-05-27\",\
                        \"at\":\"1979-05-27T07:32:00Z\",\"dotted\":{\"x\":\"l\"},\"t\":{\"k\":[1,{\"z\":true,\"y\":\"m\"}]},\"l\":[{},{}]}";
        assert_eq!(written(text), expected);
    }

    #[test]
    fn what_json_has_no_form_for_is_not_written() {
        for number in ["inf", "-inf", "nan", "+nan"] {
            let map = read(&format!("a = {{ b = {number} }}")).unwrap();
            assert!(json::write(&Value::Map(map)).is_none(), "{number}");
        }
    }

    #[test]
    fn what_is_wrong_has_a_place() {
        assert_eq!(read("a = 1\nb = hunter2").err(), Some(Some((2, 5))));
        assert!(read("a = 1\na = 2").is_err());
    }
}
