//! moto in a Python environment of its own, below the cargo target directory; installed once.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The one place that says which moto the tests run against.
const MOTO_VERSION: &str = "5.2.5";

const NEEDED: &str = "These tests run against moto, a stand-in for AWS. They need `python3` (3.10 \
    or newer, with its `venv` module; Debian and Ubuntu: `apt install python3-venv`) and, the first \
    time, access to PyPI.";

/// The interpreter that can `import moto`. Fails with a text for a person.
pub fn python() -> Result<PathBuf, String> {
    // Cargo says where its target directory is only through the directory for tests in it.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a target directory");
    let home = target.join(format!("moto-{MOTO_VERSION}"));
    ensure(&home).map_err(|error| {
        format!("moto could not be installed in {}: {error}\n\n{NEEDED}", home.display())
    })
}

fn ensure(home: &Path) -> Result<PathBuf, String> {
    // Test processes run side by side: one installs, the others wait here. The lock lies beside the
    // directory, because the directory may have to go.
    let lock = File::create(home.with_added_extension("lock"))
        .map_err(|e| format!("its lock file: {e}"))?;
    lock.lock().map_err(|e| format!("its lock: {e}"))?;

    let python = home.join("bin").join("python");
    let marker = home.join("installed");
    // The interpreter is a link to the system's, which may be gone after an upgrade.
    if marker.exists() && python.exists() {
        return Ok(python);
    }
    // No marker: nothing yet, or an installation that was interrupted.
    remove(home).map_err(|e| format!("what an earlier attempt left: {e}"))?;
    // -I keeps PYTHONPATH and packages installed for the user out of it.
    let mut venv = Command::new("python3");
    venv.args(["-I", "-m", "venv"]).arg(home);
    run(&mut venv, &lock)?;
    let mut pip = Command::new(&python);
    pip.args(["-I", "-m", "pip", "install"])
        .arg("--disable-pip-version-check")
        .arg(format!("moto[server]=={MOTO_VERSION}"));
    run(&mut pip, &lock)?;
    File::create(marker).map_err(|e| format!("its marker: {e}"))?;
    Ok(python)
}

fn remove(directory: &Path) -> io::Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Runs to the end; what it printed is in the error.
fn run(command: &mut Command, lock: &File) -> Result<(), String> {
    // The lock is its (empty) stdin, and so held until it has ended as well. When this process is
    // killed, pip goes on for a while, and nobody may remove the directory under its hands.
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
