//! Tools from PyPI, each in a Python environment of its own below the target directory.

use super::install::{once, run};
use std::path::PathBuf;
use std::process::Command;

/// The environment that has these packages, such as `parliament==1.6.4`, with blanks between them. Fails with a text for a person.
pub fn environment(packages: &str) -> Result<PathBuf, String> {
    let name = packages.replace("==", "-").replace(' ', "-");
    let installed = once(&name, |home, lock| {
        // -I keeps PYTHONPATH and packages installed for the user out of it.
        run(Command::new("python3").args(["-I", "-m", "venv"]).arg(home), lock)?;
        let mut pip = Command::new(home.join("bin").join("python"));
        pip.args(["-I", "-m", "pip", "install", "--disable-pip-version-check"]);
        pip.args(packages.split(' '));
        run(&mut pip, lock)
    });
    installed.map_err(|error| {
        format!("{packages} could not be installed: {error}\n\nIt needs python3 with venv and, the first time, PyPI.")
    })
}
