//! The schema: what is written on the struct, as data.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Path;

use super::{local, ours, path_at, shown_at};
use crate::attr::Settings;
use crate::model::{DefaultValue, Field, Kind, Store, Struct};
use crate::text;

/// The attributes of a struct that are a string in its schema, and what sets them there.
const TEXTS: [(&str, &str); 5] = [
    ("prefix", "with_prefix"),
    ("env_prefix", "with_env_prefix"),
    ("env", "with_env"),
    ("environment", "with_environment"),
    ("default_environment", "with_default_environment"),
];

/// The attributes of a struct that are said or not, and what says so in its schema.
const FLAGS: [(&str, &str); 2] = [("shared", "shared"), ("empty_is_unset", "empty_is_unset")];

/// The same of a field.
const FLAGS_OF_FIELD: [(&str, &str); 2] = [("shared", "shared"), ("fixed", "fixed")];

/// The attributes that say in words which version is read, and what sets them in a binding.
const PINNED: [(&str, &str); 3] =
    [("label", "with_label"), ("stage", "with_stage"), ("version_id", "with_version_id")];

/// The expression of the struct's schema.
pub(crate) fn of_struct(model: &Struct<'_>, krate: &Path) -> TokenStream {
    let name = model.name();
    let fields = model.fields.iter().filter(|field| field.kind != Kind::Skipped);
    let fields = fields.map(|field| of_field(field, krate));
    // The `const` block is what lets the list live for ever: `__leaf!` branches, and a branch keeps
    // the compiler from promoting it.
    let mut schema =
        quote!(#krate::__private::SchemaBuilder::new(#name, const { &[#(#fields),*] }));
    if !model.doc.is_empty() {
        let doc = &model.doc;
        schema.extend(quote!(.with_doc(#doc)));
    }
    schema.extend(texts(&model.settings, &TEXTS));
    schema.extend(flags(&model.settings, &FLAGS));
    schema.extend(model.store().map(|store| with_store(&store, &model.settings, krate)));
    let ident = ours(&model.input.ident);
    schema
        .extend(quote!(.validated(<#krate::__private::Probe<#ident>>::FIGLEAF_VALIDATED).build()));
    schema
}

fn of_field(field: &Field<'_>, krate: &Path) -> TokenStream {
    let name = &field.name;
    let mut schema = new(field, krate);
    if field.kind == Kind::Json {
        schema.extend(quote!(.json()));
    }
    for (set, value) in [("with_segment", &field.segment), ("with_key", &field.key)] {
        if value != name {
            let set = syn::Ident::new(set, proc_macro2::Span::call_site());
            schema.extend(quote!(.#set(#value)));
        }
    }
    if !field.doc.is_empty() {
        let doc = &field.doc;
        schema.extend(quote!(.with_doc(#doc)));
    }
    match field.store() {
        Some(store) => schema.extend(with_store(&store, &field.settings, krate)),
        None if field.needs_binding() => schema.extend(with_own_name(field, krate)),
        None => {}
    }
    schema.extend(texts(&field.settings, &[("env", "with_env"), ("delimiter", "with_delimiter")]));
    schema.extend(flags(&field.settings, &FLAGS_OF_FIELD));
    schema.extend(with_aliases(field));
    schema.extend(field.default().map(|default| with_default(&default, krate)));
    schema.extend(with_rules(field, krate));
    if field.optional {
        schema.extend(quote!(.optional()));
    }
    schema.extend(field.settings.bool("sensitive").map(|sensitive| quote!(.sensitive(#sensitive))));
    schema.extend(quote!(.build()));
    schema
}

/// A field with nothing set. What only its type can tell, a leaf asks its type.
fn new(field: &Field<'_>, krate: &Path) -> TokenStream {
    let (name, ty) = (&field.name, field.inner);
    let type_name = text::of_type(ty);
    let kind = match field.kind {
        Kind::Nested => quote!(Nested),
        Kind::Flat => quote!(Flatten),
        Kind::Leaf | Kind::Json | Kind::Skipped => {
            return quote!(#krate::__leaf!(#name, #type_name, #ty));
        }
    };
    let inner = quote_spanned!(shown_at(ty)=> <#ty as #krate::Config>::SCHEMA);
    quote!(#krate::__private::FieldBuilder::new(#name, #type_name, #krate::schema::Kind::#kind(#inner)))
}

/// What the document of a struct or group is bound to, or what a leaf is.
fn with_store(store: &Store<'_>, settings: &Settings, krate: &Path) -> TokenStream {
    let binding = match store {
        // A call of the function that is named like the attribute, at the user's span.
        Store::Named { source, name } => {
            let source = syn::Ident::new(&source.to_string(), shown_at(source));
            quote_spanned!(shown_at(name)=> #krate::source::#source(#name))
        }
        // The type stands there so that another one is reported at the user's expression.
        Store::Given(expression) => {
            let (binding, krate) = (local("binding"), path_at(krate, expression));
            quote_spanned!(shown_at(expression)=> {
                let #binding: #krate::source::Binding = #expression;
                #binding
            })
        }
    };
    let set = set(settings);
    quote!(.with_store(#binding #set))
}

/// A field that is the parameter of its own name, when more is to be said of it than the name.
fn with_own_name(field: &Field<'_>, krate: &Path) -> TokenStream {
    let (segment, set) = (&field.segment, set(&field.settings));
    quote!(.with_store(#krate::source::ssm(#segment).own() #set))
}

/// What else a binding holds: which key, which version, or everything below it.
fn set(settings: &Settings) -> TokenStream {
    let mut set = texts(settings, &[("key", "with_key")]);
    if let Some(version) = settings.integer("version") {
        set.extend(quote!(.with_version(#version)));
    }
    set.extend(texts(settings, &PINNED));
    if settings.has("by_path") {
        set.extend(quote!(.by_path()));
    }
    set
}

fn with_default(default: &DefaultValue<'_>, krate: &Path) -> TokenStream {
    let value = match default {
        DefaultValue::Text(text) => quote!(Text(#text)),
        DefaultValue::OfType(_) => quote!(Expression("Default::default()")),
        DefaultValue::Expression(expression) => {
            let text = text::of(expression);
            quote!(Expression(#text))
        }
    };
    quote!(.with_default(#krate::schema::DefaultValue::#value))
}

fn with_aliases(field: &Field<'_>) -> Option<TokenStream> {
    let aliases: Vec<_> = field.settings.texts("alias").collect();
    (!aliases.is_empty()).then(|| quote!(.with_aliases(&[#(#aliases),*])))
}

fn with_rules(field: &Field<'_>, krate: &Path) -> Option<TokenStream> {
    let rules = field.validation.rules();
    let rules = rules.iter().map(|rule| {
        let (code, text) = (&rule.code, &rule.text);
        quote!(#krate::__private::rule(#code, #text))
    });
    (rules.len() > 0).then(|| quote!(.with_rules(const { &[#(#rules),*] })))
}

fn texts(settings: &Settings, attributes: &[(&str, &str)]) -> TokenStream {
    let calls = attributes.iter().filter_map(|(name, set)| {
        let text = settings.text(name)?;
        let set = syn::Ident::new(set, proc_macro2::Span::call_site());
        Some(quote!(.#set(#text)))
    });
    calls.collect()
}

fn flags(settings: &Settings, attributes: &[(&str, &str)]) -> TokenStream {
    let calls = attributes.iter().filter(|(name, _)| settings.has(name)).map(|(_, set)| {
        let set = syn::Ident::new(set, proc_macro2::Span::call_site());
        quote!(.#set())
    });
    calls.collect()
}
