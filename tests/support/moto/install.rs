//! moto in a Python environment of its own.

use super::super::install::{once, remove, run};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The one place that says which moto the tests run against.
const MOTO_VERSION: &str = "5.2.5";

const NEEDED: &str = "These tests run against moto, a stand-in for AWS. They need `python3` (3.10 \
    or newer, with its `venv` module; Debian and Ubuntu: `apt install python3-venv`) and, the first \
    time, access to PyPI.";

/// The interpreter that can `import moto`. Fails with a text for a person.
pub fn python() -> Result<PathBuf, String> {
    let name = format!("moto-{MOTO_VERSION}");
    let python = |home: PathBuf| home.join("bin").join("python");
    let installed = once(&name, install).map(python).and_then(|python| {
        // The interpreter is a link to the system's, which may be gone after an upgrade.
        if python.exists() {
            return Ok(python);
        }
        let home = python.ancestors().nth(2).expect("a folder above bin");
        remove(home).map_err(|e| format!("what is left without Python: {e}"))?;
        once(&name, install).map(|home| home.join("bin").join("python"))
    });
    installed.map_err(|error| format!("moto could not be installed: {error}\n\n{NEEDED}"))
}

fn install(home: &Path, lock: &File) -> Result<(), String> {
    // -I keeps PYTHONPATH and packages installed for the user out of it.
    let mut venv = Command::new("python3");
    venv.args(["-I", "-m", "venv"]).arg(home);
    run(&mut venv, lock)?;
    let mut pip = Command::new(home.join("bin").join("python"));
    pip.args(["-I", "-m", "pip", "install"])
        .arg("--disable-pip-version-check")
        .arg(format!("moto[server]=={MOTO_VERSION}"));
    run(&mut pip, lock)
}
