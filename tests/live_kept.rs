//! The live configuration of a process, found anywhere in it.
#![cfg(feature = "derive")]

use std::panic::catch_unwind;

use figleaf::{Code, Config, Live, source::Memory};

macro_rules! app {
    ($name:ident) => {
        #[derive(Debug, Config)]
        struct $name {
            #[config(ssm = "/app/level")]
            level: String,
        }

        impl $name {
            fn of(level: &str) -> figleaf::Loader<Self> {
                Self::loader().no_env_vars().source(Memory::new("ssm").with("/app/level", level))
            }
        }
    };
}

fn message(panics: fn()) -> String {
    let panic = catch_unwind(panics).unwrap_err();
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap()
}

#[tokio::test(start_paused = true)]
async fn it_is_loaded_once_and_found_anywhere() {
    app!(App);
    assert!(App::try_current().is_none());
    let none = message(|| drop(App::current()));
    assert_eq!(
        none,
        "App::current() was called before App::live(): call `App::live().await?` once at the start of main"
    );
    let live: Live<App> = App::of("info").live().load().await.unwrap();
    // Other settings are not looked at.
    let again = App::of("debug").live().load().await.unwrap();
    assert_eq!(again.current().level, "info");
    assert!(std::sync::Arc::ptr_eq(&live.current(), &App::current()));
    assert_eq!(App::origins(), live.origins());
    assert_eq!(App::origins().get("level").unwrap().to_string(), "ssm:/app/level");
    let get = message(|| assert!(App::get().level.is_empty()));
    assert_eq!(
        get,
        "App::get() is for a configuration that App::load() has loaded: after App::live() call App::current()"
    );
    let error = App::of("info").load().await.unwrap_err();
    assert_eq!(error.problems()[0].code(), Code::Conflict);
    insta::assert_snapshot!(error);
}

#[tokio::test(start_paused = true)]
async fn live_after_load_is_a_conflict() {
    app!(App);
    App::of("info").load().await.unwrap();
    let error = App::of("info").live().load().await.unwrap_err();
    assert_eq!(error.problems()[0].code(), Code::Conflict);
    insta::assert_snapshot!(error);
    let current = message(|| drop(App::current()));
    assert_eq!(
        current,
        "App::current() is for a configuration that App::live() has loaded: after App::load() call App::get()"
    );
    // One of its own is no second truth of the process.
    assert_eq!(App::of("debug").live().load_owned().await.unwrap().current().level, "debug");
}

#[tokio::test(start_paused = true)]
async fn a_load_that_fails_can_be_tried_again() {
    app!(App);
    let none = App::loader().no_env_vars().source(Memory::new("ssm"));
    let error = none.live().load().await.map(drop).unwrap_err();
    assert_eq!(error.problems()[0].code(), Code::Missing);
    assert!(App::try_current().is_none());
    App::of("info").live().load().await.unwrap();
    assert_eq!(App::current().level, "info");
}
