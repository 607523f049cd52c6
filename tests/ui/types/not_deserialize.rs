use std::collections::BTreeMap;

use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    level: Level,
    levels: Vec<Level>,
    by_name: Option<BTreeMap<String, Level>>,
    // `nested` is forgotten.
    database: Database,
    #[config(default = Level::Debug)]
    other: Level,
    // What a function reads needs no `Deserialize`.
    #[config(with = read)]
    fine: Level,
}

enum Level {
    Debug,
}

#[derive(Config)]
struct Database {
    host: String,
}

fn read<'de, D: serde::Deserializer<'de>>(_: D) -> Result<Level, D::Error> {
    Ok(Level::Debug)
}

fn main() {}
