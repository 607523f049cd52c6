//! What can be wrong with JSON, in words.

use crate::printable::is_unseen;

/// Why a string is no JSON. Only what kind of mistake it is and where, nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) mistake: Mistake,
    /// From 1, as editors count.
    pub(crate) line: usize,
    /// From 1, in characters.
    pub(crate) column: usize,
    /// Of the whole text, in characters.
    pub(crate) length: usize,
}

/// A kind of mistake in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mistake {
    Empty,
    /// It begins with a byte order mark.
    Mark,
    Unseen,
    /// Text that is nothing like JSON.
    Plain,
    EndsEarly,
    More,
    TrailingComma,
    MissingComma,
    MissingColon,
    SingleQuotes,
    CurlyQuotes,
    UnquotedKey,
    UnquotedText,
    /// `True`, `None`, `undefined`: what other languages have.
    Literal,
    /// `NaN`, `Infinity`.
    NotFinite,
    Number,
    Comment,
    SameKey,
    TooDeep,
    Control,
    Escape,
    Unexpected,
}

impl Wrong {
    pub(super) fn new(mistake: Mistake, text: &str, at: usize) -> Self {
        let before = &text[..at.min(text.len())];
        let line_start = before.rfind('\n').map_or(0, |feed| feed + 1);
        Self {
            mistake,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            length: text.chars().count(),
        }
    }
}

impl Mistake {
    /// What a string is, or does: "found a string of 9 characters that …".
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Empty => "is empty",
            Self::Mark => "begins with a byte order mark (U+FEFF)",
            Self::Unseen => "has a character that nobody sees, such as a non-breaking space",
            Self::Plain => "is plain text and no JSON",
            Self::EndsEarly => "ends early",
            Self::More => "goes on after the end of the JSON",
            Self::TrailingComma => "has a comma with nothing after it",
            Self::MissingComma => "has no comma between two values",
            Self::MissingColon => "has no colon between a key and its value",
            Self::SingleQuotes => "has single quotation marks",
            Self::CurlyQuotes => "has curly quotation marks",
            Self::UnquotedKey => "has a key without quotation marks",
            Self::UnquotedText => "has a string without quotation marks",
            Self::Literal => "has a word that JSON does not have, such as None or True",
            Self::NotFinite => "has NaN or Infinity",
            Self::Number => "has a number in a form that JSON does not have",
            Self::Comment => "has a comment",
            Self::SameKey => "has the same key twice",
            Self::TooDeep => "has lists or objects in each other too deep (128 levels are read)",
            Self::Control => "has a line break or another control character inside of a string",
            Self::Escape => "has a backslash that escapes nothing JSON knows",
            Self::Unexpected => "is wrong",
        }
    }

    /// The one thing to do about it.
    pub(crate) const fn help(self) -> Option<&'static str> {
        Some(match self {
            Self::Mark => {
                "store it as UTF-8 without a byte order mark (PowerShell: -Encoding utf8NoBOM)"
            }
            Self::Unseen => {
                "write it anew with plain spaces; such characters come from web pages and documents"
            }
            Self::EndsEarly => "was it cut off? compare its end with what was meant to be stored",
            Self::More => "one value is one JSON document: remove what follows it",
            Self::TrailingComma => "remove the last comma",
            Self::MissingComma => "write a comma between the values",
            Self::MissingColon => "write \"key\": value",
            Self::SingleQuotes => "write double quotation marks: {\"key\": \"value\"}",
            Self::CurlyQuotes => "write straight quotation marks: {\"key\": \"value\"}",
            Self::UnquotedKey => {
                "write keys in double quotation marks: {\"key\": \"value\"}; a shell may have removed them"
            }
            Self::UnquotedText => {
                "write strings in double quotation marks; a shell may have removed them"
            }
            Self::Literal => "JSON has true, false and null, in lower case",
            Self::NotFinite => "JSON has no such numbers: write another one, or null for no value",
            Self::Number => "write it in decimal, without + and without leading zeros; 0.5, not .5",
            Self::Comment => "remove the comment: JSON has none",
            Self::SameKey => "keep one of the two",
            Self::Control => "write a line break inside of a string as \\n",
            Self::Escape => "write a backslash as \\\\",
            Self::Plain => "is it the right value? JSON looks like {\"key\": \"value\"}",
            Self::Empty | Self::TooDeep | Self::Unexpected => return None,
        })
    }

    /// What a character is that should not stand there, if it is the beginning of a mistake that people
    /// make often.
    pub(super) fn of_character(c: char) -> Option<Self> {
        Some(match c {
            '\'' | '`' => Self::SingleQuotes,
            '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => Self::CurlyQuotes,
            '/' | '#' => Self::Comment,
            c if is_unseen(c) => Self::Unseen,
            _ => return None,
        })
    }
}
