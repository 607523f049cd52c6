//! Values that must never be told.
//!
//! An input says where they stand: `~` is a string, `^` a number. Neither looks like an identifier, because a key of a
//! document that does may be told.

use std::sync::LazyLock;

use memchr::memmem::Finder;

/// In the place of each `~`.
pub const TEXT: &str = "Zq8!vW3!kX7!jY5";
/// In the place of each `^`.
pub const NUMBER: &str = "8.152647e+39";

/// So many characters of one in a row are a part of it, and not a coincidence.
const PART: usize = 6;

/// The input with the canaries in it, or `None` for one that has a part of a canary without them: what is told of it
/// may be told for another reason.
pub fn planted(input: &str) -> Option<String> {
    (!has_part(input)).then(|| input.replace('~', TEXT).replace('^', NUMBER))
}

/// Whether a part of a canary stands in it.
pub fn has_part(input: &str) -> bool {
    parts().any(|part| input.contains(part))
}

/// Panics when something that is shown holds a part of a canary.
pub fn check(what: &str, shown: &str) {
    if let Some(part) = FINDERS.iter().find_map(|finder| finder.find(shown.as_bytes())) {
        panic!("{what} tells {:?}: {shown}", &shown[part..part + PART]);
    }
}

/// What every load is searched for many times.
static FINDERS: LazyLock<Vec<Finder<'static>>> =
    LazyLock::new(|| parts().map(Finder::new).collect());

fn parts() -> impl Iterator<Item = &'static str> {
    let windows = |text: &'static str| (0..=text.len() - PART).map(move |at| &text[at..at + PART]);
    windows(TEXT).chain(windows(NUMBER))
}
