mod reexport {
    pub mod deep {
        pub use figleaf as runtime;
    }
}

use reexport::deep::runtime::{Config, Secret};

#[derive(Config)]
#[config(crate = crate::reexport::deep::runtime, prefix = "/{env}/myapp")]
struct Path {
    api_key: Secret,
    #[config(nested, secretsmanager = "{env}/database")]
    database: Text,
}

#[derive(Config)]
#[config(crate = "reexport::deep::runtime")]
struct Text {
    #[config(default)]
    port: u16,
}

fn main() {
    assert_eq!(Path::SCHEMA.fields().len(), 2);
    assert_eq!(Text::SCHEMA.name(), "Text");
}
