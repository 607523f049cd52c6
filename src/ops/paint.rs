//! Colours on a terminal.

use std::io::IsTerminal;

/// Whether cells have colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Plain,
    Coloured,
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    None,
    Green,
    Red,
    Yellow,
}

impl Paint {
    /// Coloured on a terminal, unless `NO_COLOR` is set to anything or the terminal knows none.
    pub(super) fn of_stdout() -> Self {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        match std::io::stdout().is_terminal() && !is_set("NO_COLOR") && !is_dumb {
            true => Self::Coloured,
            false => Self::Plain,
        }
    }

    pub(super) fn on(self, text: &str, colour: Colour) -> String {
        let code = match (self, colour) {
            (Self::Plain, _) | (_, Colour::None) => return text.to_owned(),
            (Self::Coloured, Colour::Green) => 32,
            (Self::Coloured, Colour::Red) => 31,
            (Self::Coloured, Colour::Yellow) => 33,
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}
