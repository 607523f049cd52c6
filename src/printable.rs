//! Text from outside in a report: on its line, in its order, and all of it seen.

use std::borrow::Cow;

/// The text with everything escaped that breaks a line, changes the direction of what follows, or is not
/// seen. The name of a provider or of a key may hold such characters, and with them the next line would
/// look like another problem.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match is_hidden(c) {
            true => escaped.extend(c.escape_default()),
            false => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

/// The same in place.
pub(crate) fn make_printable(text: &mut String) {
    if let Cow::Owned(escaped) = printable(text) {
        *text = escaped;
    }
}

/// Whether a character is seen, and stands on its line.
#[cfg(feature = "ops")]
pub(crate) fn is_plain(c: char) -> bool {
    !is_hidden(c)
}

fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || is_unseen(c)
}

/// Whether a character is not seen and is no plain white space: of no width, a space that is none to a
/// machine, a mark of direction or order.
pub(crate) fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{a0}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202f}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_stays_and_the_rest_is_escaped() {
        assert!(matches!(printable("ssm:/prod/größe — 日本"), Cow::Borrowed(_)));
        assert_eq!(
            printable("a\nb\u{202e}c\u{2066}d\u{2028}e\u{feff}"),
            "a\\nb\\u{202e}c\\u{2066}d\\u{2028}e\\u{feff}"
        );
        assert_eq!(printable("\u{1b}[31m\u{200f}\u{a0}"), "\\u{1b}[31m\\u{200f}\\u{a0}");
    }
}
