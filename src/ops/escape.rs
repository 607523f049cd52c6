//! strings in quotation marks, for the languages of templates.

/// A string in double quotation marks as JSON, YAML and TypeScript read it: what is no plain character is escaped, so
/// that none of them sees the end of a line in it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted += "\\n",
            '\t' => quoted += "\\t",
            c if crate::printable::is_plain(c) => quoted.push(c),
            c => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    quoted += &format!("\\u{unit:04x}");
                }
            }
        }
    }
    quoted.push('"');
    quoted
}

/// The same for Terraform, where `${` and `%{` begin an expression.
pub(super) fn quoted_hcl(text: &str) -> String {
    quoted_with_long(text, true)
}

/// The same for TOML.
pub(super) fn quoted_toml(text: &str) -> String {
    quoted_with_long(text, false)
}

/// Where a character is escaped by its number, and not by halves of it.
fn quoted_with_long(text: &str, has_expressions: bool) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted += "\\n",
            '\t' => quoted += "\\t",
            '$' | '%' if has_expressions && rest.peek() == Some(&'{') => quoted.extend([c, c]),
            c if crate::printable::is_plain(c) => quoted.push(c),
            c => quoted += &format!("\\U{:08x}", u32::from(c)),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_text_but_its_end() {
        let text = "a\"b\\c\nd\u{2028}\u{85}ü日\u{e0041}";
        assert_eq!(quoted(text), r#""a\"b\\c\nd\u2028\u0085ü日\udb40\udc41""#);
        assert_eq!(quoted_hcl(text), r#""a\"b\\c\nd\U00002028\U00000085ü日\U000e0041""#);
        assert_eq!(quoted_toml(text), quoted_hcl(text));
        assert_eq!(quoted_toml("${a}\u{7f}"), r#""${a}\U0000007f""#);
        assert_eq!(quoted_hcl("$${a} %{b} $ % ${"), r#""$$${a} %%{b} $ % $${""#);
        assert_eq!(serde_json::from_str::<String>(&quoted(text)).unwrap(), text);
    }
}
