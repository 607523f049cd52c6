//! The examples as programs, for the tests that run them as functions.

use std::fs;
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

/// The command of the quickstart's configuration, as `cargo run --example config` runs it.
pub fn config() -> Command {
    static BUILT: Once = Once::new();
    BUILT.call_once(|| drop(cargo(&["build", "--example", "config", "--all-features"])));
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().unwrap().parent().unwrap().join("examples");
    Command::new(folder.join("config"))
}

/// A function of this test's own: an ignored test of this name, which is [`run`] alone. Nothing has to be linked
/// for it.
pub fn this_test(name: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([name, "--exact", "--ignored", "--nocapture", "--test-threads=1"]);
    command
}

/// Runs a function until its process is ended. Who asks for all ignored tests runs none.
pub fn run<E: std::fmt::Debug>(function: impl Future<Output = Result<(), E>>) {
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(function).unwrap();
}

/// `lambda_extension_only` as a user's program without the AWS SDK: a stripped release, made once. It is a
/// package of its own with the dependencies that docs/lambda.md tells: an example of this crate would
/// be built with what the tests depend on, and that is the SDK.
pub fn extension_only() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(build).clone()
}

fn build() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("extension-only");
    fs::create_dir_all(package.join("src")).unwrap();
    fs::copy(here.join("examples/lambda_extension_only.rs"), package.join("src/main.rs")).unwrap();
    fs::copy(here.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let manifest = package.join("Cargo.toml");
    fs::write(&manifest, self::manifest(here)).unwrap();
    let target = package.join("target");
    let places = [manifest.to_str().unwrap(), target.to_str().unwrap()];
    cargo(&["build", "--release", "--manifest-path", places[0], "--target-dir", places[1]]);
    target.join("release/extension-only")
}

/// The manifest of docs/lambda.md for a function without the SDK, with figleaf from here.
fn manifest(here: &Path) -> String {
    let docs = include_str!("../../docs/lambda.md");
    let blocks = docs.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let dependencies = blocks
        .into_iter()
        .find(|block| block.contains("features = [\"derive\", \"extension\", \"lambda\"]"))
        .unwrap();
    let figleaf = format!("figleaf = {{ path = {:?},", here.to_str().unwrap());
    let dependencies = dependencies.replace("figleaf = { version = \"0.1\",", &figleaf);
    assert!(dependencies.contains(&figleaf), "{dependencies}");
    // A package of its own, though it is in a folder of the workspace.
    let package = "[package]\nname = \"extension-only\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    format!("{package}\n{dependencies}")
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
