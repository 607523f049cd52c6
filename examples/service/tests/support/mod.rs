//! What the tests of the service stand on.

#![allow(dead_code, reason = "each test file uses a part of this")]

#[path = "../../../../tests/support/install.rs"]
mod install;
pub mod moto;
pub mod postgres;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use tower::ServiceExt as _;

/// Asks the service, without a socket.
pub async fn get(app: &Router, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}
