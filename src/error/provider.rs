//! What figment says of a provider that fails, without what it quotes.

/// ` at line 3, column 5`, if a parser says so. Its text quotes the file, so only the numbers are taken.
pub(crate) fn parsed_to(error: &figment::Error) -> String {
    let text = error.kind.to_string();
    let number = |after: &str| -> Option<usize> {
        let digits = text.split_once(after)?.1;
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits[..end].parse().ok()
    };
    match (number("at line "), number(", column ")) {
        (Some(line), Some(column)) => format!(" at line {line}, column {column}"),
        _ => String::new(),
    }
}
