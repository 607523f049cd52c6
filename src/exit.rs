//! The end of a process that has no configuration.

use std::io::Write;

use crate::error::Error;

/// `EX_CONFIG` of sysexits.h: something is wrong with the configuration.
const EX_CONFIG: i32 = 78;

/// Writes the report once, tells it to Lambda, and ends the process.
pub(crate) async fn exit(error: &Error) -> ! {
    write(error);
    #[cfg(feature = "lambda")]
    crate::lambda::init_error(error).await;
    std::process::exit(EX_CONFIG)
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
