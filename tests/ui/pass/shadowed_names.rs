#![allow(dead_code, non_camel_case_types)]

mod shadowed {
    struct Result;
    struct Option;
    struct Vec;
    struct String;
    struct Box;
    struct Default;
    trait Send {}
    trait Sync {}
    fn Some() {}
    fn Ok() {}
    fn Err() {}
    const None: u8 = 0;
    mod std {}
    mod core {}
    mod figleaf {}
    mod validator {}
    const decoder: u8 = 0;
    const config: u8 = 0;
    struct Field;
    struct Schema;
    struct Rule;
    struct Store;

    #[derive(::figleaf::Config)]
    pub struct AppConfig {
        #[config(default)]
        port: u16,
        #[config(ssm = "/decoder", default = config)]
        decoder: u8,
        name: ::std::option::Option<::std::string::String>,
        #[config(nested)]
        inner: ::core::option::Option<Inner>,
        #[config(skip)]
        skipped: u8,
    }

    #[derive(::figleaf::Config)]
    struct Inner {}
}

mod option_of_another_kind {
    type Option = u8;

    #[derive(::figleaf::Config, ::validator::Validate)]
    struct AppConfig {
        #[validate(range(min = 1))]
        port: u16,
    }
}

fn main() {}
