//! Escapes in JSON strings.

use super::super::Text;

/// The text of what stands between quotation marks, or the byte at which an escape is wrong. The text
/// never grows, so that no copy of a part of it is left behind.
pub(super) fn unescape(raw: &str) -> Result<Text, usize> {
    let mut text = Text::new(String::with_capacity(raw.len()));
    let mut rest = raw;
    while let Some(plain) = rest.find('\\') {
        text.push_str(&rest[..plain]);
        let at = raw.len() - rest.len() + plain;
        let escaped = &rest[plain + 1..];
        let (c, length) = character(escaped).ok_or(at)?;
        text.push(c);
        rest = &escaped[length..];
    }
    text.push_str(rest);
    Ok(text)
}

/// The character that an escape is, and how many bytes it has after the backslash.
fn character(escaped: &str) -> Option<(char, usize)> {
    let c = match escaped.bytes().next()? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return by_code(&escaped[1..]),
        _ => return None,
    };
    Some((c, 1))
}

/// A character by its code; those beyond the first 65,536 are two codes.
fn by_code(digits: &str) -> Option<(char, usize)> {
    let first = code(digits)?;
    if !(0xd800..0xdc00).contains(&first) {
        return Some((char::from_u32(first)?, 5));
    }
    let second = code(digits.get(4..)?.strip_prefix("\\u")?)?;
    let second = second.checked_sub(0xdc00).filter(|second| *second < 0x400)?;
    Some((char::from_u32(0x10000 + ((first - 0xd800) << 10) + second)?, 11))
}

fn code(digits: &str) -> Option<u32> {
    let digits =
        digits.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

/// Adds a text in quotes.
pub(super) fn put_string(text: &mut String, inner: &str) {
    text.push('"');
    for c in inner.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            c if c.is_control() => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('"');
}
