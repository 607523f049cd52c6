//! The end of a process that has no configuration.

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
#[allow(clippy::print_stderr, reason = "the process ends, and this is why")]
pub(crate) fn write(error: &Error) {
    #[cfg(feature = "lambda")]
    if crate::lambda::logs_json() {
        return eprintln!("{}", crate::lambda::log_line(error));
    }
    eprint!("{error}");
}
