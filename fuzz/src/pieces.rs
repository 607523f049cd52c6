//! An input as several pieces: what stands between lines of `----`.

/// The pieces, of which there is at least one.
pub fn pieces(input: &str) -> impl Iterator<Item = &str> {
    input.split("\n----\n")
}

/// The first line of a piece, and the rest.
pub fn first_line(piece: &str) -> (&str, &str) {
    piece.split_once('\n').unwrap_or((piece, ""))
}
