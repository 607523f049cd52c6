//! What generated code calls. Not public API.

#[path = "private/build.rs"]
mod build;
#[path = "private/probe.rs"]
mod probe;

pub use validator::Validate;

pub use self::build::{FieldBuilder, SchemaBuilder, rule};
pub use self::probe::{Otherwise, Probe};
pub use crate::decode::{Decoder, Fault, Input, Readable};
use crate::schema::Field;
use crate::secret::Redacts;
pub use crate::store::Store;

/// Stops the compiler when a whole secret would land in a type that prints it.
pub const fn whole_secret<T: Redacts>() {}

/// The same for a field whose binding only the compiler can see: `from = …`.
#[track_caller]
pub const fn whole_secret_of(field: &Field, message: &'static str) {
    let Some(binding) = field.store() else { return };
    let is_whole = is_secrets(binding.source()) && binding.key().is_none();
    demand(!is_whole || field.is_redacting(), message);
}

/// Stops the compiler where something that only it can see is wrong with a field. The message comes
/// from the derive, which knows the field, as a const can put none together.
#[track_caller]
pub const fn demand(is_right: bool, message: &'static str) {
    if !is_right {
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

/// Structs whose rules figleaf runs: all that are `Validate` of its own `validator`.
///
/// It is a trait of its own for what the compiler says of a struct that is not.
#[diagnostic::on_unimplemented(
    message = "the rules of `{Self}` would not run: it is not `Validate` of the `validator` that figleaf calls",
    label = "nobody would check this",
    note = "derive `validator::Validate` of validator 0.21, which is `figleaf::validator`; a trait of that name in another version of validator, or in another crate, is not called"
)]
pub trait Validated: Validate {}

#[diagnostic::do_not_recommend]
impl<T: Validate> Validated for T {}

/// Validates a struct without a `#[validate]` attribute: it may implement `Validate` by hand, or not
/// at all. Method resolution takes the first impl whose bound holds; the name is not one of a trait that the user has
/// in scope.
#[derive(Debug)]
pub struct Check<'a, T>(pub &'a T);

pub trait CheckValidate {
    fn __figleaf_check(&self, decoder: &mut Decoder<'_>);
}

impl<T: Validate> CheckValidate for Check<'_, T> {
    fn __figleaf_check(&self, decoder: &mut Decoder<'_>) {
        decoder.validate(self.0);
    }
}

pub trait CheckNothing {
    fn __figleaf_check(&self, decoder: &mut Decoder<'_>);
}

impl<T> CheckNothing for &Check<'_, T> {
    fn __figleaf_check(&self, _: &mut Decoder<'_>) {}
}

/// A leaf of the schema: everything about it that only its type can tell.
#[macro_export]
#[doc(hidden)]
macro_rules! __leaf {
    ($name:expr, $type_name:expr, $ty:ty) => {
        $crate::__private::FieldBuilder::new(
            $name,
            $type_name,
            if <$crate::__private::Probe<$ty>>::FIGLEAF_BYTES {
                $crate::schema::Kind::Bytes
            } else {
                $crate::schema::Kind::Text
            },
        )
        .redacts(<$crate::__private::Probe<$ty>>::FIGLEAF_REDACTS)
        .text(<$crate::__private::Probe<$ty>>::FIGLEAF_TEXT)
        .list(<$crate::__private::Probe<$ty>>::FIGLEAF_LIST)
    };
}

/// Validates a struct that may or may not implement `Validate`.
#[macro_export]
#[doc(hidden)]
macro_rules! __check {
    ($decoder:expr, $config:expr) => {{
        use $crate::__private::{CheckNothing as _, CheckValidate as _};
        (&$crate::__private::Check($config)).__figleaf_check($decoder)
    }};
}
