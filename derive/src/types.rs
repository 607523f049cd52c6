//! What a macro can tell of a type: how it is written, nothing more.

use syn::{GenericArgument, PathArguments, Type, TypePath};

/// The `T` of an `Option<T>`, under any of the names that the standard library gives it.
pub(crate) fn option_inner(ty: &Type) -> Option<&Type> {
    let known = known(ty)?;
    (known.name == "Option" && known.is_of(&STD)).then(|| only_argument(known.arguments)).flatten()
}

/// What text a type is made from, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One value.
    Scalar,
    List,
    Map,
}

/// The crates under which the standard library is.
const STD: [&str; 3] = ["std", "core", "alloc"];

/// The crates of the types that hide what they hold.
const SECRETS: [&str; 2] = ["figleaf", "secrecy"];

/// Types that nobody mistakes for a struct of their own, and that never derive `Config`.
const SHAPES: [(&str, Shape); 27] = [
    ("bool", Shape::Scalar),
    ("char", Shape::Scalar),
    ("str", Shape::Scalar),
    ("u8", Shape::Scalar),
    ("u16", Shape::Scalar),
    ("u32", Shape::Scalar),
    ("u64", Shape::Scalar),
    ("u128", Shape::Scalar),
    ("usize", Shape::Scalar),
    ("i8", Shape::Scalar),
    ("i16", Shape::Scalar),
    ("i32", Shape::Scalar),
    ("i64", Shape::Scalar),
    ("i128", Shape::Scalar),
    ("isize", Shape::Scalar),
    ("f32", Shape::Scalar),
    ("f64", Shape::Scalar),
    ("String", Shape::Scalar),
    ("PathBuf", Shape::Scalar),
    ("Vec", Shape::List),
    ("VecDeque", Shape::List),
    ("LinkedList", Shape::List),
    ("BinaryHeap", Shape::List),
    ("HashSet", Shape::List),
    ("BTreeSet", Shape::List),
    ("HashMap", Shape::Map),
    ("BTreeMap", Shape::Map),
];

/// The shape of a type that everybody knows. A path that leads to another crate is another type.
pub(crate) fn shape(ty: &Type) -> Option<Shape> {
    match plain(ty) {
        Type::Path(_) => {
            let known = known(ty)?;
            match known.name.as_str() {
                "SecretString" if known.is_of(&SECRETS) => Some(Shape::Scalar),
                // `Secret` alone is `Secret<String>`.
                "Secret" | "SecretBox" if known.is_of(&SECRETS) => {
                    only_argument(known.arguments).map_or(Some(Shape::Scalar), shape)
                }
                "Box" if known.is_of(&STD) => shape(only_argument(known.arguments)?),
                name if known.is_of(&STD) => {
                    SHAPES.iter().find(|(known, _)| *known == name).map(|(_, shape)| *shape)
                }
                _ => None,
            }
        }
        Type::Array(_) | Type::Slice(_) | Type::Tuple(_) => Some(Shape::List),
        Type::Reference(_) => Some(Shape::Scalar),
        _ => None,
    }
}

/// Whether everybody knows a type and all that is in it, so that the compiler need not be asked.
pub(crate) fn is_plain(ty: &Type) -> bool {
    match plain(ty) {
        Type::Path(path) => {
            let arguments = path.path.segments.last().map(|last| &last.arguments);
            shape(ty).is_some() && arguments.is_none_or(|all| types(all).all(is_plain))
        }
        Type::Array(array) => is_plain(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_plain),
        _ => false,
    }
}

/// A type that is a path: how it ends, and where it begins when it is not a bare name.
struct Known<'t> {
    root: Option<String>,
    name: String,
    arguments: &'t PathArguments,
}

impl Known<'_> {
    /// Whether it is a bare name, or in one of these crates.
    fn is_of(&self, crates: &[&str]) -> bool {
        self.root.as_deref().is_none_or(|root| crates.contains(&root))
    }
}

fn known(ty: &Type) -> Option<Known<'_>> {
    let Type::Path(TypePath { qself: None, path }) = plain(ty) else { return None };
    let last = path.segments.last()?;
    let is_bare = path.segments.len() == 1 && path.leading_colon.is_none();
    Some(Known {
        root: (!is_bare).then(|| path.segments[0].ident.to_string()),
        name: last.ident.to_string(),
        arguments: &last.arguments,
    })
}

fn types(arguments: &PathArguments) -> impl Iterator<Item = &Type> {
    let arguments = match arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

fn only_argument(arguments: &PathArguments) -> Option<&Type> {
    let mut types = types(arguments);
    types.next().filter(|_| types.next().is_none())
}

/// A type without the invisible group that a `macro_rules` macro puts around it.
fn plain(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => plain(&group.elem),
        Type::Paren(paren) => plain(&paren.elem),
        _ => ty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens;
    use syn::parse_quote;

    fn inner(ty: &Type) -> Option<String> {
        option_inner(ty).map(|inner| inner.to_token_stream().to_string())
    }

    #[test]
    fn recognises_options_by_name() {
        assert_eq!(inner(&parse_quote!(Option<u8>)).as_deref(), Some("u8"));
        assert_eq!(inner(&parse_quote!(std::option::Option<u8>)).as_deref(), Some("u8"));
        assert_eq!(inner(&parse_quote!(::core::option::Option<u8>)).as_deref(), Some("u8"));
        assert_eq!(inner(&parse_quote!((Option<u8>))).as_deref(), Some("u8"));
        assert_eq!(inner(&parse_quote!(::std::option::Option<(u8)>)).as_deref(), Some("(u8)"));
        assert_eq!(inner(&parse_quote!(my::Option<u8>)), None);
        assert_eq!(inner(&parse_quote!(::option::Option<u8>)), None);
        assert_eq!(inner(&parse_quote!(<T as Trait>::Option<u8>)), None);
        assert_eq!(inner(&parse_quote!(Vec<u8>)), None);
        assert_eq!(inner(&parse_quote!(Option)), None);
    }

    #[test]
    fn recognises_values() {
        for ty in [
            parse_quote!(u16),
            parse_quote!(std::path::PathBuf),
            parse_quote!(Vec<Database>),
            parse_quote!(::std::vec::Vec<Database>),
            parse_quote!(std::string::String),
            parse_quote!((A, B)),
        ] {
            assert!(shape(&ty).is_some());
        }
        for ty in [parse_quote!(Database), parse_quote!(db::Database), parse_quote!(db::Vec<u8>)] {
            assert_eq!(shape(&ty), None);
        }
    }

    #[test]
    fn knows_what_is_in_a_type() {
        for ty in [
            parse_quote!(u16),
            parse_quote!(Secret),
            parse_quote!(Vec<(u8, std::string::String)>),
            parse_quote!(figleaf::Secret<[u8; 4]>),
            parse_quote!(std::collections::BTreeMap<String, Vec<u8>>),
        ] {
            assert!(is_plain(&ty));
        }
        for ty in [
            parse_quote!(Duration),
            parse_quote!(Vec<Own>),
            parse_quote!([Duration; 2]),
            parse_quote!(BTreeMap<String, Option<Own>>),
            parse_quote!(Secret<Own>),
        ] {
            assert!(!is_plain(&ty));
        }
    }

    #[test]
    fn tells_lists_and_maps_from_single_values() {
        let shapes = [
            (parse_quote!(u16), Some(Shape::Scalar)),
            (parse_quote!(Secret), Some(Shape::Scalar)),
            (parse_quote!(figleaf::Secret<String>), Some(Shape::Scalar)),
            (parse_quote!(Secret<Vec<u8>>), Some(Shape::List)),
            (parse_quote!(std::collections::BTreeMap<String, u8>), Some(Shape::Map)),
            (parse_quote!([u8; 4]), Some(Shape::List)),
            (parse_quote!(::std::vec::Vec<std::string::String>), Some(Shape::List)),
            (parse_quote!(Box<[u8]>), Some(Shape::List)),
            (parse_quote!(SecretBox<str>), Some(Shape::Scalar)),
            (parse_quote!(indexmap::BTreeMap<String, u8>), None),
            (parse_quote!(db::String), None),
            (parse_quote!(Secret<Own>), None),
            (parse_quote!(Own), None),
        ];
        for (ty, expected) in shapes {
            assert_eq!(shape(&ty), expected);
        }
    }
}
