//! A configuration of sixty fields, for figleaf and for libraries that decode by serde.

use figleaf::Config;
use serde::{Deserialize, Serialize};
use validator::Validate;

macro_rules! sixty {
    ({ $($text:ident)* } { $($number:ident)* } { $($switch:ident)* } { $($list:ident)* }) => {
        #[derive(Clone, Config, Debug, Deserialize, PartialEq, Serialize, Validate)]
        #[config(prefix = "/{env}/app")]
        pub struct Sixty {
            $(#[validate(length(min = 1, max = 200))] pub $text: String,)*
            $(#[validate(range(min = 1, max = 60_000))] pub $number: u32,)*
            $(pub $switch: bool,)*
            $(pub $list: Vec<String>,)*
        }

        /// The same, read from variables as well.
        #[derive(Config, Validate)]
        #[config(prefix = "/{env}/app", env_prefix = "APP")]
        pub struct SixtyVariables {
            $(#[validate(length(min = 1, max = 200))] pub $text: String,)*
            $(#[validate(range(min = 1, max = 60_000))] pub $number: u32,)*
            $(pub $switch: bool,)*
            $(pub $list: Vec<String>,)*
        }

        impl Sixty {
            /// The configuration that all of them load.
            pub fn example() -> Self {
                Self {
                    $($text: concat!("https://", stringify!($text), ".internal.example").to_owned(),)*
                    $($number: 5432,)*
                    $($switch: true,)*
                    $($list: vec!["https://a.example".to_owned(), "https://b.example".to_owned()],)*
                }
            }

            /// The same as texts, as a store has them, by the names of the fields.
            pub fn texts(&self) -> Vec<(&'static str, String)> {
                vec![
                    $((stringify!($text), self.$text.clone()),)*
                    $((stringify!($number), self.$number.to_string()),)*
                    $((stringify!($switch), self.$switch.to_string()),)*
                    $((stringify!($list), self.$list.join(",")),)*
                ]
            }
        }
    };
}

sixty!({
    text_00 text_01 text_02 text_03 text_04 text_05 text_06 text_07 text_08 text_09
    text_10 text_11 text_12 text_13 text_14 text_15 text_16 text_17 text_18 text_19
    text_20 text_21 text_22 text_23 text_24 text_25 text_26 text_27 text_28 text_29
    text_30 text_31 text_32 text_33 text_34 text_35 text_36 text_37 text_38 text_39
} {
    number_00 number_01 number_02 number_03 number_04 number_05 number_06 number_07 number_08
    number_09 number_10 number_11
} { switch_00 switch_01 switch_02 switch_03 } { list_00 list_01 list_02 list_03 });
