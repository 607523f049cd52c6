//! A load of which everything that can be shown is looked at.

use std::error::Error as _;
use std::future::Future;
use std::sync::{Arc, Mutex};

use figleaf::{Config, Error, Loader, Origins};
use tokio::runtime::{Builder, Runtime};

use crate::canary;
use crate::events::recorded;

/// Loads. Panics when anything that is shown holds a part of a canary.
pub fn load<T: Config>(loader: Loader<T>) -> Result<T, Error> {
    thread_local! {
        static RUNTIME: Runtime =
            Builder::new_current_thread().enable_all().build().expect("a runtime");
    }
    run(loader, |loading| RUNTIME.with(|runtime| runtime.block_on(loading)))
}

/// The same, with a function that waits for the load.
pub fn run<T: Config>(
    loader: Loader<T>,
    wait: impl FnOnce(Loading<T>) -> Result<(T, Origins), Error>,
) -> Result<T, Error> {
    canary::check("Debug of the loader", &format!("{loader:?} {loader:#?}"));
    let summaries = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&summaries);
    let loader = loader.on_load(move |summary| {
        if let Ok(mut kept) = kept.lock() {
            // A time has digits of its own, which may be those of a canary by chance.
            let time = format!("{:?}", summary.duration());
            *kept += &format!("{summary:?}").replace(&time, "");
        }
    });
    let loading: Loading<T> = Box::pin(loader.load_owned_with_origins());
    let (loaded, events) = recorded(|| wait(loading));
    canary::check("an event", &events);
    canary::check("the summary", &summaries.lock().expect("nobody panics with it"));
    match loaded {
        Ok((config, origins)) => {
            canary::check("Debug of the origins", &format!("{origins:?} {origins:#?}"));
            let json = serde_json::to_string(&origins).expect("origins are JSON");
            canary::check("the origins", &json);
            let shown: String =
                origins.iter().map(|(path, origin)| format!("{path}: {origin}\n")).collect();
            canary::check("an origin", &shown);
            Ok(config)
        }
        Err(error) => {
            report(&error);
            Err(error)
        }
    }
}

/// The future of a load.
pub type Loading<T> = std::pin::Pin<Box<dyn Future<Output = Result<(T, Origins), Error>>>>;

/// Looks at everything that a report can be asked for.
pub fn report(error: &Error) {
    canary::check("the report", &format!("{error} {error:?}"));
    canary::check("the problems", &format!("{:?}", error.problems()));
    let json = error.to_json();
    canary::check("the report in JSON", &json);
    serde_json::from_str::<serde_json::Value>(&json).expect("the report in JSON is JSON");
    let mut below = error.source();
    while let Some(cause) = below {
        canary::check("a cause", &format!("{cause} {cause:?}"));
        below = cause.source();
    }
}
