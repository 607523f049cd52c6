//! Sources behind a pointer are sources: one that wraps another need not know its type.

use std::sync::Arc;

use super::{Answer, BoxFuture, Help, Key, Source};

/// Every method of the trait, also those with a body: what stands in the pointer has its own.
macro_rules! forward {
    ($($pointer:ident)*) => {$(
        impl<S: Source + ?Sized> Source for $pointer<S> {
            fn name(&self) -> &'static str {
                (**self).name()
            }

            fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
                (**self).fetch(keys, answer)
            }

            fn help(&self, problem: &Help<'_>) -> Option<String> {
                (**self).help(problem)
            }

            fn container(&self) -> Option<&str> {
                (**self).container()
            }

            fn is_immediate(&self) -> bool {
                (**self).is_immediate()
            }
        }
    )*};
}

forward!(Arc Box);
