//! Rows of cells, one below the other.

use super::paint::{Colour, Paint};

/// What stands in one place of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    text: String,
    colour: Colour,
}

impl Cell {
    pub(super) fn new(text: impl Into<String>, colour: Colour) -> Self {
        Self { text: text.into(), colour }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::new(text, Colour::None)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::new(text, Colour::None)
    }
}

/// Each column as wide as its widest cell, two blanks between them, none at the end of a line.
pub(super) fn table(rows: &[Vec<Cell>], paint: Paint) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.text.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut blanks = 0;
        for (cell, width) in row.iter().zip(&widths) {
            let length = cell.text.chars().count();
            if length > 0 {
                text.extend(std::iter::repeat_n(' ', blanks));
                text.push_str(&paint.on(&cell.text, cell.colour));
                blanks = 0;
            }
            blanks += width - length + 2;
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other() {
        let row = |cells: &[&str]| cells.iter().map(|cell| Cell::from(*cell)).collect::<Vec<_>>();
        let rows = [row(&["", "dev", "prod"]), row(&["api_key", "ok", "missing"])];
        assert_eq!(table(&rows, Paint::Plain), "         dev  prod\napi_key  ok   missing\n");
    }

    /// What colours a cell has no width.
    #[test]
    fn colours_move_nothing() {
        let rows = [
            vec![Cell::new("ok", Colour::Green), "x".into()],
            vec![Cell::new("missing", Colour::Red), "y".into()],
        ];
        let text = table(&rows, Paint::Coloured);
        assert_eq!(text, "\u{1b}[32mok\u{1b}[0m       x\n\u{1b}[31mmissing\u{1b}[0m  y\n");
        let mut plain = text;
        for code in ["\u{1b}[32m", "\u{1b}[31m", "\u{1b}[0m"] {
            plain = plain.replace(code, "");
        }
        assert_eq!(plain, table(&rows, Paint::Plain));
    }
}
