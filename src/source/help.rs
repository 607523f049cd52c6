//! What to do about a parameter or a secret, for one to copy out of a report: a command that works when it
//! is pasted, or the ARN that a policy is to allow.

mod command;

#[cfg(any(feature = "_parameters", feature = "extension", feature = "ops"))]
// With `ops` alone nobody is denied anything.
#[cfg_attr(not(any(feature = "_parameters", feature = "extension")), allow(dead_code))]
mod parameter;
// A parameter may be a window to a secret.
#[cfg_attr(not(any(feature = "_secrets", feature = "extension")), allow(dead_code))]
mod secret;

#[cfg(any(feature = "_parameters", feature = "extension"))]
pub(crate) use parameter::allow as allow_parameter;
#[cfg(any(feature = "_parameters", feature = "extension", feature = "ops"))]
pub(crate) use parameter::create as put_parameter;
#[cfg(feature = "ops")]
pub(crate) use parameter::kind as type_of_parameter;
#[cfg(any(feature = "_secrets", feature = "extension", feature = "ops"))]
pub(crate) use secret::create as create_secret;
#[cfg(feature = "ops")]
pub(crate) use secret::give as give_secret_value;
#[cfg(any(feature = "_secrets", feature = "extension"))]
pub(crate) use secret::{allow as allow_secret, fill as put_secret_value};

#[cfg(test)]
mod tests;
