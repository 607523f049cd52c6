//! What a type reads, found out by asking serde: a deserializer that fails with what it was asked for.
//!
//! A type is asked several times. Once for what it is; then each part of it is asked for in the same way, inside of
//! what holds it: the field of a struct in an object of one key, the item of a list in a list. What stands before a part is
//! made up. A type that takes no made-up value, or that looks at what it gets first, stays unknown, and of what is
//! unknown nothing is demanded.

mod asked;
mod hand;

use serde::de::DeserializeOwned;

use self::asked::{Asked, Form};
use self::hand::Hand;

/// What a type reads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// Not known.
    Any,
    Bool,
    /// `u16`; whether zero is one of them.
    Integer {
        name: &'static str,
        has_zero: bool,
    },
    Float {
        is_short: bool,
    },
    Char,
    Text,
    Bytes,
    Unit,
    Option(Box<Self>),
    List(Box<Self>),
    Tuple(Vec<Self>),
    Map {
        key: Box<Self>,
        value: Box<Self>,
    },
    Struct {
        fields: Vec<(&'static str, Self)>,
        required: Vec<&'static str>,
        /// Whether other keys are refused.
        is_closed: bool,
    },
    Enum(Vec<(&'static str, Variant)>),
}

/// What a variant of an enum holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Variant {
    Unit,
    /// One value, a tuple or an object.
    With(Shape),
}

/// The shape of a type.
pub(crate) fn shape_of<T: DeserializeOwned>() -> Shape {
    let ask = |hand: &Hand| match T::deserialize(hand) {
        Ok(_) => Asked::Content,
        Err(asked) => asked,
    };
    Prober { ask: &ask }.shape(&|hand| hand, &[])
}

/// How deep parts are looked at.
const DEEPEST: usize = 16;

type Wrap<'w> = &'w dyn Fn(Hand) -> Hand;

/// Not generic, so that a type costs little more than its own way of being read.
struct Prober<'a> {
    ask: &'a dyn Fn(&Hand) -> Asked,
}

impl Prober<'_> {
    /// The shape of what stands where `wrap` puts it, inside of structs and enums of these names.
    fn shape(&self, wrap: Wrap<'_>, outer: &[&'static str]) -> Shape {
        let Asked::For(form) = (self.ask)(&wrap(Hand::Ask)) else { return Shape::Any };
        self.formed(form, wrap, outer)
    }

    fn formed(&self, form: Form, wrap: Wrap<'_>, outer: &[&'static str]) -> Shape {
        let is_inside = |name: &&str| outer.contains(name);
        match form {
            Form::Any => Shape::Any,
            Form::Bool => Shape::Bool,
            Form::Integer(name) => {
                // Where 1 is refused as well, what comes after it is missing.
                let has_zero = self.takes(wrap, 0) || !self.takes(wrap, 1);
                Shape::Integer { name, has_zero }
            }
            Form::Float { is_short } => Shape::Float { is_short },
            Form::Char => Shape::Char,
            Form::Text => Shape::Text,
            Form::Bytes => Shape::Bytes,
            Form::Unit => Shape::Unit,
            Form::Option(inner) => Shape::Option(Box::new(self.formed(*inner, wrap, outer))),
            _ if outer.len() > DEEPEST => Shape::Any,
            Form::Struct { name, .. } | Form::Enum { name, .. } if is_inside(&name) => Shape::Any,
            Form::List => {
                let item = |hand| wrap(Hand::List(vec![hand]));
                Shape::List(Box::new(self.shape(&item, outer)))
            }
            Form::Tuple(length) => self.tuple(length, wrap, outer),
            Form::Map => self.map(wrap, outer),
            Form::Struct { name, fields } => self.object(fields, wrap, &[outer, &[name]].concat()),
            Form::Enum { name, variants } => {
                let outer = [outer, &[name]].concat();
                let variant = |name: &&'static str| (*name, self.variant(name, wrap, &outer));
                Shape::Enum(variants.iter().map(variant).collect())
            }
        }
    }

    fn takes(&self, wrap: Wrap<'_>, number: i64) -> bool {
        !matches!((self.ask)(&wrap(Hand::Int(number))), Asked::Refused)
    }

    fn tuple(&self, length: usize, wrap: Wrap<'_>, outer: &[&'static str]) -> Shape {
        let mut items: Vec<Shape> = Vec::new();
        for _ in 0..length {
            let before: Vec<Hand> = items.iter().map(Hand::sample).collect();
            let item = |hand| {
                let all = before.iter().cloned().chain([hand]);
                wrap(Hand::List(all.collect()))
            };
            items.push(self.shape(&item, outer));
        }
        Shape::Tuple(items)
    }

    fn map(&self, wrap: Wrap<'_>, outer: &[&'static str]) -> Shape {
        let key = self.shape(&|hand| wrap(Hand::Map(vec![(hand, Hand::Nothing)])), outer);
        let sample = Hand::sample(&key);
        let value = self.shape(&|hand| wrap(Hand::Map(vec![(sample.clone(), hand)])), outer);
        Shape::Map { key: Box::new(key), value: Box::new(value) }
    }

    fn object(
        &self,
        names: &'static [&'static str],
        wrap: Wrap<'_>,
        outer: &[&'static str],
    ) -> Shape {
        let field = |name: &&'static str| {
            let wrapped = |hand| wrap(Hand::Map(vec![(Hand::Text(name), hand)]));
            (*name, self.shape(&wrapped, outer))
        };
        let fields: Vec<(&'static str, Shape)> = names.iter().map(field).collect();
        let required = self.required(&fields, wrap);
        let stranger = Hand::Map(vec![(Hand::Text("no field is called so"), Hand::Nothing)]);
        let is_closed = matches!((self.ask)(&wrap(stranger)), Asked::Unknown);
        Shape::Struct { fields, required, is_closed }
    }

    /// The fields without which the struct is refused: serde names the first that is missing, which is then made up.
    /// A field that has another name as well is none of them.
    fn required(&self, fields: &[(&'static str, Shape)], wrap: Wrap<'_>) -> Vec<&'static str> {
        let mut given: Vec<(Hand, Hand)> = Vec::new();
        let mut required = Vec::new();
        let ask = |given: Vec<(Hand, Hand)>| (self.ask)(&wrap(Hand::Map(given)));
        while let Asked::Missing(name) = ask(given.clone()) {
            let Some((name, shape)) = fields.iter().find(|(known, _)| *known == name) else {
                break;
            };
            if required.len() == fields.len() {
                break;
            }
            let entry = (Hand::Text(name), Hand::sample(shape));
            let others = fields.iter().filter(|(other, _)| other != name);
            let has_another = others.into_iter().any(|(other, shape)| {
                let with = [(Hand::Text(other), Hand::sample(shape))];
                let answer = ask(given.iter().cloned().chain(with).collect());
                !matches!(answer, Asked::Missing(missing) if missing == *name)
                    && !matches!(answer, Asked::Refused)
            });
            if !has_another {
                required.push(*name);
            }
            given.push(entry);
        }
        required
    }

    fn variant(&self, name: &'static str, wrap: Wrap<'_>, outer: &[&'static str]) -> Variant {
        let inner = |hand| wrap(Hand::Variant(name, Box::new(hand)));
        match (self.ask)(&inner(Hand::Ask)) {
            Asked::For(Form::Unit) => Variant::Unit,
            Asked::For(form) => Variant::With(self.formed(form, &inner, outer)),
            _ => Variant::With(Shape::Any),
        }
    }
}

#[cfg(test)]
mod tests;
