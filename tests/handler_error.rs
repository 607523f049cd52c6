//! The error of an invocation is one of the standard library, and tells an invoker no name of a store.

#![cfg(all(feature = "derive", feature = "lambda"))]

use std::error::Error as _;

use figleaf::Config;
use figleaf::lambda::HandlerError;
use figleaf::source::Memory;

#[derive(Debug, Config)]
#[config(prefix = "/prod/app")]
#[allow(dead_code, reason = "it never gets a value")]
struct App {
    level: String,
}

#[test]
fn a_configuration_that_is_not_there() {
    let loader = App::loader().no_env_vars().source(Memory::new("ssm"));
    let report = loader.load_owned_blocking().unwrap_err();
    let error: HandlerError<lambda_runtime::Error> = HandlerError::Config(report.clone());
    assert_eq!(error.to_string(), "App: level missing");
    assert_eq!(error.source().unwrap().to_string(), report.to_string());
    let _: Box<dyn std::error::Error + Send + Sync> = error.into();
}

#[test]
fn a_handler_that_fails_says_so_itself() {
    let error: HandlerError<lambda_runtime::Error> = HandlerError::Handler("no such order".into());
    assert_eq!((error.to_string().as_str(), error.source().is_none()), ("no such order", true));
}
