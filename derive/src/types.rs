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
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) if arguments.args.len() == 1 => Some(inner),
        _ => None,
    }
}

/// Types that nobody mistakes for a struct of their own, and that never derive `Config`.
const VALUES: [&str; 24] = [
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
    "i128", "isize", "f32", "f64", "String", "PathBuf", "Vec", "HashMap", "HashSet", "BTreeMap",
    "BTreeSet",
];

/// Whether a type is certainly one value and not a group of fields.
pub(crate) fn is_value(ty: &Type) -> bool {
    match plain(ty) {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|segment| VALUES.iter().any(|value| segment.ident == value)),
        Type::Array(_) | Type::Slice(_) | Type::Tuple(_) | Type::Reference(_) => true,
        _ => false,
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
}
