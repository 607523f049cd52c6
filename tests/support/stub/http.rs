//! As much of HTTP/1.1 as the SDK speaks to these two services. By hand, because a real server
//! would not send the broken answers that this one is for.

use super::Request;
use std::collections::BTreeMap;
use std::io;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// The next request, or `None` when the client closed the connection.
pub async fn read_request(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let first = line.trim_end().to_owned();
    let mut headers = BTreeMap::new();
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").map_or(Ok(0), |length| length.parse());
    let mut body = vec![0; length.map_err(io::Error::other)?];
    stream.read_exact(&mut body).await?;
    Ok(Some(Request::new(first, headers, &body)))
}

pub async fn write_answer(
    stream: &mut BufReader<TcpStream>,
    status: u16,
    body: &[u8],
) -> io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status} Stub\r\n\
         content-type: application/x-amz-json-1.1\r\n\
         x-aws-ec2-metadata-token-ttl-seconds: 600\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).await
}

/// The client may be gone by then, which is its own affair.
pub async fn write_and_close(stream: &mut BufReader<TcpStream>, bytes: &[u8]) {
    if stream.write_all(bytes).await.is_ok() {
        let _ = stream.shutdown().await;
    }
}

/// Returns when the client closes the connection. What it may send instead stays unread.
pub async fn closed(stream: &mut BufReader<TcpStream>) {
    if stream.fill_buf().await.is_ok_and(|bytes| !bytes.is_empty()) {
        std::future::pending().await
    }
}

/// Makes the close that follows a reset (RST) and not an orderly end.
pub fn reset(stream: &BufReader<TcpStream>) {
    stream.get_ref().set_zero_linger().expect("an open socket");
}
