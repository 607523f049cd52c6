//! A size in bytes as people write it, to the byte.

use bytesize::Unit;

use crate::value::number::Unfit;

/// The bytes that a string says. `bytesize` reads the unit; the number is calculated here, because it makes
/// of a size that is too large the largest one, and of half a byte nothing.
pub(super) fn bytes(text: &str) -> Result<u64, Unfit> {
    let text = text.trim();
    let unsigned = text.strip_prefix('-');
    let text = unsigned.unwrap_or(text);
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let factor = match unit.trim() {
        "" => 1,
        unit => 1_u64 * unit.parse::<Unit>().map_err(|_| Unfit::NoNumber)?,
    };
    let bytes = product(number, factor)?;
    if unsigned.is_some() { Err(Unfit::Negative) } else { Ok(bytes) }
}

/// A decimal number times a factor, if that is whole.
fn product(number: &str, factor: u64) -> Result<u64, Unfit> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let is_number = !whole.is_empty() || !fraction.is_empty();
    if !is_number || fraction.contains('.') {
        return Err(Unfit::NoNumber);
    }
    let fraction = fraction.trim_end_matches('0');
    // The smallest part of the largest unit has fewer digits than that.
    let places =
        u32::try_from(fraction.len()).ok().filter(|places| *places <= 18).ok_or(Unfit::Loss)?;
    let scale = 10_u128.pow(places);
    let digits = |text: &str| if text.is_empty() { Ok(0) } else { text.parse::<u128>() };
    let whole = digits(whole).map_err(|_| Unfit::TooLarge)?;
    let fraction = digits(fraction).map_err(|_| Unfit::Loss)? * u128::from(factor);
    let whole = whole.checked_mul(factor.into()).ok_or(Unfit::TooLarge)?;
    if fraction % scale != 0 {
        return Err(Unfit::Loss);
    }
    let bytes = whole.checked_add(fraction / scale).ok_or(Unfit::TooLarge)?;
    u64::try_from(bytes).map_err(|_| Unfit::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_exact_or_refused() {
        for (text, expected) in [
            ("7", Ok(7)),
            (" 10 MB ", Ok(10_000_000)),
            ("64KiB", Ok(65_536)),
            ("1.5 KiB", Ok(1536)),
            ("0.1GB", Ok(100_000_000)),
            (".5kB", Ok(500)),
            ("1.500000000000000000000KiB", Ok(1536)),
            ("15.9EiB", Err(Unfit::Loss)),
            ("15.5EiB", Ok(17_870_283_321_406_128_128)),
            ("18446744073709551615", Ok(u64::MAX)),
            ("18446744073709551616", Err(Unfit::TooLarge)),
            ("16EiB", Err(Unfit::TooLarge)),
            ("20EiB", Err(Unfit::TooLarge)),
            ("9999999999999999999999999999999999999999999KiB", Err(Unfit::TooLarge)),
            ("0.5B", Err(Unfit::Loss)),
            ("1.0001KB", Err(Unfit::Loss)),
            ("-1", Err(Unfit::Negative)),
            ("-5MB", Err(Unfit::Negative)),
            ("", Err(Unfit::NoNumber)),
            ("MB", Err(Unfit::NoNumber)),
            ("1.2.3", Err(Unfit::NoNumber)),
            ("1 parsec", Err(Unfit::NoNumber)),
            ("large", Err(Unfit::NoNumber)),
        ] {
            assert_eq!(bytes(text), expected, "{text}");
        }
    }
}
