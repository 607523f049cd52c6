//! Tokens as a person writes them: `Vec<String>`, `length(min = 8)`, `Duration::from_secs(30)`.
//!
//! The compiler prints `Vec < String >`, and the source text of more than one token is not to be had
//! on stable Rust.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// The text of a type.
pub(crate) fn of_type(ty: impl ToTokens) -> String {
    Printer { in_type: true, ..Printer::default() }.print(ty)
}

/// The text of anything else.
pub(crate) fn of(tokens: impl ToTokens) -> String {
    Printer::default().print(tokens)
}

/// What was written last, as far as the next space depends on it.
#[derive(Default, Clone, Copy, PartialEq)]
enum Last {
    /// Nothing, or an opening bracket: no space, and a value comes next.
    #[default]
    Start,
    /// Something that a value ends with.
    Value,
    /// A word after which a value comes: `return`, `mut`.
    Keyword,
    /// An operator before a value: `&`, `-`; also `.` and `::`. No space.
    Tight,
    /// An operator between values, a comma: a space.
    Loose,
}

#[derive(Default)]
struct Printer {
    text: String,
    last: Last,
    in_type: bool,
    /// How many `<` of generic arguments are open.
    angles: usize,
    /// Whether the parameters of a closure are open.
    in_closure: bool,
}

const KEYWORDS: [&str; 9] = ["as", "dyn", "else", "if", "impl", "in", "match", "mut", "return"];

impl Printer {
    fn print(mut self, tokens: impl ToTokens) -> String {
        self.stream(tokens.into_token_stream());
        self.text
    }

    fn stream(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => self.group(group.delimiter(), group.stream()),
                TokenTree::Ident(ident) => self.word(&ident.to_string()),
                TokenTree::Literal(literal) => self.word(&literal.to_string()),
                TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                    let name = tokens.next().map(|name| name.to_string()).unwrap_or_default();
                    self.word(&format!("'{name}"));
                }
                TokenTree::Punct(punct) => {
                    let mut operator = String::from(punct.as_char());
                    let mut joint = punct.spacing() == Spacing::Joint;
                    while joint && !self.is_angle(&operator) {
                        let mut ahead = tokens.clone();
                        let Some(TokenTree::Punct(next)) = ahead.next() else { break };
                        if !OPERATORS.contains(&format!("{operator}{}", next.as_char()).as_str()) {
                            break;
                        }
                        operator.push(next.as_char());
                        joint = next.spacing() == Spacing::Joint;
                        tokens = ahead;
                    }
                    self.operator(&operator);
                }
            }
        }
    }

    fn group(&mut self, delimiter: Delimiter, tokens: TokenStream) {
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace if tokens.is_empty() => ("{", "}"),
            Delimiter::Brace => ("{ ", " }"),
            // Around a fragment of a `macro_rules` macro: not written by anyone.
            Delimiter::None => return self.stream(tokens),
        };
        let called = self.last == Last::Value && delimiter != Delimiter::Brace;
        if !called {
            self.space();
        }
        let outer = (std::mem::take(&mut self.angles), std::mem::take(&mut self.in_closure));
        self.put(open, Last::Start);
        self.stream(tokens);
        self.put(close, Last::Value);
        (self.angles, self.in_closure) = outer;
    }

    fn word(&mut self, word: &str) {
        self.space();
        let keyword = KEYWORDS.contains(&word);
        self.put(word, if keyword { Last::Keyword } else { Last::Value });
    }

    fn operator(&mut self, operator: &str) {
        let after_value = self.last == Last::Value;
        match operator {
            "," | ";" | ":" => self.put(operator, Last::Loose),
            "::" if !after_value => {
                self.space();
                self.put(operator, Last::Tight);
            }
            "::" | "." | ".." | "..=" => self.put(operator, Last::Tight),
            "?" => self.put(operator, Last::Value),
            // A macro: `vec![…]`. Its bracket follows like that of a call.
            "!" if after_value => self.put(operator, Last::Value),
            "<" if self.is_angle("<") => {
                if !after_value {
                    self.space();
                }
                self.angles += 1;
                self.put(operator, Last::Start);
            }
            ">" if self.is_angle(">") => {
                self.angles -= 1;
                self.put(operator, Last::Value);
            }
            "|" if self.in_closure => {
                self.in_closure = false;
                self.put(operator, Last::Loose);
            }
            "||" if !after_value => {
                self.space();
                self.put(operator, Last::Loose);
            }
            _ if after_value => {
                self.space();
                self.put(operator, Last::Loose);
            }
            _ => {
                self.in_closure |= operator == "|";
                self.space();
                self.put(operator, Last::Tight);
            }
        }
    }

    /// Whether a `<` or `>` here belongs to generic arguments and is no comparison.
    fn is_angle(&self, operator: &str) -> bool {
        match operator {
            "<" => self.in_type || self.angles > 0 || self.last != Last::Value,
            ">" => self.angles > 0,
            _ => false,
        }
    }

    fn space(&mut self) {
        if matches!(self.last, Last::Value | Last::Keyword | Last::Loose) {
            self.text.push(' ');
        }
    }

    fn put(&mut self, text: &str, last: Last) {
        self.text.push_str(text);
        self.last = last;
    }
}

/// Operators of more than one character, and the beginnings of those of three.
const OPERATORS: [&str; 24] = [
    "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "..", "..=", "...", "<<", ">>", "+=",
    "-=", "*=", "/=", "%=", "^=", "&=", "|=", "<<=", ">>=",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn same(texts: &[&str], print: fn(TokenStream) -> String) {
        for text in texts {
            let printed = text.parse().map(print);
            assert_eq!(printed.ok().as_deref(), Some(*text));
        }
    }

    #[test]
    fn prints_types() {
        let types = [
            "Secret<String>",
            "std::time::Duration",
            "HashMap<String, Vec<Option<u8>>>",
            "&'static str",
            "[u8; 4]",
            "(u8, String)",
            "Box<dyn Fn(u8) -> Vec<u8> + Send>",
            "<T as Trait>::Item",
            "::core::option::Option<u8>",
            "()",
            "&mut T",
            "fn(u8) -> u8",
        ];
        same(&types, of_type);
    }

    #[test]
    fn prints_rules() {
        let rules = [
            "email",
            "length(min = 8)",
            "range(min = -1, max = 10)",
            "custom(function = check_level)",
            "custom(function = \"rules::check\")",
            "regex(path = *RE)",
        ];
        same(&rules, of);
    }

    #[test]
    fn prints_expressions() {
        let expressions = [
            "-1",
            "8080",
            "Duration::from_secs(30)",
            "vec![\"a\".into(), \"b\".into()]",
            "&[1, 2]",
            "a + b * 2",
            "!x && y",
            "if a < b { 1 } else { 2 }",
            "Vec::<Vec<u8>>::new()",
            "make(|x, y| x - y, || 1)",
            "Point { x: 1, y: 2 }",
            "1u8 as u16",
            "load()?.port",
            "0..=9",
            "b\"x\"",
            "'x'",
            "<u8 as Default>::default()",
        ];
        same(&expressions, of);
    }
}
