//! A status and a JSON body.

use serde_json::{Value, json};

pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Answer {
    pub fn json(body: Value) -> Self {
        Self { status: 200, body: body.to_string() }
    }

    pub fn text(status: u16, body: &str) -> Self {
        Self { status, body: body.to_owned() }
    }

    /// A service's refusal.
    pub fn error(code: &str, message: &str) -> Self {
        Self { status: 400, body: json!({ "__type": code, "message": message }).to_string() }
    }
}
