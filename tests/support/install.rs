//! Programs that the tests need, installed once below the cargo target directory.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

const ATTEMPTS: usize = 3;

/// The folder of that name below the target directory, filled by `install` unless an earlier run has
/// done so. What it returns on failure is for a person.
///
/// Test processes run side by side: one installs, the others wait here.
pub fn once(
    name: &str,
    install: impl Fn(&Path, &File) -> Result<(), String>,
) -> Result<PathBuf, String> {
    // Cargo says where its target directory is only through the directory for tests in it.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a target directory");
    let home = target.join(name);
    // The lock lies beside the directory, because the directory may have to go.
    let lock = File::create(home.with_added_extension("lock"))
        .map_err(|e| format!("its lock file: {e}"))?;
    lock.lock().map_err(|e| format!("its lock: {e}"))?;
    let marker = home.join("installed");
    if marker.exists() {
        return Ok(home);
    }
    // A registry may fail once, and a download be cut.
    let mut attempts = 1;
    loop {
        // No marker: nothing yet, or an installation that was interrupted.
        remove(&home).map_err(|e| format!("what an earlier attempt left: {e}"))?;
        match install(&home, &lock) {
            Ok(()) => break,
            Err(_) if attempts < ATTEMPTS => attempts += 1,
            Err(why) => return Err(why),
        }
    }
    File::create(marker).map_err(|e| format!("its marker: {e}"))?;
    Ok(home)
}

pub fn remove(directory: &Path) -> io::Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Runs to the end; what it printed is in the error.
pub fn run(command: &mut Command, lock: &File) -> Result<(), String> {
    // The lock is its (empty) stdin, and so held until it has ended as well. When this process is
    // killed, the program goes on for a while, and nobody may remove the directory under its hands.
    let stdin = lock.try_clone().map_err(|e| format!("its lock: {e}"))?;
    let output = command
        .stdin(stdin)
        .output()
        .map_err(|error| format!("{command:?} did not start: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let [stdout, stderr] =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    Err(format!("{command:?} failed ({})\n{stdout}{stderr}", output.status))
}
