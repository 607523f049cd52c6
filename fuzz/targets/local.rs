//! Local stores: the TOML file of `FIGLEAF_LOCAL`, and a file that is joined.

#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use figleaf::Config;
use figleaf_fuzz::{canary, load, sink};
use libfuzzer_sys::fuzz_target;

/// One file for each process of the fuzzer.
static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    std::env::temp_dir().join(format!("figleaf-fuzz-{}.toml", std::process::id()))
});

fuzz_target!(|input: &str| {
    let Some(text) = canary::planted(input) else { return };
    std::fs::write(&*FILE, text).expect("the folder of temporary files can be written");
    let stores = || sink::Sink::loader().environment("prod");
    let variables = [("FIGLEAF_LOCAL", FILE.as_os_str())];
    let _ = load::load(stores().env_vars(variables));
    let _ = load::load(stores().no_env_vars().local("/dev/null").join_file(&*FILE));
});
