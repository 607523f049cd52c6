//! The arguments of `figleaf::ops`, and the file of `--env-file`.
//!
//! The first piece of an input has an argument a line; `FILE` is the path of the file, which is the second piece.

#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use figleaf::Config;
use figleaf::source::Memory;
use figleaf_fuzz::app::WithPath;
use figleaf_fuzz::canary;
use figleaf_fuzz::pieces::pieces;
use libfuzzer_sys::fuzz_target;

/// What writes files, reads others than [`FILE`], or asks AWS about roles.
const ELSEWHERE: [&str; 5] = ["--out", "--check", "--role", "--profile", "--env-file="];

/// One file for each process of the fuzzer.
static FILE: LazyLock<PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("figleaf-fuzz-{}.env", std::process::id())));

fuzz_target!(|input: &str| {
    let (arguments, file) = match pieces(input).collect::<Vec<_>>()[..] {
        [arguments] => (arguments, ""),
        [arguments, file, ..] => (arguments, file),
        [] => return,
    };
    if arguments.lines().any(|argument| ELSEWHERE.iter().any(|word| argument.starts_with(word))) {
        return;
    }
    // What an argument says may be told, what is in the file may not.
    if canary::has_part(arguments) {
        return;
    }
    let Some(file) = canary::planted(file) else { return };
    std::fs::write(&*FILE, file).expect("the folder of temporary files can be written");
    let arguments = arguments.lines().map(|argument| match argument {
        "FILE" => FILE.as_os_str().to_owned(),
        argument => argument.into(),
    });
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let loader = || {
        let loader = WithPath::loader().no_env_vars();
        loader.source(Memory::new("ssm")).source(Memory::new("secretsmanager"))
    };
    let code = figleaf::ops::run_to(arguments, loader, &mut out, &mut err);
    assert!(code <= 2, "{code}");
    let told = [out, err].map(|bytes| String::from_utf8(bytes).expect("what is told is UTF-8"));
    told.iter().for_each(|told| canary::check("a command", told));
});
