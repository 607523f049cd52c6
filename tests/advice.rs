//! What the compiler says to write in place of serde's attributes compiles, and means the same: each
//! field here says it to both.

#![cfg(feature = "derive")]

use figleaf::Config;
use figleaf::source::Memory;
use serde::{Deserialize, Deserializer};

#[derive(Config, Deserialize, PartialEq, Debug)]
#[config(secretsmanager = "document", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
struct AppConfig {
    #[serde(rename = "p")]
    #[config(rename = "p")]
    port: u16,
    #[serde(alias = "oldName")]
    #[config(alias = "oldName")]
    new_name: String,
    #[serde(default)]
    #[config(default)]
    bare: String,
    #[serde(default = "defaults::host")]
    #[config(default = defaults::host())]
    host: String,
    #[serde(default = "AppConfig::size")]
    #[config(default = Self::size())]
    size: u64,
    // Without a word: an absent `Option` is `None`.
    #[serde(default)]
    optional: Option<u16>,
    #[serde(deserialize_with = "shout")]
    #[config(with = shout)]
    name: String,
    #[serde(with = "doubled")]
    #[config(with = doubled::deserialize)]
    most: u64,
    #[serde(default, with = "doubled::option")]
    #[config(with = doubled::deserialize)]
    least: Option<u64>,
    #[serde(skip)]
    #[config(skip)]
    cache: Vec<u8>,
    #[serde(skip_deserializing, default = "defaults::host")]
    #[config(skip, default = defaults::host())]
    skipped: String,
    #[serde(flatten)]
    #[config(flatten)]
    database: Database,
}

impl AppConfig {
    fn size() -> u64 {
        7
    }
}

/// The default of the struct is not that of its types.
#[derive(Config, Deserialize, PartialEq, Debug)]
#[serde(default)]
struct Database {
    #[config(default = Self::default().user)]
    user: String,
    #[config(default = defaults::database().most_connections)]
    most_connections: u32,
}

impl Default for Database {
    fn default() -> Self {
        defaults::database()
    }
}

mod defaults {
    pub fn host() -> String {
        "localhost".to_owned()
    }

    pub fn database() -> super::Database {
        super::Database { user: "app".to_owned(), most_connections: 9 }
    }
}

fn shout<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    String::deserialize(deserializer).map(|text| text.to_uppercase())
}

mod doubled {
    use super::{Deserialize, Deserializer};

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        u64::deserialize(deserializer).map(|number| number * 2)
    }

    pub mod option {
        use super::{Deserialize, Deserializer};

        pub fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<u64>, D::Error> {
            Option::<u64>::deserialize(deserializer).map(|number| number.map(|number| number * 2))
        }
    }
}

#[test]
fn figleaf_reads_what_serde_reads() {
    for document in [
        r#"{"p": 1, "newName": "n", "name": "a", "most": 2}"#,
        r#"{"p": 1, "oldName": "n", "name": "a", "most": 2, "bare": "b", "host": "h", "size": 3,
            "optional": 4, "least": 5, "user": "u", "most_connections": 6}"#,
    ] {
        let secrets = Memory::new("secretsmanager").with("document", document);
        let config = AppConfig::loader().source(secrets).load_owned_blocking().unwrap();
        assert_eq!(config, serde_json::from_str(document).unwrap());
    }
}
