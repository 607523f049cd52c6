//! What figment says of a provider that fails, without what it quotes.

/// ` at line 3, column 5`, if it is a TOML parser that says so at the beginning of its text. The rest of
/// the text quotes the file.
pub(crate) fn parsed_to(error: &figment::Error) -> String {
    let figment::error::Kind::Message(text) = &error.kind else { return String::new() };
    let place = || -> Option<(u32, u32)> {
        let place = text.strip_prefix("TOML parse error at line ")?.lines().next()?;
        let (line, column) = place.split_once(", column ")?;
        Some((line.parse().ok()?, column.parse().ok()?))
    };
    match place() {
        Some((line, column)) => format!(" at line {line}, column {column}"),
        None => String::new(),
    }
}
