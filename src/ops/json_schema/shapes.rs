//! What a type reads, as JSON Schema.
//!
//! Keywords are about values of their own type alone: `pattern` about strings, `minimum` about numbers. So one schema has
//! both forms of a number.

use super::super::json::Json;
use super::super::probe::{Shape, Variant};
use crate::schema::Kind;

pub(super) type Entries = Vec<(&'static str, Json)>;

/// White space as Rust trims it; `\s` has not all of it.
macro_rules! trimmed {
    ($inner:literal) => {
        concat!("^[\\s\\u0085]*", $inner, "[\\s\\u0085]*$")
    };
}

const BOOLEAN: &str = trimmed!("([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[01])");
const UNSIGNED: &str = trimmed!("[+]?[0-9]+");
const SIGNED: &str = trimmed!("[+-]?[0-9]+");
const FLOAT: &str = trimmed!("[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?");

/// What a field takes.
pub(super) fn of_field(shape: &Shape, kind: &Kind, is_text_too: bool, is_needed: bool) -> Entries {
    let is_bytes = matches!(kind, Kind::Bytes);
    let entries = match shape {
        Shape::List(_) if is_bytes => of(&Shape::Bytes, false),
        // JSON in a string is read as what it is.
        shape if is_text_too => {
            let text = vec![
                ("type", Json::text("string")),
                ("contentMediaType", Json::text("application/json")),
            ];
            any_of(vec![of(shape, false), text])
        }
        shape => of(shape, false),
    };
    // Null is nothing, which is enough where there is a default.
    if is_needed { entries } else { or_null(entries) }
}

/// What a type takes; whether it is a part of a list, in which a string is no list.
fn of(shape: &Shape, is_part: bool) -> Entries {
    match shape {
        Shape::Any | Shape::Unit => Vec::new(),
        Shape::Bool => scalar(&["boolean", "string"], BOOLEAN),
        Shape::Integer { name, has_zero } => integer(name, *has_zero),
        Shape::Float { is_short } => {
            let mut entries = scalar(&["number", "string"], FLOAT);
            if *is_short {
                entries.push(("minimum", Json::Number(f32::MIN.into())));
                entries.push(("maximum", Json::Number(f32::MAX.into())));
            }
            entries
        }
        Shape::Char => vec![
            ("type", Json::texts(["string", "integer"])),
            ("minLength", Json::Count(1)),
            ("maxLength", Json::Count(1)),
            ("minimum", Json::Count(0)),
            ("maximum", Json::Count(9)),
        ],
        // What is a number or a boolean in a document has a string, and that is taken.
        Shape::Text => vec![("type", Json::texts(["string", "number", "boolean"]))],
        Shape::Bytes => {
            let byte = integer("u8", true);
            vec![("type", Json::texts(["string", "array"])), ("items", Json::Object(byte))]
        }
        Shape::Option(inner) => or_null(of(inner, is_part)),
        Shape::List(item) => {
            vec![or_text("array", is_part), ("items", Json::Object(of(item, true)))]
        }
        Shape::Tuple(items) => {
            let length = items.len();
            let items = items.iter().map(|item| Json::Object(of(item, true))).collect();
            vec![
                or_text("array", is_part),
                ("prefixItems", Json::List(items)),
                ("minItems", Json::Count(length)),
                ("maxItems", Json::Count(length)),
            ]
        }
        Shape::Map { key, value } => {
            let mut entries = vec![or_text("object", is_part)];
            entries.extend(of_key(key).map(|key| ("propertyNames", Json::Object(key))));
            entries.push(("additionalProperties", Json::Object(of(value, is_part))));
            entries
        }
        Shape::Struct { fields, required, is_closed } => {
            object(fields, required, *is_closed, is_part)
        }
        Shape::Enum(variants) => enumeration(variants, is_part),
    }
}

fn scalar(types: &[&'static str], pattern: &str) -> Entries {
    vec![("type", Json::texts(types.iter().copied())), ("pattern", Json::text(pattern))]
}

fn integer(name: &str, has_zero: bool) -> Entries {
    let pattern = if name.starts_with('u') { UNSIGNED } else { SIGNED };
    let mut entries = scalar(&["integer", "string"], pattern);
    let (least, most) = match name {
        "i8" => (Some(i8::MIN.into()), Some(i8::MAX.into())),
        "i16" => (Some(i16::MIN.into()), Some(i16::MAX.into())),
        "i32" => (Some(i32::MIN.into()), Some(i32::MAX.into())),
        "i64" => (Some(i64::MIN.into()), Some(i64::MAX.into())),
        "u8" => (Some(0), Some(u8::MAX.into())),
        "u16" => (Some(0), Some(u16::MAX.into())),
        "u32" => (Some(0), Some(u32::MAX.into())),
        "u64" => (Some(0), Some(u64::MAX.into())),
        "u128" => (Some(0), None),
        // Longer than what programs that check JSON count with.
        _ => (None, None),
    };
    entries.extend(least.map(|least| ("minimum", Json::Integer(least))));
    entries.extend(most.map(|most| ("maximum", Json::Integer(most))));
    if !has_zero {
        entries.push(("not", Json::Object(vec![("const", Json::Count(0))])));
    }
    entries
}

/// Lists and maps may be strings, but for those that are a part of a list already.
fn or_text(of: &'static str, is_part: bool) -> (&'static str, Json) {
    ("type", if is_part { Json::text(of) } else { Json::texts([of, "string"]) })
}

fn object(
    fields: &[(&'static str, Shape)],
    required: &[&'static str],
    is_closed: bool,
    is_part: bool,
) -> Entries {
    let property =
        |(name, shape): &(&'static str, Shape)| (*name, Json::Object(of(shape, is_part)));
    let mut entries = vec![
        ("type", Json::text("object")),
        ("properties", Json::Object(fields.iter().map(property).collect())),
    ];
    if !required.is_empty() {
        entries.push(("required", Json::texts(required.iter().copied())));
    }
    if is_closed {
        entries.push(("additionalProperties", Json::Bool(false)));
    }
    entries
}

/// The name of a variant that holds nothing, or an object whose one key is the name.
fn enumeration(variants: &[(&'static str, Variant)], is_part: bool) -> Entries {
    let is_unit = |(_, variant): &&(&'static str, Variant)| *variant == Variant::Unit;
    let names = variants.iter().filter(is_unit).map(|(name, _)| *name);
    let content = |(name, variant): &(&'static str, Variant)| {
        let inner = match variant {
            Variant::Unit => vec![("type", Json::text("null"))],
            Variant::With(shape) => of(shape, is_part),
        };
        (*name, Json::Object(inner))
    };
    let named = vec![("enum", Json::texts(names))];
    let keyed = vec![
        ("type", Json::text("object")),
        ("properties", Json::Object(variants.iter().map(content).collect())),
        ("additionalProperties", Json::Bool(false)),
        ("minProperties", Json::Count(1)),
        ("maxProperties", Json::Count(1)),
    ];
    match variants.iter().any(|variant| is_unit(&variant)) {
        true => any_of(vec![named, keyed]),
        false => keyed,
    }
}

/// The keys of an object are strings.
fn of_key(key: &Shape) -> Option<Entries> {
    let pattern = match key {
        Shape::Bool => BOOLEAN,
        Shape::Integer { name, .. } if name.starts_with('u') => UNSIGNED,
        Shape::Integer { .. } => SIGNED,
        Shape::Enum(variants) => {
            let names = variants.iter().filter(|(_, variant)| *variant == Variant::Unit);
            return Some(vec![("enum", Json::texts(names.map(|(name, _)| *name)))]);
        }
        _ => return None,
    };
    Some(vec![("pattern", Json::text(pattern))])
}

fn any_of(all: Vec<Entries>) -> Entries {
    // What takes anything takes the rest as well.
    if all.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    vec![("anyOf", Json::List(all.into_iter().map(Json::Object).collect()))]
}

fn or_null(mut entries: Entries) -> Entries {
    if entries.is_empty() {
        return entries;
    }
    match entries.first_mut() {
        Some(("type", of @ Json::Text(_))) => {
            let one = std::mem::replace(of, Json::Null);
            *of = Json::List(vec![one, Json::text("null")]);
        }
        Some(("type", Json::List(types))) => types.push(Json::text("null")),
        Some(("anyOf", Json::List(all))) => {
            all.push(Json::Object(vec![("type", Json::text("null"))]));
        }
        _ => return any_of(vec![entries, vec![("type", Json::text("null"))]]),
    }
    entries
}

/// The text of a default, as a value of that shape.
pub(super) fn value(shape: &Shape, text: &str) -> Json {
    let text = text.trim();
    match shape {
        Shape::Option(inner) => value(inner, text),
        Shape::Bool if text.eq_ignore_ascii_case("true") || text == "1" => Json::Bool(true),
        Shape::Bool => Json::Bool(false),
        Shape::Integer { .. } => text.parse().map_or_else(|_| Json::text(text), Json::Integer),
        Shape::Float { .. } => text.parse().map_or_else(|_| Json::text(text), Json::Number),
        _ => Json::text(text),
    }
}
