//! `Secret<T>`: never printed, and every rule of validator that makes sense on what it holds.

use std::collections::HashMap;
use std::sync::LazyLock;

use figleaf::{ExposeSecret, Secret};
use regex::Regex;
use validator::{Validate, ValidationError};

#[test]
fn it_prints_nothing() {
    let secret = Secret::from("hunter2");
    assert_eq!(format!("{secret:?}"), "[REDACTED]");
    assert_eq!(format!("{secret:#?}"), "[REDACTED]");
    assert_eq!(serde_json::to_string(&secret).unwrap(), "\"[REDACTED]\"");
    assert_eq!(format!("{:?}", Some(Secret::new(5_u32))), "Some([REDACTED])");
}

#[test]
fn it_is_wiped() {
    fn wiped_on_drop<T: zeroize::ZeroizeOnDrop>(_: &T) {}
    let mut secret = Secret::from("hunter2");
    wiped_on_drop(&secret);
    zeroize::Zeroize::zeroize(&mut secret);
    assert_eq!(secret.expose_secret(), "");
}

#[test]
fn it_is_reached_in_one_way() {
    let secret = Secret::new(vec![1_u8, 2]);
    assert_eq!(secret.expose_secret(), &[1, 2]);
    let trait_way: &Vec<u8> = ExposeSecret::expose_secret(&secret);
    assert_eq!(trait_way, &[1, 2]);
    assert_eq!(secret.clone().expose_secret(), secret.expose_secret());
}

#[test]
fn it_decodes_as_what_it_holds() {
    let secret: Secret = serde_json::from_str("\"hunter2\"").unwrap();
    assert_eq!(secret.expose_secret(), "hunter2");
    let number: Secret<u16> = serde_json::from_str("7").unwrap();
    assert_eq!(*number.expose_secret(), 7);
}

#[test]
fn secrets_of_bytes_compare() {
    assert_eq!(Secret::from("a"), Secret::from("a"));
    assert_ne!(Secret::from("a"), Secret::from("b"));
    assert_ne!(Secret::new(vec![1_u8]), Secret::new(vec![1_u8, 1]));
}

static LETTERS: LazyLock<Regex> = LazyLock::new(|| Regex::new("^[a-z]+$").unwrap());

fn no_x(secret: &Secret) -> Result<(), ValidationError> {
    match secret.expose_secret().contains('x') {
        true => Err(ValidationError::new("has_x")),
        false => Ok(()),
    }
}

/// A struct with one rule, a value that keeps it and one that does not. The error of the second
/// names the rule and holds no part of the value.
macro_rules! rules {
    ($($name:ident: $ty:ty, $rule:meta, $good:expr, $bad:expr, $code:literal;)*) => {$(
        #[test]
        fn $name() {
            #[derive(Debug, Validate)]
            struct Plain {
                #[validate($rule)]
                field: Secret<$ty>,
            }
            #[derive(Debug, Validate)]
            struct Optional {
                #[validate($rule)]
                field: Option<Secret<$ty>>,
            }
            let good = || Secret::<$ty>::new($good);
            let bad = || Secret::<$ty>::new($bad);
            assert!(Plain { field: good() }.validate().is_ok());
            assert!(Optional { field: Some(good()) }.validate().is_ok());
            assert!(Optional { field: None }.validate().is_ok());
            for errors in [
                Plain { field: bad() }.validate().unwrap_err(),
                Optional { field: Some(bad()) }.validate().unwrap_err(),
            ] {
                let error = &errors.field_errors()["field"][0];
                assert_eq!(error.code, $code);
                assert_eq!(error.params["value"], "[REDACTED]");
            }
        }
    )*};
}

rules! {
    length: String, length(min = 3), "abc".to_owned(), "ab".to_owned(), "length";
    length_of_bytes: Vec<u8>, length(equal = 2), vec![1, 2], vec![1], "length";
    range: u32, range(min = 10, max = 20), 15, 21, "range";
    exclusive_range: f64, range(exclusive_min = 0.0), 0.1, 0.0, "range";
    email: String, email, "ada@example.com".to_owned(), "ada".to_owned(), "email";
    url: String, url, "https://example.com".to_owned(), "example".to_owned(), "url";
    ip: String, ip, "127.0.0.1".to_owned(), "localhost".to_owned(), "ip";
    ip_v4: String, ip(v4 = true), "127.0.0.1".to_owned(), "::1".to_owned(), "ip";
    ip_v6: String, ip(v6 = true), "::1".to_owned(), "127.0.0.1".to_owned(), "ip";
    regex: String, regex(path = *LETTERS), "abc".to_owned(), "a1".to_owned(), "regex";
    contains: String, contains(pattern = "_"), "a_b".to_owned(), "ab".to_owned(), "contains";
    does_not_contain: String, does_not_contain(pattern = "_"), "ab".to_owned(), "a_b".to_owned(), "does_not_contain";
    control: String, non_control_character, "ab".to_owned(), "a\nb".to_owned(), "non_control_character";
    custom: String, custom(function = no_x), "ab".to_owned(), "axb".to_owned(), "has_x";
}

#[test]
fn contains_on_a_map() {
    #[derive(Debug, Validate)]
    struct Plain {
        #[validate(contains(pattern = "key"))]
        field: HashMapSecret,
    }
    // A map is not zeroizable, so a Secret cannot hold it: its values can be secrets instead.
    type HashMapSecret = HashMap<String, Secret>;
    let with = |key: &str| HashMap::from([(key.to_owned(), Secret::from("hunter2"))]);
    assert!(Plain { field: with("key") }.validate().is_ok());
    let errors = Plain { field: with("other") }.validate().unwrap_err();
    assert!(!errors.to_string().contains("hunter2"));
    assert!(!format!("{errors:?}").contains("hunter2"));
}

#[test]
fn must_match() {
    #[derive(Debug, Validate)]
    struct Plain {
        #[validate(must_match(other = "again"))]
        password: Secret,
        again: Secret,
    }
    let pair = |a: &str, b: &str| Plain { password: a.into(), again: b.into() };
    assert!(pair("hunter2", "hunter2").validate().is_ok());
    let errors = pair("hunter2", "hunter3").validate().unwrap_err();
    assert!(!format!("{errors:?} {errors}").contains("hunter"), "{errors}");
}

#[test]
fn required() {
    #[derive(Debug, Validate)]
    struct Plain {
        #[validate(required)]
        field: Option<Secret>,
    }
    assert!(Plain { field: Some("a".into()) }.validate().is_ok());
    assert!(Plain { field: None }.validate().is_err());
}

#[cfg(feature = "card")]
#[test]
fn credit_card() {
    #[derive(Debug, Validate)]
    struct Plain {
        #[validate(credit_card)]
        field: Secret,
    }
    assert!(Plain { field: "4539571147647251".into() }.validate().is_ok());
    let errors = Plain { field: "4539571147647250".into() }.validate().unwrap_err();
    assert!(!format!("{errors:?}").contains("4539"), "{errors:?}");
}

/// The traits' other half, which hands the value to a default method, hands out nothing.
#[test]
fn no_rule_is_a_way_to_the_value() {
    use validator::{ValidateEmail, ValidateNonControlCharacter, ValidateUrl};
    let secret = Secret::from("hunter2");
    assert_eq!(secret.as_email_string(), None);
    assert_eq!(secret.as_url_string(), None);
    assert_eq!(secret.as_non_control_character_iterator().count(), 0);
}
