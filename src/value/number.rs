//! Numbers as they were written, and how they become one of Rust's types.

use std::str::FromStr;

use super::Text;

/// A number whose type is not known yet.
#[derive(Clone, PartialEq)]
pub(crate) enum Number {
    /// As a document has it: `1.10`, `1e2`, any number of digits.
    Written(Text),
    /// From a provider that had read it already. It could have been written in several ways.
    Float(f64),
}

impl Number {
    pub(crate) fn written(text: impl Into<String>) -> Self {
        Self::Written(Text::new(text.into()))
    }

    /// The one way to write it, if there is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Written(text) => Some(text),
            Self::Float(_) => None,
        }
    }

    pub(crate) fn integer<T: FromStr>(&self) -> Result<T, Unfit> {
        match self {
            Self::Written(text) => integer(text),
            Self::Float(number) if number.is_finite() => Err(Unfit::Fraction),
            Self::Float(_) => Err(Unfit::NotFinite),
        }
    }
}

/// Why a number does not fit into a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// It is no number at all.
    NoNumber,
    /// Below zero, where the type begins at zero.
    Negative,
    TooLarge,
    TooSmall,
    Fraction,
    Exponent,
    /// `nan` or `inf`.
    NotFinite,
    /// Not zero, and so small that the type would make it zero.
    Vanishes,
    /// Zero, for a type that has none.
    Zero,
    /// A fraction of something that has no smaller part, such as a byte.
    Loss,
}

impl Unfit {
    const ALL: [Self; 10] = [
        Self::NoNumber,
        Self::Negative,
        Self::TooLarge,
        Self::TooSmall,
        Self::Fraction,
        Self::Exponent,
        Self::NotFinite,
        Self::Vanishes,
        Self::Zero,
        Self::Loss,
    ];

    /// What it is, for people.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::NoNumber => "no number",
            Self::Negative => "a negative number",
            Self::TooLarge => "a number that is too large",
            Self::TooSmall => "a number that is too small",
            Self::Fraction => "a number with a fraction",
            Self::Exponent => "a number with an exponent",
            Self::NotFinite => "a number that is not finite (nan or inf)",
            Self::Vanishes => "a number that is too close to zero",
            Self::Zero => "a number that is not allowed",
            Self::Loss => "a size with a fraction of a byte",
        }
    }

    /// What such words mean, when they come back through an error of serde's.
    pub(crate) fn by_words(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unfit| unfit.words() == words)
    }
}

/// What a number is written like.
struct Form {
    is_negative: bool,
    has_fraction: bool,
    has_exponent: bool,
    is_zero: bool,
}

/// The parts of a decimal number that has no sign, such as `12.5e-3`. What is absent has no mark either: `12.` has an empty
/// fraction, and `12` none.
pub(super) struct Parts<'a> {
    pub(super) whole: &'a str,
    pub(super) fraction: Option<&'a str>,
    pub(super) exponent: Option<&'a str>,
}

impl<'a> Parts<'a> {
    pub(super) fn of(unsigned: &'a str) -> Self {
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (unsigned, None),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (mantissa, None),
        };
        Self { whole, fraction, exponent }
    }

    /// Whether all that there is are digits; the exponent has a sign or not.
    pub(super) fn are_digits(&self) -> bool {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_exponent = |exponent: &str| {
            let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
            !exponent.is_empty() && digits(exponent)
        };
        digits(self.whole)
            && self.fraction.is_none_or(digits)
            && self.exponent.is_none_or(is_exponent)
    }
}

/// The form of a decimal number, if the text is one.
fn form(text: &str) -> Option<Form> {
    let parts = Parts::of(text.strip_prefix(['-', '+']).unwrap_or(text));
    let fraction = parts.fraction.unwrap_or_default();
    let has_digits = !parts.whole.is_empty() || !fraction.is_empty();
    (has_digits && parts.are_digits()).then(|| Form {
        is_negative: text.starts_with('-'),
        has_fraction: parts.fraction.is_some(),
        has_exponent: parts.exponent.is_some(),
        is_zero: parts.whole.bytes().chain(fraction.bytes()).all(|byte| byte == b'0'),
    })
}

/// An integer from a decimal string.
pub(crate) fn integer<T: FromStr>(text: &str) -> Result<T, Unfit> {
    text.parse().map_err(|_| match form(text) {
        None if is_not_finite(text) => Unfit::NotFinite,
        None => Unfit::NoNumber,
        Some(Form { has_exponent: true, .. }) => Unfit::Exponent,
        Some(Form { has_fraction: true, .. }) => Unfit::Fraction,
        Some(Form { is_negative: true, .. }) if "-1".parse::<T>().is_err() => Unfit::Negative,
        Some(Form { is_negative: true, .. }) => Unfit::TooSmall,
        Some(_) => Unfit::TooLarge,
    })
}

/// A type of floating-point numbers.
pub(crate) trait Float: FromStr {
    fn is_finite(&self) -> bool;
    fn is_zero(&self) -> bool;
    fn from_f64(number: f64) -> Self;
}

macro_rules! float {
    ($($ty:ident)*) => {$(
        impl Float for $ty {
            fn is_finite(&self) -> bool {
                <$ty>::is_finite(*self)
            }

            fn is_zero(&self) -> bool {
                *self == 0.0
            }

            #[allow(clippy::cast_possible_truncation, reason = "what is lost is looked at")]
            fn from_f64(number: f64) -> Self {
                number as Self
            }
        }
    )*};
}

float!(f32 f64);

impl Number {
    pub(crate) fn float<T: Float>(&self) -> Result<T, Unfit> {
        match self {
            Self::Written(text) => float(text),
            Self::Float(number) if !number.is_finite() => Err(Unfit::NotFinite),
            Self::Float(number) => {
                let narrow = T::from_f64(*number);
                fits(narrow, number.is_sign_negative(), *number == 0.0)
            }
        }
    }
}

/// A floating-point number from a decimal string. It is rounded, as such numbers are; it never becomes
/// another kind of number: none at all, infinite, or zero.
pub(crate) fn float<T: Float>(text: &str) -> Result<T, Unfit> {
    let number: T = text.parse().map_err(|_| Unfit::NoNumber)?;
    match form(text) {
        Some(form) => fits(number, form.is_negative, form.is_zero),
        None => Err(Unfit::NotFinite),
    }
}

fn fits<T: Float>(number: T, is_negative: bool, is_zero: bool) -> Result<T, Unfit> {
    match () {
        () if !number.is_finite() && is_negative => Err(Unfit::TooSmall),
        () if !number.is_finite() => Err(Unfit::TooLarge),
        () if number.is_zero() && !is_zero => Err(Unfit::Vanishes),
        () => Ok(number),
    }
}

fn is_not_finite(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(|number| !number.is_finite())
}

/// What an integer type holds, for people.
pub(crate) fn range(name: &str) -> Option<String> {
    macro_rules! of {
        ($($ty:ident)*) => {
            match name {
                $(stringify!($ty) => Some(format!("{} to {}", $ty::MIN, $ty::MAX)),)*
                _ => None,
            }
        };
    }
    of!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_say_why_they_do_not_fit() {
        assert_eq!(integer("65535"), Ok(u16::MAX));
        assert_eq!(integer("340282366920938463463374607431768211455"), Ok(u128::MAX));
        for (text, unfit) in [
            ("70000", Unfit::TooLarge),
            ("-1", Unfit::Negative),
            ("80.0", Unfit::Fraction),
            ("8e1", Unfit::Exponent),
            ("8O", Unfit::NoNumber),
            ("0x10", Unfit::NoNumber),
            ("1 0", Unfit::NoNumber),
            ("", Unfit::NoNumber),
            (".", Unfit::NoNumber),
            ("nan", Unfit::NotFinite),
        ] {
            assert_eq!(integer::<u16>(text), Err(unfit), "{text}");
        }
        assert_eq!(integer::<i8>("-129"), Err(Unfit::TooSmall));
    }

    #[test]
    fn floats_are_finite_and_do_not_vanish() {
        assert_eq!(float("1.10"), Ok(1.1_f64));
        assert_eq!(float("-0.0"), Ok(-0.0_f64));
        assert_eq!(float("0e-999"), Ok(0.0_f64));
        for (text, unfit) in [
            ("nan", Unfit::NotFinite),
            ("-inf", Unfit::NotFinite),
            ("infinity", Unfit::NotFinite),
            ("1e400", Unfit::TooLarge),
            ("-1e400", Unfit::TooSmall),
            ("1e-400", Unfit::Vanishes),
            ("x", Unfit::NoNumber),
        ] {
            assert_eq!(float::<f64>(text), Err(unfit), "{text}");
        }
        assert_eq!(float::<f32>("1e39"), Err(Unfit::TooLarge));
        assert_eq!(Number::Float(1e39).float::<f32>(), Err(Unfit::TooLarge));
        assert_eq!(Number::Float(1e-60).float::<f32>(), Err(Unfit::Vanishes));
        assert_eq!(Number::Float(f64::NAN).float::<f64>(), Err(Unfit::NotFinite));
    }
}
