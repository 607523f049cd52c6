//! Every public type can be sent to another thread, shared and moved, and so can what a call waits in: a change of
//! that would break programs that use them in a task, and no declaration shows it.

#![cfg(feature = "derive")]

use figleaf::{Config, Live, live, schema, source};

#[derive(Config)]
#[config(prefix = "/app")]
struct App {
    #[expect(dead_code, reason = "nothing is loaded")]
    value: String,
}

const fn is_free<T: Send + Sync + Unpin + 'static>() {}

/// Each type is asked by the compiler, and told by its name.
macro_rules! free {
    ($($(#[$gate:meta])* $type:ty,)*) => {
        const _: () = {
            $($(#[$gate])* is_free::<$type>();)*
        };

        #[cfg(all(feature = "lambda", feature = "ops"))]
        const FREE: &[&str] = &[$($(#[$gate])* stringify!($type),)*];
    };
}

free! {
    figleaf::Call,
    figleaf::Code,
    figleaf::ColdStart,
    figleaf::Error,
    figleaf::LoadSummary,
    figleaf::Loader<App>,
    figleaf::Operation,
    figleaf::Origin,
    figleaf::Origins,
    figleaf::Outcome,
    figleaf::Problem,
    figleaf::QuotaUse,
    figleaf::RefreshCost,
    figleaf::Secret<String>,
    figleaf::SecretBox<str>,
    figleaf::SecretString,
    figleaf::Subject,
    figleaf::Tight,
    figleaf::Transport,
    #[cfg(feature = "_aws")]
    figleaf::TrustRoots,
    figleaf::WallClock,
    live::Change<App>,
    live::Changes<App>,
    live::Fields,
    live::Health,
    live::Live<App>,
    live::LiveLoader<App>,
    live::Refreshed,
    schema::DefaultValue,
    schema::Field,
    schema::Kind,
    schema::Rule,
    schema::Schema,
    source::Answer,
    source::Binding,
    source::Details,
    source::Failure,
    source::Fetched,
    source::Help<'static>,
    source::Key,
    source::KeyOutcome,
    source::Memory,
    source::MemoryHandle,
    source::Selector,
    source::Store,
    source::Stores,
    #[cfg(feature = "lambda")]
    figleaf::lambda::Configured<(), App>,
    #[cfg(feature = "lambda")]
    figleaf::lambda::Configured<(), App, live::LiveLoader<App>>,
    #[cfg(feature = "lambda")]
    figleaf::lambda::HandlerError<()>,
    #[cfg(feature = "lambda")]
    figleaf::lambda::Layer<App>,
    #[cfg(feature = "lambda")]
    figleaf::lambda::Layer<App, live::LiveLoader<App>>,
    #[cfg(feature = "ops")]
    figleaf::ops::Cost,
    #[cfg(feature = "ops")]
    figleaf::ops::Difference,
    #[cfg(feature = "ops")]
    figleaf::ops::DifferenceKind,
    #[cfg(feature = "ops")]
    figleaf::ops::Error,
    #[cfg(feature = "ops")]
    figleaf::ops::Field,
    #[cfg(feature = "ops")]
    figleaf::ops::Level,
    #[cfg(feature = "ops")]
    figleaf::ops::Ops,
    #[cfg(feature = "ops")]
    figleaf::ops::Policy,
    #[cfg(feature = "ops")]
    figleaf::ops::Prices,
    #[cfg(feature = "ops")]
    figleaf::ops::Seen,
    #[cfg(feature = "ops")]
    figleaf::ops::State,
    #[cfg(feature = "ops")]
    figleaf::ops::Usage,
    #[cfg(feature = "ops")]
    figleaf::ops::Verdict,
}

fn sendable(_: impl Future + Send) {}

/// Nothing is awaited: the compiler tells.
#[test]
fn what_waits_can_be_spawned() {
    sendable(App::load());
    sendable(App::load_or_exit());
    sendable(App::live());
    sendable(App::live_or_exit());
    sendable(App::loader().load());
    sendable(App::loader().load_or_exit());
    sendable(App::loader().load_owned());
    sendable(App::loader().load_owned_with_origins());
    sendable(App::loader().live().load());
    sendable(App::loader().live().load_or_exit());
    sendable(App::loader().live().load_owned());
    let _ = |live: &Live<App>, changes: &mut live::Changes<App>| {
        sendable(live.fresh());
        sendable(live.refresh_now());
        sendable(live.retry_on("value", |(): &()| true, async |_| Err::<(), _>(())));
        sendable(changes.next());
    };
}

#[cfg(feature = "ops")]
#[test]
fn an_operation_can_be_spawned() {
    let (ops, other) = (App::ops("dev"), App::ops("prod"));
    sendable(ops.check());
    sendable(ops.explain());
    sendable(ops.diff(&other));
}

#[cfg(feature = "lambda")]
#[test]
fn a_function_can_be_spawned() {
    use lambda_runtime::{Error, LambdaEvent};

    async fn once(_: &'static App, _: LambdaEvent<()>) -> Result<(), Error> {
        Ok(())
    }
    async fn live(_: std::sync::Arc<App>, _: LambdaEvent<()>) -> Result<(), Error> {
        Ok(())
    }
    sendable(figleaf::lambda::run(once));
    sendable(figleaf::lambda::run(live));
}

/// What is public is in docs/public-api.txt (`tests/public_api.rs`), and what is there is asked here.
#[cfg(all(feature = "lambda", feature = "ops"))]
#[test]
fn every_public_type_is_asked() {
    // `live::Changes<App>` is `figleaf::live::Changes`.
    let name = |path: &'static str| -> Vec<&str> {
        path.split('<').next().unwrap_or(path).rsplit("::").take(2).collect()
    };
    let asked: Vec<_> = FREE.iter().map(|path| name(path)).collect();
    let list = include_str!("../docs/public-api.txt").lines();
    let types = list.filter_map(|line| line.strip_prefix("struct ").or(line.strip_prefix("enum ")));
    let rest: Vec<_> = types.filter(|path| !asked.contains(&name(path))).collect();
    assert!(rest.is_empty(), "{rest:?}");
}
