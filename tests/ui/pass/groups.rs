use figleaf::Config;
use figleaf::schema::Kind;
use validator::Validate;

#[derive(Config, Validate)]
#[config(prefix = "/{env}/myapp")]
struct AppConfig {
    #[config(nested)]
    #[validate(nested, custom(function = check))]
    database: Option<Database>,
    #[config(nested, secretsmanager = "{env}/all", key = "cache")]
    cache: cache::Database,
    #[config(flatten)]
    more: Database,
}

// validator writes the value into the error of a custom rule.
#[derive(Config, Validate, serde::Serialize)]
struct Database {
    #[validate(range(min = 1))]
    port: u16,
}

mod cache {
    #[derive(figleaf::Config, validator::Validate)]
    pub struct Database {
        #[validate(range(min = 1))]
        pub port: Option<u16>,
    }
}

fn check(database: &Database) -> Result<(), validator::ValidationError> {
    if database.port == 7 { Err(validator::ValidationError::new("seven")) } else { Ok(()) }
}

fn main() {
    let fields = AppConfig::SCHEMA.fields();
    assert!(fields[0].is_optional());
    assert!(matches!(fields[0].kind(), Kind::Nested(schema) if schema.name() == "Database"));
    assert_eq!(fields[1].type_name(), "cache::Database");
    assert!(matches!(fields[2].kind(), Kind::Flatten(_)));
}
