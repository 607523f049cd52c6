//! Strings, StringLists, bytes and environment variables into a struct with every kind of field: numbers, lists with
//! delimiters, pairs, durations, sizes, enums.

#![no_main]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use figleaf::source::{Fetched, Memory};
use figleaf::{Config, Secret};
use figleaf_fuzz::{canary, load, sink};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((form, bytes)) = input.split_first() else { return };
    if *form == b'v' {
        // An environment variable needs not be UTF-8. It has no NUL.
        let bytes: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
        let _ = load::load(sink::from_variables(OsStr::from_bytes(&bytes)));
        return;
    }
    if *form == b'b' {
        let _ = load::load(sink::from_stores(&Fetched::bytes(bytes)));
        return;
    }
    let Some(text) = std::str::from_utf8(bytes).ok().and_then(canary::planted) else { return };
    let value = match form {
        b'e' => Fetched::text(&*text).encrypted(),
        b'l' => Fetched::list(text.split(',').map(str::to_owned)),
        _ => Fetched::text(&*text),
    };
    let _ = load::load(sink::from_stores(&value));
    kept(&text);
});

#[derive(Config)]
struct Kept {
    #[config(ssm = "/kept")]
    text: Secret,
    #[config(ssm = "/kept")]
    list: Vec<Secret>,
}

/// A string is what was stored, to the last character.
fn kept(text: &str) {
    let loader = Kept::loader().no_env_vars().source(Memory::new("ssm").with("/kept", text));
    if let Ok(kept) = load::load(loader) {
        assert_eq!(kept.text.expose_secret(), text);
        canary::check("Debug of secrets", &format!("{:?} {:?}", kept.text, kept.list));
    }
}
