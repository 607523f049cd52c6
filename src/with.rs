//! Functions for `#[config(with = …)]`: values that people write in a form of their own.
//!
//! They are functions as serde's `deserialize_with` takes them, so that they also serve inside of a
//! type that derives serde's `Deserialize`. An `Option` of the field's type takes the same function.

#[cfg(feature = "bytesize")]
mod size;
#[cfg(any(feature = "humantime", feature = "bytesize"))]
mod written;

#[cfg(feature = "humantime")]
use std::time::Duration;

#[cfg(any(feature = "humantime", feature = "bytesize"))]
use serde::Deserializer;

#[cfg(any(feature = "humantime", feature = "bytesize"))]
use crate::value::number::Unfit;
#[cfg(any(feature = "humantime", feature = "bytesize"))]
use written::written;

/// A duration as people write it: `30s`, `5m`, `1h 30m`, `250ms`. A number needs a unit.
///
/// Cargo feature `humantime`, which names the crate that reads it.
///
/// ```
/// use std::time::Duration;
/// use figleaf::Config;
///
/// #[derive(Config)]
/// struct AppConfig {
///     #[config(env = "REQUEST_TIMEOUT", with = figleaf::with::duration, default = "30s")]
///     request_timeout: Duration,
/// }
///
/// # fn main() -> Result<(), figleaf::Error> {
/// let config = AppConfig::loader().env_vars([("REQUEST_TIMEOUT", "1m 30s")]).load_owned_blocking()?;
/// assert_eq!(config.request_timeout, Duration::from_secs(90));
/// # Ok(()) }
/// ```
///
/// # Errors
/// The value is no duration.
#[cfg(feature = "humantime")]
pub fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    const WANTED: &str = "a duration such as 30s or 5m";
    let parse = |text: &str| humantime::parse_duration(text).map_err(|_| Unfit::NoNumber);
    written(deserializer, WANTED, parse, |_| Err(Unfit::NoNumber))
}

/// A size in bytes as people write it: `64KiB` (1024), `10 MB` (1000 · 1000), `1.5GiB`, or a number of bytes. Into
/// any integer that is large enough.
///
/// Cargo feature `bytesize`, which names the crate that reads it.
///
/// ```
/// use figleaf::Config;
///
/// #[derive(Config)]
/// struct AppConfig {
///     #[config(env = "MAX_UPLOAD", with = figleaf::with::byte_size)]
///     max_upload: u64,
/// }
///
/// # fn main() -> Result<(), figleaf::Error> {
/// let config = AppConfig::loader().env_vars([("MAX_UPLOAD", "64KiB")]).load_owned_blocking()?;
/// assert_eq!(config.max_upload, 65_536);
/// # Ok(()) }
/// ```
///
/// # Errors
/// The value is no size, has a part of a byte (`0.5B`), or is one that the field's type cannot hold.
#[cfg(feature = "bytesize")]
pub fn byte_size<'de, D: Deserializer<'de>, T: TryFrom<u64>>(
    deserializer: D,
) -> Result<T, D::Error> {
    const WANTED: &str = "a size in bytes such as 64KiB or 10MB";
    let fit = |bytes: u64| T::try_from(bytes).map_err(|_| Unfit::TooLarge);
    written(deserializer, WANTED, |text| size::bytes(text).and_then(fit), fit)
}
