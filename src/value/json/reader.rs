//! One pass over the text.

use super::super::{Map, Number, Text, Value};
use super::strings::unescape;
use super::{DEEPEST, Mistake, Wrong};
use crate::value::number::Parts;

pub(super) struct Reader<'t> {
    text: &'t str,
    /// The byte that is read next; where a mistake is, when there is one.
    at: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn read(mut self) -> Result<Value, Wrong> {
        self.whole().map_err(|mistake| Wrong::new(mistake, self.text, self.at))
    }

    fn whole(&mut self) -> Result<Value, Mistake> {
        self.skip_blanks();
        match self.peek() {
            None => return Err(Mistake::Empty),
            Some('\u{feff}') => return Err(Mistake::Mark),
            Some('{' | '[' | '"') => {}
            // Anything that is not even a number or a word is no attempt at JSON.
            Some(_) => return self.scalar_alone(),
        }
        let value = self.value(0)?;
        self.end(Mistake::More)?;
        Ok(value)
    }

    fn scalar_alone(&mut self) -> Result<Value, Mistake> {
        let start = self.at;
        let first = self.peek().unwrap_or_default();
        let common = Mistake::of_character(first).filter(|_| self.rest().contains(['{', '[']));
        let value = self.value(0).and_then(|value| self.end(Mistake::Plain).map(|()| value));
        value.map_err(|mistake| {
            self.at = start;
            match mistake {
                Mistake::NotFinite | Mistake::Literal => mistake,
                Mistake::Number if self.rest().trim_end().parse::<f64>().is_ok() => mistake,
                _ => common.unwrap_or(Mistake::Plain),
            }
        })
    }

    /// Nothing but white space follows.
    fn end(&mut self, otherwise: Mistake) -> Result<(), Mistake> {
        self.skip_blanks();
        match self.peek() {
            None => Ok(()),
            Some(c) => Err(Mistake::of_character(c).unwrap_or(otherwise)),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, Mistake> {
        match self.peek() {
            None => Err(Mistake::EndsEarly),
            Some('"') => self.string().map(Value::Text),
            Some('{' | '[') if depth == DEEPEST => Err(Mistake::TooDeep),
            Some('{') => self.map(depth + 1),
            Some('[') => self.list(depth + 1),
            Some('-' | '+' | '.' | '0'..='9') => self.number(),
            Some(c) if c.is_alphabetic() => self.word(),
            Some(c) => Err(Mistake::of_character(c).unwrap_or(Mistake::Unexpected)),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Mistake> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_blanks();
        if self.take(']') {
            return Ok(Value::List(items));
        }
        loop {
            self.skip_blanks();
            items.push(self.value(depth)?);
            if !self.goes_on(']')? {
                return Ok(Value::List(items));
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Value, Mistake> {
        self.at += 1;
        let (mut entries, mut places) = (Vec::new(), Vec::new());
        self.skip_blanks();
        if self.take('}') {
            return Ok(Value::Map(Map::default()));
        }
        loop {
            self.skip_blanks();
            places.push(self.at);
            let key = self.key()?;
            self.skip_blanks();
            if !self.take(':') {
                let c = self.peek().ok_or(Mistake::EndsEarly)?;
                return Err(Mistake::of_character(c).unwrap_or(Mistake::MissingColon));
            }
            self.skip_blanks();
            entries.push((key, self.value(depth)?));
            if !self.goes_on('}')? {
                break;
            }
        }
        Map::new(entries).map(Value::Map).map_err(|twice| {
            self.at = places.get(twice).copied().unwrap_or(self.at);
            Mistake::SameKey
        })
    }

    fn key(&mut self) -> Result<Text, Mistake> {
        match self.peek() {
            None => Err(Mistake::EndsEarly),
            Some('"') => self.string(),
            Some(c) => Err(Mistake::of_character(c).unwrap_or(Mistake::UnquotedKey)),
        }
    }

    /// After an item: whether there is another one.
    fn goes_on(&mut self, close: char) -> Result<bool, Mistake> {
        self.skip_blanks();
        if self.take(close) {
            return Ok(false);
        }
        let comma = self.at;
        if self.take(',') {
            self.skip_blanks();
            if matches!(self.peek(), Some('}' | ']' | ',')) {
                self.at = comma;
                return Err(Mistake::TrailingComma);
            }
            return Ok(true);
        }
        Err(match self.peek() {
            None => Mistake::EndsEarly,
            Some('"' | '{' | '[' | '-' | '0'..='9') => Mistake::MissingComma,
            Some(c) => Mistake::of_character(c).unwrap_or(Mistake::Unexpected),
        })
    }

    fn string(&mut self) -> Result<Text, Mistake> {
        let (bytes, start) = (self.text.as_bytes(), self.at + 1);
        let mut end = start;
        let mut has_escapes = false;
        loop {
            match bytes.get(end) {
                None => {
                    self.at = bytes.len();
                    return Err(Mistake::EndsEarly);
                }
                Some(b'"') => break,
                Some(b'\\') => {
                    has_escapes = true;
                    end += 2;
                }
                Some(0..0x20) => {
                    self.at = end;
                    return Err(Mistake::Control);
                }
                Some(_) => end += 1,
            }
        }
        let raw = &self.text[start..end];
        let text = match has_escapes {
            true => unescape(raw).map_err(|at| {
                self.at = start + at;
                Mistake::Escape
            })?,
            false => Text::new(raw.to_owned()),
        };
        self.at = end + 1;
        Ok(text)
    }

    fn number(&mut self) -> Result<Value, Mistake> {
        let rest = self.rest();
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_');
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let written = &rest[..end];
        if !is_number(written) {
            let word = written.trim_start_matches(['+', '-']);
            return Err(if is_infinite(word) { Mistake::NotFinite } else { Mistake::Number });
        }
        self.at += end;
        Ok(Value::Number(Number::written(written)))
    }

    fn word(&mut self) -> Result<Value, Mistake> {
        let rest = self.rest();
        let word = &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())];
        let value = match word {
            "null" => Value::Null,
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            word if is_infinite(word) => return Err(Mistake::NotFinite),
            "None" | "undefined" | "nil" => return Err(Mistake::Literal),
            word if ["null", "true", "false"]
                .iter()
                .any(|known| word.eq_ignore_ascii_case(known)) =>
            {
                return Err(Mistake::Literal);
            }
            _ if ["null", "true", "false"].iter().any(|known| known.starts_with(word))
                && word.len() == rest.len() =>
            {
                return Err(Mistake::EndsEarly);
            }
            _ => return Err(Mistake::UnquotedText),
        };
        self.at += word.len();
        Ok(value)
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let is_there = self.peek() == Some(wanted);
        if is_there {
            self.at += wanted.len_utf8();
        }
        is_there
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }
}

fn is_infinite(word: &str) -> bool {
    ["nan", "inf", "infinity"].iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// Whether a string is a number as JSON has them: without a plus, without a zero before other digits, and with digits on
/// both sides of the point.
pub(super) fn is_number(text: &str) -> bool {
    let parts = Parts::of(text.strip_prefix('-').unwrap_or(text));
    parts.are_digits()
        && (parts.whole == "0" || !(parts.whole.is_empty() || parts.whole.starts_with('0')))
        && parts.fraction != Some("")
}
