//! A type is the same however its path is written, and under an alias.

use figleaf::Config;
use figleaf::schema::{Field, Kind};

type Name = String;
type Names = std::vec::Vec<Name>;

mod group {
    macro_rules! optional {
        ($ty:ty) => {
            #[derive(figleaf::Config)]
            pub struct InMacro {
                pub field: Option<$ty>,
                pub grouped: $ty,
            }
        };
    }
    optional!(::std::option::Option<::std::string::String>);
}

mod db {
    #[derive(figleaf::Config)]
    pub struct String {
        pub host: ::std::string::String,
    }
}

#[derive(Config)]
#[allow(unused_parens)]
struct AppConfig {
    a: std::vec::Vec<String>,
    b: ::std::vec::Vec<std::string::String>,
    c: std::collections::HashSet<std::string::String>,
    d: [String; 2],
    e: figleaf::Secret<std::vec::Vec<std::string::String>>,
    f: Names,
    g: Box<[String]>,
    h: ::core::option::Option<std::vec::Vec<String>>,
    i: (std::option::Option<Vec<String>>),
    j: std::string::String,
    k: Name,
    l: figleaf::Secret<std::string::String>,
    m: Box<str>,
    n: ::figleaf::SecretString,
    o: std::vec::Vec<u8>,
    p: u16,
    // A type of the user's that is called like one of the standard library.
    #[config(nested)]
    q: db::String,
}

fn main() {
    let lists = |field: &&Field| field.is_list();
    let texts = |field: &&Field| field.is_text();
    let names = |fields: Vec<&Field>| fields.iter().map(|field| field.name()).collect::<String>();
    let fields = AppConfig::SCHEMA.fields().iter();
    assert_eq!(names(fields.clone().filter(lists).collect()), "abcdefghi");
    assert_eq!(names(fields.clone().filter(texts).collect()), "jklmn");
    assert_eq!(names(fields.filter(|field| field.is_optional()).collect()), "hi");
    let bytes = &AppConfig::SCHEMA.fields()[14];
    assert!(matches!(bytes.kind(), Kind::Bytes));
    assert!(group::InMacro::SCHEMA.fields().iter().all(Field::is_optional));
}
