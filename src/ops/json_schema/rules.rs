//! The rules of validator as keywords. One that has none stands in a remark.

use super::super::json::Json;
use super::super::probe::Shape;
use super::shapes::Entries;
use crate::schema::Rule;

/// Adds the keywords of the rules of a field. Of two bounds the narrower one counts; any other keyword that is there
/// already gets a second one beside it.
pub(super) fn apply(entries: &mut Entries, rules: &[Rule], shape: &Shape) {
    let mut beside: Entries = Vec::new();
    let mut unsaid: Vec<&str> = Vec::new();
    for rule in rules {
        let Some(keywords) = keywords(rule.text, shape) else {
            unsaid.push(rule.text);
            continue;
        };
        for (key, value) in keywords {
            let known = entries.iter_mut().find(|(known, _)| *known == key);
            match (known.map(|(_, known)| known), value) {
                (None, value) => entries.push((key, value)),
                (Some(Json::Integer(known)), Json::Integer(bound)) => {
                    *known = if key == "minimum" { bound.max(*known) } else { bound.min(*known) };
                }
                (Some(_), value) => beside.push((key, value)),
            }
        }
    }
    if !beside.is_empty() {
        let beside = beside.into_iter().map(|keyword| Json::Object(vec![keyword]));
        entries.push(("allOf", Json::List(beside.collect())));
    }
    if !unsaid.is_empty() {
        entries.push(("$comment", Json::text(format!("also: {}", unsaid.join(", ")))));
    }
}

/// What a rule says in JSON Schema, if it can be said.
fn keywords(rule: &str, shape: &Shape) -> Option<Entries> {
    let (name, arguments) = match rule.split_once('(') {
        Some((name, rest)) => (name, rest.strip_suffix(')')?),
        None => (rule, ""),
    };
    let format = |format: &str| Some(vec![("format", Json::text(format))]);
    match name {
        "length" => length(arguments, shape),
        "range" => range(arguments),
        "email" => format("email"),
        "url" => format("uri"),
        "ip" => match arguments {
            "v4" => format("ipv4"),
            "v6" => format("ipv6"),
            _ => {
                let of = |format: &str| Json::Object(vec![("format", Json::text(format))]);
                Some(vec![("anyOf", Json::List(vec![of("ipv4"), of("ipv6")]))])
            }
        },
        "contains" if is_text(shape) => Some(vec![("pattern", Json::text(pattern(arguments)?))]),
        "does_not_contain" if is_text(shape) => {
            let contains =
                vec![("type", Json::text("string")), ("pattern", Json::text(pattern(arguments)?))];
            Some(vec![("not", Json::Object(contains))])
        }
        // That it has to be there is said where it is missing.
        "required" => Some(Vec::new()),
        _ => None,
    }
}

fn is_text(shape: &Shape) -> bool {
    match shape {
        Shape::Text => true,
        Shape::Option(inner) => is_text(inner),
        _ => false,
    }
}

/// The length of a string in characters, as both count it, or how many a list or an object has.
fn length(arguments: &str, shape: &Shape) -> Option<Entries> {
    let (least, most) = match shape {
        Shape::Option(inner) => return length(arguments, inner),
        Shape::Text => ("minLength", "maxLength"),
        Shape::List(_) | Shape::Tuple(_) => ("minItems", "maxItems"),
        Shape::Map { .. } => ("minProperties", "maxProperties"),
        _ => return None,
    };
    let mut entries = Vec::new();
    for (name, number) in bounds(arguments) {
        let count = Json::Integer(integer(number)?);
        match name {
            "min" => entries.push((least, count)),
            "max" => entries.push((most, count)),
            "equal" => entries.extend([(least, count.clone()), (most, count)]),
            _ => return None,
        }
    }
    Some(entries)
}

fn range(arguments: &str) -> Option<Entries> {
    let mut entries = Vec::new();
    for (name, number) in bounds(arguments) {
        let number = match integer(number) {
            Some(number) => Json::Integer(number),
            None => Json::Number(float(number)?),
        };
        entries.push((
            match name {
                "min" => "minimum",
                "max" => "maximum",
                "exclusive_min" => "exclusiveMinimum",
                "exclusive_max" => "exclusiveMaximum",
                _ => return None,
            },
            number,
        ));
    }
    Some(entries)
}

/// `min = 1, max = 10`.
fn bounds(arguments: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = arguments.split(',').filter(|part| !part.trim().is_empty());
    pairs.map(|pair| {
        let (name, number) = pair.split_once('=').unwrap_or((pair, ""));
        (name.trim(), number.trim())
    })
}

/// A literal of Rust without underscores and the name of its type.
fn literal(text: &str) -> String {
    let text = text.replace(['_', ' '], "");
    let end = text.find(['i', 'u', 'f']).filter(|_| !text.starts_with("0x"));
    text[..end.unwrap_or(text.len())].to_owned()
}

fn integer(text: &str) -> Option<i128> {
    literal(text).parse().ok()
}

fn float(text: &str) -> Option<f64> {
    literal(text).parse().ok().filter(|number: &f64| number.is_finite())
}

/// What a string has to have in it, as a regular expression: the one string in quotation marks.
fn pattern(arguments: &str) -> Option<String> {
    let text = arguments.strip_prefix("pattern").unwrap_or(arguments);
    let text = text.trim_start().strip_prefix('=').unwrap_or(text).trim();
    // Of Rust's escapes some are JSON's as well; with another one nothing is said.
    let text: String = serde_json::from_str(text).ok()?;
    let mut pattern = String::new();
    for c in text.chars() {
        if "^$\\.*+?()[]{}|/".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    Some(pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(rule: &str, shape: &Shape) -> String {
        keywords(rule, shape).map_or_else(|| "-".to_owned(), |all| Json::Object(all).compact())
    }

    #[test]
    fn what_can_be_said_is_said() {
        let number = Shape::Integer { name: "u16", has_zero: true };
        let list = Shape::List(Box::new(Shape::Text));
        for (rule, shape, expected) in [
            ("length(min = 8)", &Shape::Text, r#"{"minLength":8}"#),
            ("length(equal = 2)", &list, r#"{"minItems":2,"maxItems":2}"#),
            ("length(max = MOST)", &list, "-"),
            ("range(min = 1, max = 10_000u16)", &number, r#"{"minimum":1,"maximum":10000}"#),
            ("range(exclusive_min = -0.5)", &number, r#"{"exclusiveMinimum":-0.5}"#),
            ("range(min = Self::LEAST)", &number, "-"),
            ("email", &Shape::Text, r#"{"format":"email"}"#),
            ("url", &Shape::Text, r#"{"format":"uri"}"#),
            ("contains(pattern = \"a.b\")", &Shape::Text, r#"{"pattern":"a\\.b"}"#),
            ("custom(function = known_level)", &Shape::Text, "-"),
            ("must_match(other = \"b\")", &Shape::Text, "-"),
        ] {
            assert_eq!(said(rule, shape), expected, "{rule}");
        }
    }
}
