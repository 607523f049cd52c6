//! SSM, Secrets Manager and the extension, as far as the programs ask for them.
//!
//! `mock CA-FILE SERVICE-MS` writes the certificate that its clients are to trust into the file, prints
//! its ports as one line of JSON, and runs until its stdin ends.
//!
//! Both AWS services are on both ports, told apart by `X-Amz-Target`. The extension is on the plain
//! port alone, where `GET /__counters` tells what was asked since `POST /__reset?service_ms=MS`.

mod answer;
mod aws;
mod counters;
mod extension;
mod server;
mod tls;

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, stdin};

use counters::Counters;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut arguments = std::env::args().skip(1);
    let ca_file = arguments.next().ok_or("the file for the certificate")?;
    let service_ms: u64 = arguments.next().ok_or("the service time in ms")?.parse()?;

    let (acceptor, ca) = tls::acceptor()?;
    std::fs::write(ca_file, ca)?;
    let counters = Arc::new(Counters::new(Duration::from_millis(service_ms)));
    let tls = server::listen(Some(acceptor), counters.clone()).await?;
    let plain = server::listen(None, counters).await?;
    println!("{}", json!({ "tls": tls, "plain": plain }));

    stdin().read_to_end(&mut Vec::new()).await?;
    Ok(())
}
