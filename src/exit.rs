//! The end of a process that has no configuration.

use std::convert::Infallible;
use std::io::Write;

use futures_util::future::BoxFuture;

#[cfg(feature = "lambda")]
use tokio::runtime::Handle;

use crate::caught::Caught;
#[cfg(feature = "lambda")]
use crate::clock::Driver;
use crate::error::Error;

/// `EX_CONFIG` of sysexits.h: something is wrong with the configuration.
const EX_CONFIG: i32 = 78;

/// What a load gives; when it fails, the process ends.
pub(crate) async fn unless_loaded<T>(
    config: &'static str,
    load: BoxFuture<'_, Result<T, Error>>,
) -> T {
    let error = match Caught::new(load).await {
        Ok(Ok(loaded)) => return loaded,
        Ok(Err(error)) => error,
        // Not this process's last word either: the code is told, and Lambda the reason.
        Err(_) => Error::panicked(config),
    };
    match exit(&error).await {}
}

/// Writes the report once, tells it to Lambda, and ends the process. Boxed, so that it is compiled here and not for
/// every struct of a user.
fn exit(error: &Error) -> BoxFuture<'_, Infallible> {
    Box::pin(async move {
        write(error);
        #[cfg(feature = "lambda")]
        tell_lambda(error).await;
        std::process::exit(EX_CONFIG)
    })
}

/// Whatever comes of it, the process ends with its own code: also under an executor that is not tokio's, and in
/// a runtime without a timer or I/O, where it panics.
#[cfg(feature = "lambda")]
async fn tell_lambda(error: &Error) {
    let told = Caught::new(crate::lambda::init_error(error));
    let _ = match Handle::try_current() {
        Ok(_) => told.await,
        Err(_) => match Driver::start() {
            Ok(driver) => driver.run(told).await,
            Err(_) => Ok(()),
        },
    };
}

/// One line of JSON in a function that logs JSON, else the report.
pub(crate) fn write(error: &Error) {
    // Where nobody reads stderr, `eprint!` would panic, and the process end with another code.
    let _ = std::io::stderr().lock().write_all(text(error).as_bytes());
}

fn text(error: &Error) -> String {
    #[cfg(feature = "lambda")]
    if crate::lambda::logs_json() {
        return format!("{}\n", crate::lambda::log_line(error));
    }
    error.to_string()
}
