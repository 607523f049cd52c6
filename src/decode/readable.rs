//! What a field's type has to be able to do.

use serde::de::DeserializeOwned;

/// Types of a field that is no group: all that serde can read.
///
/// It is a trait of its own for what the compiler says of a type that is not.
#[diagnostic::on_unimplemented(
    message = "figleaf cannot read a field of type `{Self}`",
    label = "derive serde's `Deserialize` for `{Self}`, or say `#[config(nested)]` if it derives `Config`",
    note = "a type of another crate may have `Deserialize` behind a Cargo feature, mostly `serde`; else name a function that reads it: `#[config(with = path)]`"
)]
pub trait Readable: DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> Readable for T {}
