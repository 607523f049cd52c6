//! The examples as programs, for the tests that run them as functions.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Once, OnceLock};

/// An example of this build. Cargo builds it before it runs all tests, and here before it runs one.
pub fn example(name: &str) -> Command {
    static BUILT: Once = Once::new();
    BUILT.call_once(|| drop(cargo(&["build", "--examples", "--all-features"])));
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().unwrap().parent().unwrap().join("examples");
    Command::new(folder.join(name))
}

/// `lambda_extension_only` in a build without the AWS SDK: a stripped release, made once.
pub fn extension_only() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(build).clone()
}

fn build() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("extension-only");
    let folder = target.to_str().unwrap();
    let example =
        ["build", "--release", "--example", "lambda_extension_only", "--target-dir", folder];
    let features = ["--no-default-features", "--features", "derive,extension,lambda"];
    cargo(&[&example[..], &features[..]].concat());
    target.join("release/examples/lambda_extension_only")
}

/// What cargo prints, in this crate's folder.
pub fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .env("CARGO_PROFILE_RELEASE_STRIP", "true")
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}
