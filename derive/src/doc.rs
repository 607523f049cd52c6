//! Doc comments: the description of a struct or field, everywhere that figleaf describes one.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The lines of a doc comment without the space after `///`.
pub(crate) fn read(attributes: &[Attribute]) -> String {
    let texts: Vec<_> = attributes.iter().filter_map(text).collect();
    let lines = texts.iter().flat_map(|text| text.split('\n'));
    let lines: Vec<_> =
        lines.map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end()).collect();
    lines.join("\n").trim().to_owned()
}

fn text(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn reads_lines() {
        let attributes: [Attribute; 5] = [
            parse_quote!(#[doc = " First."]),
            parse_quote!(#[config(json)]),
            parse_quote!(#[doc = ""]),
            parse_quote!(#[doc = "   indented  "]),
            parse_quote!(#[doc = " a\n b\n"]),
        ];
        assert_eq!(read(&attributes), "First.\n\n  indented\na\nb");
        assert_eq!(read(&[]), "");
    }
}
