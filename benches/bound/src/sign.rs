//! Signature Version 4, with everything in a header and the key of each service derived once.

use std::cell::OnceCell;
use std::env;
use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use ring::{digest, hmac};

use crate::Failure;
use crate::requests::Operation;

pub const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

const SIGNED: &str = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target";

pub struct Signer {
    /// What `Host` says.
    pub authority: String,
    pub token: String,
    /// `20150830T123600Z`.
    pub time: String,
    key_id: String,
    secret: String,
    region: String,
    keys: [OnceCell<hmac::Key>; 2],
}

impl Signer {
    pub fn from_env(authority: &str) -> Result<Self, Failure> {
        Ok(Self {
            authority: authority.to_owned(),
            token: env::var("AWS_SESSION_TOKEN")?,
            time: time(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs()),
            key_id: env::var("AWS_ACCESS_KEY_ID")?,
            secret: env::var("AWS_SECRET_ACCESS_KEY")?,
            region: env::var("AWS_REGION")?,
            keys: Default::default(),
        })
    }

    /// What `Authorization` says.
    pub fn authorization(&self, operation: Operation, body: &str) -> String {
        let Self { authority, token, time, key_id, region, .. } = self;
        let (service, target) = (operation.service(), operation.target());
        let canonical = format!(
            "POST\n/\n\ncontent-type:{CONTENT_TYPE}\nhost:{authority}\nx-amz-date:{time}\n\
             x-amz-security-token:{token}\nx-amz-target:{target}\n\n{SIGNED}\n{}",
            hash(body)
        );
        let scope = format!("{}/{region}/{service}/aws4_request", &time[..8]);
        let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", hash(&canonical));
        let signature = hex(hmac::sign(self.key(operation), text.as_bytes()).as_ref());
        format!(
            "AWS4-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={SIGNED}, Signature={signature}"
        )
    }

    fn key(&self, operation: Operation) -> &hmac::Key {
        let service = operation.service();
        let number = usize::from(matches!(operation, Operation::GetParameters));
        self.keys[number].get_or_init(|| {
            let first = format!("AWS4{}", self.secret);
            let parts = [&self.time[..8], &self.region, service, "aws4_request"];
            parts.iter().fold(key(first.as_bytes()), |by, part| {
                key(hmac::sign(&by, part.as_bytes()).as_ref())
            })
        })
    }
}

fn key(bytes: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, bytes)
}

fn hash(text: &str) -> String {
    hex(digest::digest(&digest::SHA256, text.as_bytes()).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Seconds since 1970 as the protocol writes them. The civil date is Howard Hinnant's `civil_from_days`.
fn time(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

#[cfg(test)]
mod tests {
    #[test]
    fn times_are_those_of_the_protocol() {
        assert_eq!(super::time(1_440_938_160), "20150830T123600Z");
        assert_eq!(super::time(1_709_210_096), "20240229T123456Z");
    }
}
