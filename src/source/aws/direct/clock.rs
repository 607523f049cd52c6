//! The time of AWS, when that of this machine is wrong: a request is valid for five minutes around its own.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use http::header::DATE;

use crate::error::causes::{is_out_of_date, of_body};
use crate::http1::Answered;

/// Clocks that differ by less are not the reason for a refusal: a request is valid for five minutes.
const NOTICED: u64 = 4 * 60;

/// How many seconds AWS's clock is ahead of this machine's.
#[derive(Debug, Default)]
pub(crate) struct Clock(AtomicI64);

impl Clock {
    /// The time with which requests are to be signed.
    pub(super) fn now(&self) -> SystemTime {
        let ahead = self.0.load(Ordering::Relaxed);
        let by = Duration::from_secs(ahead.unsigned_abs());
        let now = SystemTime::now();
        let shown = if ahead < 0 { now.checked_sub(by) } else { now.checked_add(by) };
        shown.unwrap_or(now)
    }

    /// Whether a request was refused for its time, and AWS's clock shows another one: from now on it counts.
    pub(super) fn is_wrong(&self, answer: &Answered) -> bool {
        let refused = !answer.status().is_success()
            && of_body(answer.body(), answer.status().as_u16(), None, is_out_of_date) == Some(true);
        let Some(ahead) = refused.then(|| ahead(answer, self.now())).flatten() else {
            return false;
        };
        if ahead.unsigned_abs() <= NOTICED {
            return false;
        }
        self.0.fetch_add(ahead, Ordering::Relaxed);
        true
    }
}

/// How many seconds the answer's date is ahead of this time.
fn ahead(answer: &Answered, now: SystemTime) -> Option<i64> {
    let date = answer.headers().get(DATE)?.to_str().ok()?;
    let date = DateTime::from_str(date, Format::HttpDate).ok()?;
    Some(date.secs() - DateTime::from(now).secs())
}
