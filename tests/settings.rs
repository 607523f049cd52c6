//! Settings that say nothing are told: whoever gives one expects that it does something.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "many structs here only fail to load")]

#[cfg(all(feature = "local", feature = "secretsmanager", feature = "ssm"))]
mod support;

use figleaf::source::{Binding, Memory};
use figleaf::{Config, Loader};

const fn vault(name: &'static str) -> Binding {
    Binding::new("vault", name)
}

#[derive(Debug, Config)]
#[config(prefix = "/{env}/{tenant}")]
struct App {
    value: String,
    #[config(from = vault("a"))]
    of_vault: String,
}

fn loader() -> Loader<App> {
    let parameters = Memory::new("ssm").with("/prod/acme/value", "value");
    App::loader()
        .env_vars([("ENVIRONMENT", "prod")])
        .source(parameters)
        .source(Memory::new("vault").with("a", "a"))
}

fn report(loader: Loader<App>) -> String {
    loader.load_owned_blocking().unwrap_err().to_string()
}

#[test]
fn a_value_for_a_placeholder_that_no_name_has() {
    let loader = || loader().var("tenant", "acme");
    assert_eq!(loader().load_owned_blocking().unwrap().value, "value");
    insta::assert_snapshot!(
        "placeholders",
        report(loader().var("tennant", "a").var("region", "b"))
    );
    #[derive(Debug, Config)]
    struct Plain {
        #[config(env = "VALUE", default = "x")]
        value: String,
    }
    insta::assert_snapshot!(
        "no_placeholders",
        Plain::loader().var("tenant", "a").load_owned_blocking().unwrap_err()
    );
}

/// It has its own setting, also when there is no other value of it.
#[test]
fn the_environment_as_a_placeholder() {
    let loader = || loader().var("tenant", "acme").var("env", "prod");
    let expected = report(loader());
    insta::assert_snapshot!("env", expected);
    assert_eq!(report(loader().environment("prod")), expected);
}

#[test]
fn a_source_that_no_field_is_bound_to() {
    let loader = || loader().var("tenant", "acme");
    insta::assert_snapshot!("source", report(loader().source(Memory::new("consul"))));
    insta::assert_snapshot!("source_nearly", report(loader().source(Memory::new("vaults"))));
    // A stand-in for AWS that this configuration does not need.
    loader().source(Memory::new("secretsmanager")).load_owned_blocking().unwrap();
}

#[cfg(feature = "extension")]
#[test]
fn a_port_that_is_none() {
    #[derive(Debug, Config)]
    #[config(prefix = "/app")]
    struct One {
        value: String,
    }
    for port in ["2773/tcp", "0", "70000", "-1", "https"] {
        let variables = [("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", port)];
        let loader = One::loader().env_vars(variables).transport(figleaf::Transport::Extension);
        let error = loader.load_owned_blocking().unwrap_err();
        insta::assert_snapshot!("port", error);
    }
}

#[cfg(all(feature = "extension", feature = "local", feature = "secretsmanager", feature = "ssm"))]
#[test]
fn a_client_that_the_transport_does_not_use() {
    let stub = support::stub::Stub::start(|_| support::stub::Reply::status(500, ""));
    let loader = loader().var("tenant", "acme").sdk_config(&stub.sdk_config());
    insta::assert_snapshot!("client", report(loader.transport(figleaf::Transport::Extension)));
    assert!(stub.requests().is_empty());
}

/// Authorities that nobody asks.
#[cfg(all(feature = "extension", feature = "local", feature = "secretsmanager", feature = "ssm"))]
#[test]
fn authorities_that_no_client_uses() {
    let stub = support::stub::Stub::start(|_| support::stub::Reply::status(500, ""));
    let loader = || {
        let pem = figleaf::TrustRoots::Pem(Vec::new());
        loader().var("tenant", "acme").trust_roots(pem)
    };
    let extension = report(loader().transport(figleaf::Transport::Extension));
    insta::assert_snapshot!("roots_of_the_extension", extension);
    let client = aws_smithy_http_client::Builder::new().build_http();
    let config = stub.sdk_config().into_builder().http_client(client).build();
    insta::assert_snapshot!("roots_of_a_client", report(loader().sdk_config(&config)));
}

/// A file in the place of AWS is told, with its path.
#[cfg(all(feature = "local", feature = "secretsmanager", feature = "ssm"))]
#[test]
fn a_local_store_is_one_warning() {
    use support::tracing::Recorder;

    #[derive(Debug, Config)]
    #[config(prefix = "/{env}/app")]
    struct Local {
        port: u16,
    }
    let file = "tests/fixtures/full.toml";
    for loader in [
        Local::loader().env_vars([("FIGLEAF_LOCAL", file)]),
        Local::loader().no_env_vars().local(file),
    ] {
        let recorder = Recorder::for_target("figleaf");
        tracing::subscriber::with_default(recorder.subscriber(), || {
            loader.load_owned_blocking().unwrap()
        });
        let events = recorder.events();
        let warnings: Vec<_> =
            events.iter().filter(|event| event.level == tracing::Level::WARN).collect();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert_eq!(warnings[0].fields.get("file").map(String::as_str), Some(file));
    }
}
