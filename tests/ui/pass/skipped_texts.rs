//! The text of a skipped field is no configuration, so that it becomes a value by `From<&str>`.

use std::path::PathBuf;

use figleaf::{Config, Secret};

#[derive(Config)]
struct AppConfig {
    #[config(skip, default = "text")]
    string: String,
    #[config(skip, default = "text")]
    slice: &'static str,
    #[config(skip, default = "text")]
    path: PathBuf,
    #[config(skip, default = "text")]
    boxed: Box<str>,
    #[config(skip, default = "text")]
    secret: Secret<String>,
    #[config(skip, default = "text")]
    own: Own,
    // Any other expression has the field's type.
    #[config(skip, default = Some("text"))]
    optional: Option<&'static str>,
    #[config(skip)]
    empty: String,
}

struct Own(&'static str);

impl From<&'static str> for Own {
    fn from(text: &'static str) -> Self {
        Self(text)
    }
}

fn main() {
    let Ok(config) = AppConfig::loader().load_owned_blocking() else { panic!("nothing to load") };
    assert_eq!(config.string, "text");
    assert_eq!(config.slice, "text");
    assert_eq!(config.path, PathBuf::from("text"));
    assert_eq!(&*config.boxed, "text");
    assert_eq!(config.secret.expose_secret(), "text");
    assert_eq!(config.own.0, "text");
    assert_eq!(config.optional, Some("text"));
    assert_eq!(config.empty, "");
}
