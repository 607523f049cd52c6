//! A `Config` that was written by hand and reads other fields than its schema has: a report, and no panic.

#![cfg(feature = "derive")]

use figleaf::__private::{Decoder, FieldBuilder, SchemaBuilder, Store};
use figleaf::schema::{Field, Kind, Schema};
use figleaf::{Code, Config};

/// A value and a group; and more than one struct can say that it is of them.
static FIELDS: [Field; 2] = [
    FieldBuilder::new("level", "String", Kind::Text).with_env("LEVEL").build(),
    FieldBuilder::new("http", "Http", Kind::Nested(Http::SCHEMA)).build(),
];

#[derive(Debug, Config)]
#[allow(dead_code, reason = "it never gets a value")]
struct Http {
    #[config(env = "PORT")]
    port: u16,
}

/// A struct whose one field is read by this call.
macro_rules! by_hand {
    ($name:ident: $ty:ty, |$decoder:ident| $call:expr) => {
        #[derive(Debug)]
        #[allow(dead_code, reason = "it never gets a value")]
        struct $name($ty);

        impl Config for $name {
            const SCHEMA: &'static Schema =
                &SchemaBuilder::new(stringify!($name), &FIELDS).with_env_prefix("APP").build();

            fn __decode($decoder: &mut Decoder<'_>) -> Option<Self> {
                $call.map(Self)
            }

            fn __store() -> &'static Store<Self> {
                static STORE: Store<$name> = Store::new();
                &STORE
            }
        }
    };
}

/// What a load, a check, a live load and what is made of the schema say: the path and the message.
fn said<T: Config>() -> (String, String) {
    let variables = || [("LEVEL", "info"), ("PORT", "80")];
    let told = |error: figleaf::Error| {
        let [problem] = error.problems() else { panic!("{error}") };
        assert_eq!(problem.code(), Code::Conflict);
        assert_eq!(problem.help(), Some("derive figleaf::Config"));
        (problem.path().to_owned(), problem.message().to_owned())
    };
    let loaded =
        told(T::loader().env_vars(variables()).load_owned_blocking().map(drop).unwrap_err());
    assert_eq!(told(T::check_schema().unwrap_err()), loaded);
    assert_eq!(told(runtime().block_on(live::<T>(variables()))), loaded);
    assert_eq!(T::plan().requests(), 0);
    loaded
}

async fn live<T: Config>(variables: [(&'static str, &'static str); 2]) -> figleaf::Error {
    T::loader().env_vars(variables).live().load_owned().await.map(drop).unwrap_err()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn a_field_that_the_schema_has_not() {
    by_hand!(Required: u16, |decoder| decoder.required(2));
    by_hand!(RequiredWith: u16, |decoder| decoder.required_with(2, |_| Ok(1)));
    by_hand!(Optional: Option<u16>, |decoder| decoder.optional(2));
    by_hand!(OptionalWith: Option<u16>, |decoder| decoder.optional_with(2, |_| Ok(1)));
    by_hand!(Defaulted: u16, |decoder| decoder.defaulted(2, || 1));
    by_hand!(DefaultedWith: u16, |decoder| decoder.defaulted_with(2, |_| Ok(1), || 1));
    by_hand!(Nested: Http, |decoder| decoder.nested(2));
    by_hand!(OptionalNested: Option<Http>, |decoder| decoder.optional_nested(2));
    by_hand!(Far: u16, |decoder| decoder.required(usize::MAX));

    let message = "its decode() reads field 2, and its schema has 2 fields";
    let of = |name: &str| (name.to_owned(), message.to_owned());
    assert_eq!(said::<Required>(), of("Required"));
    assert_eq!(said::<RequiredWith>(), of("RequiredWith"));
    assert_eq!(said::<Optional>(), of("Optional"));
    assert_eq!(said::<OptionalWith>(), of("OptionalWith"));
    assert_eq!(said::<Defaulted>(), of("Defaulted"));
    assert_eq!(said::<DefaultedWith>(), of("DefaultedWith"));
    assert_eq!(said::<Nested>(), of("Nested"));
    assert_eq!(said::<OptionalNested>(), of("OptionalNested"));
    assert_eq!(said::<Far>().0, "Far");
}

#[test]
fn a_value_where_the_schema_has_a_group_and_the_other_way_round() {
    by_hand!(Value: u16, |decoder| decoder.required(1));
    by_hand!(MaybeValue: Option<u16>, |decoder| decoder.optional(1));
    by_hand!(DefaultValue: u16, |decoder| decoder.defaulted(1, || 1));
    by_hand!(Group: Http, |decoder| decoder.nested(0));
    by_hand!(MaybeGroup: Option<Http>, |decoder| decoder.optional_nested(0));

    let value = "its decode() reads field 1 as a value, and its schema says otherwise";
    let value = ("http".to_owned(), value.to_owned());
    assert_eq!(said::<Value>(), value);
    assert_eq!(said::<MaybeValue>(), value);
    assert_eq!(said::<DefaultValue>(), value);
    let group = "its decode() reads field 0 as a group, and its schema says otherwise";
    let group = ("level".to_owned(), group.to_owned());
    assert_eq!(said::<Group>(), group);
    assert_eq!(said::<MaybeGroup>(), group);
}

#[test]
fn a_struct_whose_schema_is_that_of_another_one() {
    /// Two fields, at the place of a group of one.
    #[derive(Debug, Config)]
    #[allow(dead_code, reason = "it never gets a value")]
    struct Two {
        #[config(env = "PORT")]
        port: u16,
        #[config(env = "HOST", default = "localhost".to_owned())]
        host: String,
    }

    by_hand!(Outer: Two, |decoder| decoder.nested(1));
    let message = "its decode() reads field 1, and its schema has 1 field";
    assert_eq!(said::<Outer>(), ("http".to_owned(), message.to_owned()));
}

#[test]
fn a_decode_that_gives_nothing_and_says_nothing() {
    by_hand!(Silent: u16, |_decoder| None);
    let error = Silent::loader().no_env_vars().load_owned_blocking().unwrap_err();
    assert_eq!(error.problems()[0].message(), "its decode() gives nothing and says nothing");
}

/// What reads the schema alone says nothing of a wrong index, and does not panic.
#[cfg(feature = "ops")]
#[test]
fn operations_are_made_of_the_schema() {
    by_hand!(Ops: u16, |decoder| decoder.required(7));
    let ops = Ops::ops("prod");
    assert!(ops.json_schema(None).is_ok());
    assert!(ops.docs().unwrap().contains("LEVEL"));
}
