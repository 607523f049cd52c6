//! `Self` in the type of a field is the struct, also where figleaf asks something about the type.

#![deny(warnings)]

use figleaf::source::{Binding, Memory};
use figleaf::{Config, Secret, validator::Validate};

const fn vault(name: &'static str) -> Binding {
    Binding::new("vault", name)
}

#[derive(Config)]
#[config(prefix = "/app")]
struct AppConfig {
    upstreams: [Url; Self::COUNT],
    ports: Option<[u16; Self::COUNT]>,
    #[config(from = vault("token"))]
    token: Secret<[u8; Self::COUNT]>,
    level: <Self as Has>::Level,
}

#[derive(serde::Deserialize)]
struct Url(String);

trait Has {
    type Level;
}

impl Has for AppConfig {
    type Level = Level;
}

#[derive(serde::Deserialize)]
struct Level(String);

impl AppConfig {
    const COUNT: usize = 2;
}

/// It holds itself, and has rules.
#[derive(Config, Validate, serde::Deserialize)]
#[config(prefix = "/tree")]
struct Tree {
    #[validate(length(max = 3))]
    name: String,
    #[config(json)]
    #[validate(nested)]
    nodes: Vec<Self>,
    #[config(json)]
    #[validate(skip)]
    parent: Option<Box<Self>>,
    #[validate(range(max = Self::MOST))]
    size: Option<u8>,
}

impl Tree {
    const MOST: u8 = 3;
}

fn main() {
    let parameters = Memory::new("ssm")
        .with("/app/upstreams", "a,b")
        .with("/app/level", "info")
        .with("/tree/nodes", r#"[{"name":"b","nodes":[]}]"#)
        .with("/tree/size", "9");
    let vault = Memory::new("vault").with("token", "1,2");
    let app = AppConfig::loader().no_env_vars().source(parameters.clone()).source(vault);
    let app = app.load_owned_blocking().unwrap();
    assert_eq!(app.upstreams.map(|url| url.0), ["a", "b"]);
    assert_eq!((app.ports, app.level.0.as_str()), (None, "info"));
    assert_eq!(app.token.expose_secret(), &[1, 2]);

    let loader = || Tree::loader().no_env_vars();
    let tree = loader()
        .source(parameters.clone().with("/tree/name", "a").with("/tree/size", "3"))
        .load_owned_blocking();
    let tree = tree.unwrap();
    assert_eq!((tree.nodes[0].name.as_str(), tree.parent.is_none()), ("b", true));
    // When a value is missing, the rules of the others are looked at all the same.
    let error = loader().source(parameters).load_owned_blocking().err().unwrap();
    assert_eq!(error.problems().len(), 2, "{error}");
}
