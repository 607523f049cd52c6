//! What a function says when it cannot start.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::Request;

use super::ERROR_TYPE;
use crate::error::{Error, Problem, Subject};
use crate::loopback::Loopback;
use crate::source::env::RUNTIME_API;
use crate::transport::is_invoked;
use crate::value::json::Object;

/// How long the Runtime API is given to take the report.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether the function is to write JSON log lines, as its settings say.
pub(crate) fn logs_json() -> bool {
    std::env::var("AWS_LAMBDA_LOG_FORMAT").is_ok_and(|format| format.eq_ignore_ascii_case("json"))
}

/// The report as a log line. Lambda filters by `level`, and only lines that have `timestamp` too.
pub(crate) fn log_line(error: &Error) -> String {
    let time = humantime::format_rfc3339_millis(SystemTime::now()).to_string();
    let line = Object::new()
        .string("timestamp", &time)
        .string("level", "ERROR")
        .string("errorType", ERROR_TYPE)
        .string("message", &summary(error));
    error.put_json(line).end()
}

/// Tells the Runtime API why the function does not start. In a function that was invoked already there
/// is no INIT phase to fail, and outside Lambda there is nobody to tell. Boxed, so that it is compiled here once.
pub(crate) fn init_error(error: &Error) -> BoxFuture<'_, ()> {
    Box::pin(post_init_error(error))
}

async fn post_init_error(error: &Error) {
    let Ok(address) = std::env::var(RUNTIME_API) else { return };
    let Ok(api) = Loopback::authority(&address) else { return };
    if is_invoked() {
        return;
    }
    let request = Request::post("/")
        .header("Content-Type", "application/json")
        .header("Lambda-Runtime-Function-Error-Type", ERROR_TYPE);
    let body = Object::new()
        .string("errorType", ERROR_TYPE)
        .string("errorMessage", &summary(error))
        .raw("stackTrace", "[]")
        .end();
    let path = "/2018-06-01/runtime/init/error";
    let sent = api.send(request, path, Bytes::from(body));
    // The process ends whatever comes of it; the report is in the log already.
    let _ = tokio::time::timeout(PATIENCE, sent).await;
}

/// Names and codes on one line: `AppConfig: api_key missing, database.port invalid`. Who reads it may be
/// anybody, and so there is no name of a parameter, a secret or a file in it.
pub(super) fn summary(error: &Error) -> String {
    let problems = error.problems().iter();
    let problems: Vec<String> =
        problems.map(|problem| format!("{} {}", subject(problem), problem.code())).collect();
    format!("{}: {}", error.config(), problems.join(", "))
}

/// What a problem is about: fields, a variable or a call, and not a place.
fn subject(problem: &Problem) -> String {
    let is_place = matches!(problem.subject(), Subject::File | Subject::Place | Subject::Provider);
    match (is_place, problem.fields()) {
        (false, _) => problem.path().to_owned(),
        (true, []) => "a setting".to_owned(),
        (true, fields) => fields.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn a_place_is_no_part_of_what_a_caller_is_told() {
        let told = |about, path| subject(&Problem::of_setting(about, path, Code::Conflict, "", ""));
        for (about, path) in [
            (Subject::Field, "database.*"),
            (Subject::Field, "3 fields"),
            (Subject::Variable, "ENVIRONMENT"),
            (Subject::Loader, ".var(\"tenant\", …)"),
            (Subject::Call, "load()"),
        ] {
            assert_eq!(told(about, path), path);
        }
        for (about, path) in [
            (Subject::Place, "ssm:/prod/app/key"),
            (Subject::File, "tests/local.toml"),
            (Subject::Provider, "TOML file a.toml:3"),
        ] {
            assert_eq!(told(about, path), "a setting");
        }
    }
}
