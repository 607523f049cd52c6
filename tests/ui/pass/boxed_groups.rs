use std::sync::Arc;

use figleaf::Config;
use figleaf::schema::Kind;

type Shared = Arc<Database>;

#[derive(Config)]
struct AppConfig {
    #[config(nested)]
    boxed: Box<Database>,
    #[config(nested)]
    shared: std::sync::Arc<Database>,
    #[config(nested)]
    optional: Option<Box<Database>>,
    #[config(nested)]
    both: Box<Arc<Database>>,
    #[config(nested)]
    alias: Shared,
    #[config(flatten)]
    flat: Box<Pool>,
    #[config(nested, secretsmanager = "database")]
    document: Arc<Database>,
}

#[derive(Config)]
struct Database {
    host: String,
}

#[derive(Config)]
struct Pool {
    most: u32,
}

fn main() {
    for field in AppConfig::SCHEMA.fields() {
        let (Kind::Nested(group) | Kind::Flatten(group)) = field.kind() else { panic!() };
        let expected = if field.name() == "flat" { "Pool" } else { "Database" };
        assert_eq!(group.name(), expected);
    }
    let _ = |config: AppConfig| (config.boxed.host, config.flat.most);
    assert!(Box::<AppConfig>::try_get().is_none());
    assert!(std::ptr::eq(Arc::<Pool>::__store(), Arc::<Pool>::__store()));
}
