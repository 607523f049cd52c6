use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::num::NonZeroU8;

use serde::Deserialize;

use super::*;
use crate::Secret;

#[derive(Deserialize)]
#[allow(dead_code)]
struct Wrapped(Secret<String>);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code)]
struct Flags {
    new_checkout: bool,
    #[serde(default = "one")]
    percent: NonZeroU8,
    users: Option<Vec<String>>,
    #[serde(alias = "old")]
    renamed: u16,
    pair: (i64, f32),
    next: Option<Box<Flags>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(dead_code)]
enum Level {
    Info,
    WithCode(u8),
    Both(char, String),
    Named { at: u64 },
}

fn one() -> NonZeroU8 {
    NonZeroU8::MIN
}

const BYTE: Shape = Shape::Integer { name: "u8", has_zero: true };

#[test]
fn scalars_and_what_wraps_them() {
    assert_eq!(shape_of::<u8>(), BYTE);
    assert_eq!(shape_of::<NonZeroU8>(), Shape::Integer { name: "u8", has_zero: false });
    assert_eq!(shape_of::<Wrapped>(), Shape::Text);
    assert_eq!(shape_of::<Secret<Option<u8>>>(), Shape::Option(Box::new(BYTE)));
    assert_eq!(shape_of::<IpAddr>(), Shape::Text);
    assert_eq!(shape_of::<secrecy::SecretString>(), Shape::Text);
    assert_eq!(shape_of::<()>(), Shape::Unit);
    assert_eq!(shape_of::<serde_json::Value>(), Shape::Any);
    assert_eq!(shape_of::<[u8; 2]>(), Shape::Tuple(vec![BYTE, BYTE]));
    assert_eq!(
        shape_of::<HashMap<u8, BTreeMap<String, Vec<bool>>>>(),
        Shape::Map {
            key: Box::new(BYTE),
            value: Box::new(Shape::Map {
                key: Box::new(Shape::Text),
                value: Box::new(Shape::List(Box::new(Shape::Bool))),
            }),
        }
    );
}

#[test]
fn structs_tell_their_fields_and_which_they_need() {
    let Shape::Struct { fields, required, is_closed } = shape_of::<Flags>() else {
        panic!("a struct")
    };
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    assert!(names.starts_with(&["newCheckout", "percent", "users"]), "{names:?}");
    let shape = |name: &str| &fields.iter().find(|(known, _)| *known == name).unwrap().1;
    assert_eq!(*shape("newCheckout"), Shape::Bool);
    assert_eq!(*shape("percent"), Shape::Integer { name: "u8", has_zero: false });
    assert_eq!(*shape("users"), Shape::Option(Box::new(Shape::List(Box::new(Shape::Text)))));
    let pair = Shape::Tuple(vec![
        Shape::Integer { name: "i64", has_zero: true },
        Shape::Float { is_short: true },
    ]);
    assert_eq!(*shape("pair"), pair);
    // A type inside of itself ends somewhere.
    assert_eq!(*shape("next"), Shape::Option(Box::new(Shape::Any)));
    // The older name of a field is as good.
    assert_eq!(required, ["newCheckout", "pair"]);
    assert!(is_closed);
}

#[test]
fn enums_tell_their_variants() {
    let at = Shape::Integer { name: "u64", has_zero: true };
    assert_eq!(
        shape_of::<Level>(),
        Shape::Enum(vec![
            ("info", Variant::Unit),
            ("with-code", Variant::With(BYTE)),
            ("both", Variant::With(Shape::Tuple(vec![Shape::Char, Shape::Text]))),
            (
                "named",
                Variant::With(Shape::Struct {
                    fields: vec![("at", at)],
                    required: vec!["at"],
                    is_closed: false
                })
            ),
        ])
    );
}
