//! Tools from npm, each set below the target directory.

use super::install::{once, run};
use std::path::PathBuf;
use std::process::Command;

/// The folder whose `node_modules` has these packages, such as `typescript@5.9.3`. Fails with a text for a person.
pub fn environment(name: &str, packages: &[&str]) -> Result<PathBuf, String> {
    let installed = once(name, |home, lock| {
        std::fs::create_dir_all(home).map_err(|error| format!("its folder: {error}"))?;
        std::fs::write(home.join("package.json"), "{\"private\": true}")
            .map_err(|error| format!("its package.json: {error}"))?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact"]);
        run(npm.args(packages).current_dir(home), lock)
    });
    installed.map_err(|error| {
        format!("{name} could not be installed: {error}\n\nIt needs node 20 with npm and, the first time, the npm registry.")
    })
}
