use figleaf::schema::{DefaultValue, Kind};
use figleaf::{Config, Secret, source};
use validator::Validate;

/// What the application needs.
///   - indented
#[derive(Config, Validate)]
#[config(prefix = "/{env}/myapp", env_prefix = "MYAPP", environment = "STAGE")]
#[config(default_environment = "dev", rename_all = "camelCase")]
struct AppConfig {
    /// Database credentials.
    ///
    /// One JSON secret.
    #[config(nested, secretsmanager = "{env}/database")]
    #[validate(nested)]
    database: Database,
    #[validate(length(min = 8, message = "too short"), email)]
    api_key: Secret<String>,
    #[config(json, rename = "flags")]
    feature_flags: Vec<String>,
    #[config(env = "LOG_LEVEL", default = "info")]
    log_level: String,
    #[config(default = vec![1, 2], delimiter = ";")]
    numbers: Vec<u16>,
    #[config(default, sensitive)]
    bare: u8,
    #[config(secretsmanager = "tls/key", sensitive = false)]
    bytes: Vec<u8>,
    #[config(secretsmanager = "rds", key = "password")]
    password: Secret,
    #[config(with = humantime_serde::deserialize)]
    request_timeout: ::std::option::Option<std::time::Duration>,
    #[config(skip, default = 7)]
    skipped: u8,
    #[config(flatten)]
    more: More,
}

#[derive(Config, Validate)]
#[config(secretsmanager = "{env}/database")]
struct Database {}

#[derive(Config)]
struct More {}

fn main() {
    let schema = AppConfig::SCHEMA;
    assert_eq!((schema.name(), schema.doc()), ("AppConfig", "What the application needs.\n  - indented"));
    assert_eq!((schema.prefix(), schema.env_prefix()), (Some("/{env}/myapp"), Some("MYAPP")));
    assert_eq!((schema.environment(), schema.default_environment()), ("STAGE", Some("dev")));
    assert_eq!(Database::SCHEMA.store(), Some(&source::secretsmanager("{env}/database")));

    let names: Vec<_> = schema.fields().iter().map(|field| field.name()).collect();
    let [database, api_key, flags, log_level, numbers, bare, bytes, password, timeout, more] = schema.fields() else {
        panic!("{names:?}");
    };
    assert_eq!(database.doc(), "Database credentials.\n\nOne JSON secret.");
    assert!(matches!(database.kind(), Kind::Nested(schema) if schema.name() == "Database"));
    assert_eq!(database.store(), Some(&source::secretsmanager("{env}/database")));
    assert!(database.rules().is_empty());

    assert_eq!((api_key.segment(), api_key.key()), ("apiKey", "apiKey"));
    assert_eq!(api_key.type_name(), "Secret<String>");
    let rules: Vec<_> = api_key.rules().iter().map(|rule| (rule.code(), rule.text())).collect();
    assert_eq!(rules, [("length", "length(min = 8)"), ("email", "email")]);
    assert!(api_key.is_sensitive());

    assert!(matches!(flags.kind(), Kind::Json));
    assert_eq!((flags.segment(), flags.key()), ("flags", "flags"));
    assert_eq!((log_level.env(), log_level.default()), (Some("LOG_LEVEL"), Some(DefaultValue::Text("info"))));
    assert_eq!(numbers.default(), Some(DefaultValue::Expression("vec![1, 2]")));
    assert_eq!(numbers.delimiter(), ";");
    assert_eq!(bare.default(), Some(DefaultValue::Expression("Default::default()")));
    assert_eq!((bare.sensitivity(), bytes.sensitivity()), (Some(true), Some(false)));
    assert!(matches!(bytes.kind(), Kind::Bytes));
    assert_eq!(password.store(), Some(&source::secretsmanager("rds").with_key("password")));
    assert_eq!(timeout.type_name(), "std::time::Duration");
    assert!(timeout.is_optional());
    assert!(matches!(more.kind(), Kind::Flatten(_)));

    let _ = |config: AppConfig| config.skipped;
}
