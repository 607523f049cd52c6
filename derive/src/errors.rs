//! Collects every mistake of a struct, so that one compile tells them all.

use std::cell::RefCell;
use std::fmt::Display;

use proc_macro2::Span;
use quote::ToTokens;

/// The mistakes found so far, each with the place that it is reported at.
#[derive(Default)]
pub(crate) struct Errors(RefCell<Option<syn::Error>>);

impl Errors {
    /// Reports a mistake at all of the given tokens.
    pub(crate) fn on(&self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Reports a mistake at a span.
    pub(crate) fn at(&self, span: Span, message: impl Display) {
        self.push(syn::Error::new(span, message));
    }

    /// Adds a mistake that syn has found.
    pub(crate) fn push(&self, error: syn::Error) {
        let mut all = self.0.borrow_mut();
        match &mut *all {
            Some(all) => all.combine(error),
            None => *all = Some(error),
        }
    }

    /// Everything that was reported, or nothing.
    pub(crate) fn finish(self) -> Option<syn::Error> {
        self.0.into_inner()
    }
}
