//! The rules of `validator` on what a [`Secret`] holds.
//!
//! The traits have two kinds of methods: those that answer, and those that hand out the value so
//! that a default method can answer. The first ones are forwarded; the second ones hand out nothing,
//! so that no trait is a way around [`Secret::expose_secret`].

use std::borrow::Cow;

use validator::{
    AsRegex, ValidateContains, ValidateEmail, ValidateIp, ValidateLength,
    ValidateNonControlCharacter, ValidateRange, ValidateRegex, ValidateUrl,
};

use super::{Secret, Wipe};

impl<T: Wipe + ValidateLength<u64>> ValidateLength<u64> for Secret<T> {
    fn length(&self) -> Option<u64> {
        self.expose_secret().length()
    }
}

impl<T: Wipe + ValidateRange<N>, N> ValidateRange<N> for Secret<T> {
    fn greater_than(&self, max: N) -> Option<bool> {
        self.expose_secret().greater_than(max)
    }

    fn less_than(&self, min: N) -> Option<bool> {
        self.expose_secret().less_than(min)
    }
}

impl<T: Wipe + ValidateContains> ValidateContains for Secret<T> {
    fn validate_contains(&self, needle: &str) -> bool {
        self.expose_secret().validate_contains(needle)
    }
}

impl<T: Wipe + ValidateRegex> ValidateRegex for Secret<T> {
    fn validate_regex(&self, regex: impl AsRegex) -> bool {
        self.expose_secret().validate_regex(regex)
    }
}

impl<T: Wipe + ValidateEmail> ValidateEmail for Secret<T> {
    fn validate_email(&self) -> bool {
        self.expose_secret().validate_email()
    }

    fn as_email_string(&self) -> Option<Cow<'_, str>> {
        None
    }
}

impl<T: Wipe + ValidateUrl> ValidateUrl for Secret<T> {
    fn validate_url(&self) -> bool {
        self.expose_secret().validate_url()
    }

    fn as_url_string(&self) -> Option<Cow<'_, str>> {
        None
    }
}

#[cfg(feature = "card")]
impl<T: Wipe + validator::ValidateCreditCard> validator::ValidateCreditCard for Secret<T> {
    fn validate_credit_card(&self) -> bool {
        self.expose_secret().validate_credit_card()
    }

    fn as_credit_card_string(&self) -> Cow<'_, str> {
        Cow::Borrowed(super::REDACTED)
    }
}

impl<T: Wipe + ValidateNonControlCharacter> ValidateNonControlCharacter for Secret<T> {
    fn validate_non_control_character(&self) -> bool {
        self.expose_secret().validate_non_control_character()
    }

    fn as_non_control_character_iterator(&self) -> Box<dyn Iterator<Item = char> + '_> {
        Box::new(std::iter::empty())
    }
}

/// `validator` has the `ip` rule for everything that is `Display`, which a [`Secret`] is not.
/// Methods of the type itself stand in for those of the trait.
#[doc(hidden)]
impl<T: Wipe + ValidateIp> Secret<T> {
    #[must_use]
    pub fn validate_ip(&self) -> bool {
        self.expose_secret().validate_ip()
    }

    #[must_use]
    pub fn validate_ipv4(&self) -> bool {
        self.expose_secret().validate_ipv4()
    }

    #[must_use]
    pub fn validate_ipv6(&self) -> bool {
        self.expose_secret().validate_ipv6()
    }
}
