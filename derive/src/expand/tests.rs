//! What a struct becomes. The snapshot is for people: a difference in it is a difference in what users
//! compile. `INSTA_UPDATE=always cargo test -p figleaf-derive --lib` writes it anew.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::{DeriveInput, parse_quote};

use crate::errors::Errors;
use crate::model::Struct;

/// One field of each sort.
fn ten_fields() -> DeriveInput {
    parse_quote! {
        /// What the application needs.
        #[config(prefix = "/{env}/myapp", env_prefix = "MYAPP")]
        struct AppConfig {
            plain: String,
            /// Key of the payment API.
            #[validate(length(min = 8))]
            api_key: Secret<String>,
            #[config(env = "LOG_LEVEL", default = "info")]
            log_level: String,
            #[config(json, default = Vec::new())]
            flags: Vec<Flag>,
            #[config(ssm = "/shared/{env}/origins", version = 3, delimiter = ";")]
            origins: Vec<String>,
            #[config(nested, secretsmanager = "{env}/database", stage = "AWSPREVIOUS")]
            database: Database,
            #[config(flatten)]
            more: More,
            #[config(with = humantime_serde::deserialize)]
            timeout: Option<Duration>,
            #[config(by_path, alias = "switches")]
            limits: BTreeMap<String, u32>,
            #[config(from = vault("token"))]
            token: Secret,
        }
    }
}

fn expanded(input: &DeriveInput) -> TokenStream {
    let errors = Errors::default();
    let model = Struct::read(input, &errors);
    crate::check::check(&model, &errors);
    assert!(errors.finish().is_none());
    super::expand(&model)
}

#[test]
fn the_expansion_is_data_and_one_call_per_field() {
    let expansion = expanded(&ten_fields());
    let file = syn::parse2(expansion).expect("the expansion is Rust");
    insta::assert_snapshot!(prettyplease::unparse(&file));
}

#[test]
fn every_path_is_absolute() {
    let input = ten_fields();
    let written = words(quote::quote!(#input));
    for path in paths(expanded(&input)) {
        let first = path.split("::").next().unwrap_or_default();
        // The user's own paths are the user's.
        let is_users = written.iter().any(|word| word == first) || first == "Self";
        let is_local = !path.contains("::") && !PRELUDE.contains(&path.as_str());
        assert!(path.starts_with("::") || is_users || is_local, "{path}");
    }
}

#[test]
fn another_crate_is_named_everywhere() {
    let mut input = ten_fields();
    input.attrs.push(parse_quote!(#[config(crate = crate::reexport)]));
    let paths = paths(expanded(&input));
    assert!(paths.iter().any(|path| path.starts_with("crate::reexport::")));
    assert!(!paths.iter().any(|path| path.contains("figleaf")), "{paths:?}");
}

fn words(tokens: TokenStream) -> Vec<String> {
    let words = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => words(group.stream()),
        TokenTree::Ident(ident) => vec![ident.to_string()],
        _ => Vec::new(),
    });
    words.collect()
}

/// Names that a module may have given to something else.
const PRELUDE: [&str; 12] = [
    "Box", "Clone", "Default", "Err", "From", "Into", "None", "Ok", "Result", "Some", "String",
    "Vec",
];

/// Words after which a path begins.
const KEYWORDS: [&str; 11] =
    ["as", "const", "else", "for", "if", "impl", "let", "mut", "return", "static", "use"];

/// Every path and single word, with the `::` that a path begins with.
fn paths(tokens: TokenStream) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        let last = found.last().cloned().unwrap_or_default();
        match token {
            TokenTree::Punct(punct)
                if punct.as_char() == ':' && punct.spacing() == Spacing::Joint =>
            {
                tokens.next();
                let begins = KEYWORDS.contains(&last.as_str());
                found.push(if begins { "::".to_owned() } else { format!("{last}::") });
            }
            TokenTree::Ident(ident) if last.ends_with("::") => found.push(format!("{last}{ident}")),
            TokenTree::Ident(ident) => found.push(ident.to_string()),
            TokenTree::Group(group) => {
                found.extend(paths(group.stream()));
                found.push(String::new());
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => found.push(String::new()),
        }
    }
    found.retain(|path| !path.is_empty() && !path.ends_with("::"));
    found
}
