//! The providers that a loader takes.

use figment::Provider;

/// Providers that can be read more than once, on any thread: all that are `Send`, `Sync` and own what they
/// give. See [`Loader::merge`](crate::Loader::merge).
///
/// It is a trait of its own for what the compiler says of one that is not.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read again by a live configuration",
    label = "not a provider that is `Send`, `Sync` and owns what it gives",
    note = "give it as a figment, which reads it here and now: `Figment::from(provider)`"
)]
pub trait Rereadable: Provider + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<P: Provider + Send + Sync + 'static> Rereadable for P {}
