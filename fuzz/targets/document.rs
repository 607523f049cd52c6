//! JSON documents into a struct with every kind of field. Everything that is shown of it is looked at.

#![no_main]

use figleaf::source::Fetched;
use figleaf_fuzz::{canary, load, sink};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let Some(text) = canary::planted(input) else { return };
    let _ = load::load(sink::from_stores(&Fetched::text(&*text)));
    // What serde_json takes, a document of the freest type takes too, and what it refuses is refused.
    let is_json = serde_json::from_str::<serde_json::Value>(&text);
    let loaded = load::load(free(&text));
    if let (Ok(expected), Ok(loaded)) = (&is_json, &loaded) {
        assert_eq!(*expected, loaded.document);
    }
    assert!(is_json.is_ok() || loaded.is_err(), "it is no JSON, and was read: {input:?}");
});

#[derive(figleaf::Config)]
struct Free {
    #[config(json, ssm = "/document")]
    document: serde_json::Value,
}

fn free(text: &str) -> figleaf::Loader<Free> {
    let memory = figleaf::source::Memory::new("ssm").with("/document", text);
    <Free as figleaf::Config>::loader().no_env_vars().source(memory)
}
