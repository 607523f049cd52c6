//! Groups behind a pointer are groups.

#![cfg(feature = "derive")]

use std::sync::Arc;

use figleaf::source::Memory;
use figleaf::{Code, Config};
use validator::Validate;

#[derive(Debug, Config)]
#[config(prefix = "/app", env_prefix = "APP")]
struct App {
    #[config(nested)]
    boxed: Box<Database>,
    #[config(nested)]
    shared: Arc<Database>,
    #[config(nested)]
    optional: Option<Box<Database>>,
    #[config(flatten)]
    flat: Box<Pool>,
}

#[derive(Debug, Config, Validate)]
struct Database {
    #[validate(range(min = 1))]
    port: u16,
}

#[derive(Debug, Config)]
struct Pool {
    most: u32,
}

fn full() -> Memory {
    Memory::new("ssm")
        .with("/app/boxed/port", "1")
        .with("/app/shared/port", "2")
        .with("/app/most", "3")
}

#[test]
fn a_group_behind_a_pointer_is_a_group() {
    let app = App::loader().source(full()).load_owned_blocking().unwrap();
    assert_eq!((app.boxed.port, app.shared.port, app.flat.most), (1, 2, 3));
    assert!(app.optional.is_none());
    let variables = [("APP_OPTIONAL_PORT", "4")];
    let app = App::loader().env_vars(variables).source(full()).load_owned_blocking().unwrap();
    assert_eq!(app.optional.unwrap().port, 4);
}

#[test]
fn its_rules_are_run() {
    let variables = [("APP_SHARED_PORT", "0"), ("APP_OPTIONAL_PORT", "0")];
    let error = App::loader().env_vars(variables).source(full()).load_owned_blocking().unwrap_err();
    let problems: Vec<_> =
        error.problems().iter().map(|problem| (problem.path(), problem.code())).collect();
    assert_eq!(problems, [("shared.port", Code::Rejected), ("optional.port", Code::Rejected)]);
}

#[tokio::test]
async fn the_whole_may_be_behind_a_pointer() {
    #[derive(Debug, Config)]
    struct Whole {
        #[config(default = 7)]
        port: u16,
    }
    assert!(Box::<Whole>::try_get().is_none());
    let whole = Box::<Whole>::load().await.unwrap();
    assert_eq!((whole.port, Box::<Whole>::get().port), (7, 7));
    assert!(Arc::<Whole>::try_get().is_none());
}
