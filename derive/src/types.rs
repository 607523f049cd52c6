//! What a macro can tell of a type: how it is written, nothing more.

use syn::{GenericArgument, PathArguments, Type};

/// The `T` of an `Option<T>`, under any of the names that the standard library gives it.
pub(crate) fn option_inner(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = plain(ty) else { return None };
    let names: Vec<_> =
        path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    if !matches!(names[..], ["Option"] | ["std" | "core", "option", "Option"]) {
        return None;
    }
    only_argument(&path.path.segments.last()?.arguments)
}

/// What text a type is made from, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One value.
    Scalar,
    List,
    Map,
}

/// Types that nobody mistakes for a struct of their own, and that never derive `Config`.
const SHAPES: [(&str, Shape); 26] = [
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
    ("SecretString", Shape::Scalar),
    ("Vec", Shape::List),
    ("VecDeque", Shape::List),
    ("HashSet", Shape::List),
    ("BTreeSet", Shape::List),
    ("HashMap", Shape::Map),
    ("BTreeMap", Shape::Map),
];

/// The shape of a type that everybody knows.
pub(crate) fn shape(ty: &Type) -> Option<Shape> {
    match plain(ty) {
        Type::Path(path) => {
            let segment = path.path.segments.last()?;
            if segment.ident == "Secret" {
                // `Secret` alone is `Secret<String>`.
                return match only_argument(&segment.arguments) {
                    Some(inner) => shape(inner),
                    None => Some(Shape::Scalar),
                };
            }
            SHAPES.iter().find(|(name, _)| segment.ident == name).map(|(_, shape)| *shape)
        }
        Type::Array(_) | Type::Slice(_) | Type::Tuple(_) => Some(Shape::List),
        Type::Reference(_) => Some(Shape::Scalar),
        _ => None,
    }
}

/// Whether a type is certainly one value and not a group of fields.
pub(crate) fn is_value(ty: &Type) -> bool {
    shape(ty).is_some()
}

fn only_argument(arguments: &PathArguments) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) if arguments.args.len() == 1 => Some(inner),
        _ => None,
    }
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
        assert_eq!(inner(&parse_quote!(my::Option<u8>)), None);
        assert_eq!(inner(&parse_quote!(Vec<u8>)), None);
        assert_eq!(inner(&parse_quote!(Option)), None);
    }

    #[test]
    fn recognises_values() {
        for ty in [
            parse_quote!(u16),
            parse_quote!(std::path::PathBuf),
            parse_quote!(Vec<Database>),
            parse_quote!((A, B)),
        ] {
            assert!(is_value(&ty));
        }
        for ty in [parse_quote!(Database), parse_quote!(db::Database)] {
            assert!(!is_value(&ty));
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
            (parse_quote!(Secret<Own>), None),
            (parse_quote!(Own), None),
        ];
        for (ty, expected) in shapes {
            assert_eq!(shape(&ty), expected);
        }
    }
}
