//! Files that variables name: read away from the thread that drives the load, so that one that blocks (a
//! pipe, a share that hangs) does not outlive the deadline, and not without end.

use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result};
use std::path::Path;

use tokio::runtime::Handle;

/// More than any file of settings, tokens or certificates has: 16 MiB.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The whole file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    match u64::try_from(bytes.len()) {
        Ok(length) if length <= LARGEST => Ok(bytes),
        _ => Err(ErrorKind::FileTooLarge.into()),
    }
}

/// The same, from async code.
pub(super) async fn read_aside(path: &Path) -> Result<Vec<u8>> {
    let path = path.to_owned();
    match Handle::try_current() {
        Ok(runtime) => {
            let read = runtime.spawn_blocking(move || read(&path)).await;
            read.unwrap_or_else(|_| Err(Error::from(ErrorKind::Other)))
        }
        Err(_) => read(&path),
    }
}

/// Text, which a token or a file of settings is.
pub(super) async fn read_text(path: &Path) -> Result<String> {
    String::from_utf8(read_aside(path).await?).map_err(|_| ErrorKind::InvalidData.into())
}
