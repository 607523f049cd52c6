//! The time of AWS, when that of this machine is wrong: a request is valid for five minutes around its own.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use http::header::DATE;

use crate::error::causes::is_out_of_date;
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

    /// Whether a request that was signed with this time was refused for it, and AWS's clock shows another one:
    /// from now on that counts.
    pub(super) fn is_wrong(&self, signed: SystemTime, answer: &Answered) -> bool {
        let refused =
            !answer.status().is_success() && super::said(answer, is_out_of_date) == Some(true);
        let date = refused.then(|| date(answer)).flatten();
        let Some(date) = date.filter(|date| ahead(*date, signed).unsigned_abs() > NOTICED) else {
            return false;
        };
        self.0.store(ahead(date, SystemTime::now()), Ordering::Relaxed);
        true
    }
}

/// When an answer was written, by the clock of its server.
fn date(answer: &Answered) -> Option<DateTime> {
    DateTime::from_str(answer.headers().get(DATE)?.to_str().ok()?, Format::HttpDate).ok()
}

/// How many seconds a date is ahead of a time.
fn ahead(date: DateTime, time: SystemTime) -> i64 {
    date.secs() - DateTime::from(time).secs()
}
