//! What generated code calls. Not public API.

pub use serde::Deserialize;
pub use validator::Validate;

use crate::decode::Decoder;
use crate::schema::Field;
use crate::secret::Redacts;

/// Answers questions about a concrete type in a const: the inherent constant exists only when the
/// bound holds and wins over the trait's, which is always there.
#[derive(Debug)]
pub struct Probe<T>(core::marker::PhantomData<T>);

impl<T: Redacts> Probe<T> {
    pub const REDACTS: bool = true;
}

impl<T: ByteVector> Probe<T> {
    pub const BYTES: bool = true;
}

pub trait Otherwise {
    const REDACTS: bool = false;
    const BYTES: bool = false;
}

impl<T> Otherwise for Probe<T> {}

/// Types that a binary secret decodes into.
pub trait ByteVector {}

impl ByteVector for Vec<u8> {}
impl ByteVector for Box<[u8]> {}
impl<T: ByteVector + zeroize::Zeroize> ByteVector for crate::Secret<T> {}
impl<T: ByteVector + zeroize::Zeroize> ByteVector for secrecy::SecretBox<T> {}

/// Stops the compiler when a whole secret would land in a type that prints it.
pub const fn whole_secret<T: Redacts>() {}

/// The same for a field whose binding only the compiler can see: `from = …`.
///
/// The message comes from the derive, which knows the field, as a const can put none together.
#[track_caller]
pub const fn whole_secret_of(field: &Field, message: &'static str) {
    let Some(binding) = field.store() else { return };
    let is_whole = is_secrets(binding.source()) && binding.key().is_none();
    if is_whole && !field.is_redacting() {
        #[allow(clippy::panic, reason = "in a const it is a compile error")]
        {
            panic!("{}", message);
        }
    }
}

/// Strings cannot be compared in a const.
const fn is_secrets(source: &str) -> bool {
    let (source, secrets) = (source.as_bytes(), b"secretsmanager");
    let mut at = 0;
    while at < secrets.len() && at < source.len() && source[at] == secrets[at] {
        at += 1;
    }
    at == secrets.len() && at == source.len()
}

/// Validates a struct without a `#[validate]` attribute: it may implement `Validate` by hand, or not
/// at all. Method resolution takes the first impl whose bound holds.
#[derive(Debug)]
pub struct Check<'a, T>(pub &'a T);

pub trait CheckValidate {
    fn check(&self, decoder: &mut Decoder<'_>);
}

impl<T: Validate> CheckValidate for Check<'_, T> {
    fn check(&self, decoder: &mut Decoder<'_>) {
        decoder.validate(self.0);
    }
}

pub trait CheckNothing {
    fn check(&self, decoder: &mut Decoder<'_>);
}

impl<T> CheckNothing for &Check<'_, T> {
    fn check(&self, _: &mut Decoder<'_>) {}
}

/// A leaf of the schema: everything about it that only its type can tell.
#[macro_export]
#[doc(hidden)]
macro_rules! __leaf {
    ($name:expr, $type_name:expr, $ty:ty) => {{
        #[allow(unused_imports)]
        use $crate::__private::Otherwise as _;
        $crate::schema::Field::new(
            $name,
            $type_name,
            if <$crate::__private::Probe<$ty>>::BYTES {
                $crate::schema::Kind::Bytes
            } else {
                $crate::schema::Kind::Text
            },
        )
        .redacts(<$crate::__private::Probe<$ty>>::REDACTS)
    }};
}

/// Validates a struct that may or may not implement `Validate`.
#[macro_export]
#[doc(hidden)]
macro_rules! __check {
    ($decoder:expr, $config:expr) => {{
        #[allow(unused_imports)]
        use $crate::__private::{CheckNothing as _, CheckValidate as _};
        (&$crate::__private::Check($config)).check($decoder)
    }};
}
