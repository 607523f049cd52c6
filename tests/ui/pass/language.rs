//! Versions, older names, paths and bindings, as the schema has them.

use std::collections::{BTreeMap, HashMap};

use figleaf::schema::Kind;
use figleaf::source::{self, Binding, Selector};
use figleaf::{Config, Secret};

const fn vault(name: &'static str) -> Binding {
    Binding::new("vault", name)
}

const DOCUMENT: Binding = vault("document").by_path();

#[derive(Config)]
#[config(prefix = "/{env}/myapp", env_prefix = "MYAPP")]
struct AppConfig {
    #[config(ssm = "/shared/key", version = 3)]
    version: String,
    // The same parameter in two versions is two values.
    #[config(label = "blue", rename = "level")]
    label: String,
    #[config(label = "green", rename = "level")]
    other_label: String,
    #[config(rename = "level")]
    newest: String,
    #[config(secretsmanager = "key", stage = "AWSPREVIOUS")]
    stage: Secret,
    #[config(secretsmanager = "key", key = "user", version_id = "01234567-89ab-cdef-0123-456789abcdef")]
    version_id: String,
    #[config(alias = "api_key", alias = ["key", "/old/{env}/key"])]
    api_key: Secret,
    #[config(env = "PORT", alias = "HTTP_PORT")]
    port: u16,
    #[config(by_path, alias = "switches")]
    feature_flags: BTreeMap<String, bool>,
    #[config(by_path, ssm = "/{env}/limits")]
    limits: Option<HashMap<String, u32>>,
    // A path and a parameter of one name are two things.
    #[config(rename = "feature-flags")]
    one: String,
    #[config(from = vault("token"), alias = "old-token")]
    from: Secret,
    #[config(from = vault("document"), key = "user")]
    key: String,
    #[config(from = DOCUMENT)]
    constant: BTreeMap<String, String>,
    #[config(nested, secretsmanager = "{env}/database", stage = "AWSPENDING")]
    database: Document,
    #[config(nested, from = { vault("group").with_key("inner") })]
    group: Document,
}

#[derive(Config)]
#[config(from = vault("whole"))]
struct Document {
    #[config(alias = "user_name")]
    username: String,
}

#[derive(Config)]
#[config(ssm = "/{env}/all", label = "blue")]
struct Parameter {}

fn main() {
    let fields = AppConfig::SCHEMA.fields();
    let field = |name| fields.iter().find(|field| field.name() == name).unwrap();
    let store = |name| *field(name).store().unwrap();

    assert_eq!(store("version"), source::ssm("/shared/key").with_version(3));
    assert_eq!(store("label"), source::ssm("level").own().with_label("blue"));
    assert!(field("newest").store().is_none());
    assert_eq!(store("stage"), source::secretsmanager("key").with_stage("AWSPREVIOUS"));
    let id = "01234567-89ab-cdef-0123-456789abcdef";
    assert_eq!(store("version_id").selector(), Some(Selector::VersionId(id.into())));
    assert_eq!(store("version_id").key(), Some("user"));

    assert_eq!(field("api_key").aliases(), ["api_key", "key", "/old/{env}/key"]);
    assert!(field("api_key").store().is_none());
    assert_eq!(field("port").aliases(), ["HTTP_PORT"]);

    assert_eq!(store("feature_flags"), source::ssm("feature-flags").own().by_path());
    assert_eq!(store("limits"), source::ssm("/{env}/limits").by_path());

    assert_eq!(store("from"), vault("token"));
    assert_eq!(store("key"), vault("document").with_key("user"));
    assert_eq!(store("constant"), DOCUMENT);
    assert_eq!(store("group"), vault("group").with_key("inner"));
    assert_eq!(store("database"), source::secretsmanager("{env}/database").with_stage("AWSPENDING"));
    assert!(matches!(field("database").kind(), Kind::Nested(_)));
    assert_eq!(Document::SCHEMA.store(), Some(&vault("whole")));
    assert_eq!(Parameter::SCHEMA.store(), Some(&source::ssm("/{env}/all").with_label("blue")));
}
