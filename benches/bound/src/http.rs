//! HTTP/1.1, as much as the services use of it: bodies of a known length.

use std::io::Read;
use std::ops::Range;
use std::str;

use crate::Failure;
use crate::requests::Request;
use crate::sign::{CONTENT_TYPE, Signer};
use crate::wire::Wire;

/// What one answer of this benchmark fits into at once.
const ROOM: usize = 8 * 1024;

const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// The request as it is sent.
pub fn request(signer: &Signer, request: &Request) -> Vec<u8> {
    let Request { operation, body } = request;
    let (target, length) = (operation.target(), body.len());
    let Signer { authority, token, time, .. } = signer;
    let authorization = signer.authorization(*operation, body);
    format!(
        "POST / HTTP/1.1\r\nhost: {authority}\r\ncontent-type: {CONTENT_TYPE}\r\ncontent-length: {length}\r\n\
         x-amz-date: {time}\r\nx-amz-security-token: {token}\r\nx-amz-target: {target}\r\n\
         authorization: {authorization}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// The body of the answer.
pub fn answer(wire: &mut Wire) -> Result<Vec<u8>, Failure> {
    let mut received = vec![0; ROOM];
    let mut filled = 0;
    let mut body: Option<Range<usize>> = None;
    loop {
        if let Some(body) = body.clone().filter(|body| filled >= body.end) {
            received.truncate(body.end);
            received.drain(..body.start);
            return Ok(received);
        }
        let wanted = body.as_ref().map_or(filled + 1, |body| body.end);
        if received.len() < wanted {
            received.resize(wanted.max(2 * received.len()), 0);
        }
        match wire.read(&mut received[filled..])? {
            0 => return Err("a connection ended before its answer".into()),
            count => filled += count,
        }
        if body.is_none() {
            body = body_of(&received[..filled])?;
        }
    }
}

/// Where the body is, when the head is there as a whole.
fn body_of(received: &[u8]) -> Result<Option<Range<usize>>, Failure> {
    let end = received.windows(END_OF_HEAD.len()).position(|part| part == END_OF_HEAD);
    let Some(end) = end else { return Ok(None) };
    let head = str::from_utf8(&received[..end])?;
    if !head.starts_with("HTTP/1.1 200 ") {
        return Err(head.into());
    }
    let headers = head.lines().filter_map(|line| line.split_once(": "));
    let length = headers
        .into_iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .ok_or("an answer without a length")?;
    let start = end + END_OF_HEAD.len();
    Ok(Some(start..start + length.1.parse::<usize>()?))
}
