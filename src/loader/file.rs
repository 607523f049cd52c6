//! Files that must exist: of the project, or one that a command line names.

use std::path::Path;

use crate::disclosure::Disclosure;
use crate::error::{Code, Problem, Subject};
use crate::value::{Found, Map, Value, json};

/// What a file holds. The end of its name says in which format.
pub(super) fn read(path: &Path) -> Result<Map, Problem> {
    let problem = |message: String, help: Option<&str>| Problem {
        subject: Subject::File,
        path: path.display().to_string(),
        fields: Vec::new(),
        code: Code::Invalid,
        message,
        places: Vec::new(),
        help: help.map(str::to_owned),
    };
    let format = Format::of(path).map_err(|help| {
        problem("the end of its name says no format that can be read".to_owned(), Some(help))
    })?;
    let text = std::fs::read_to_string(path).map_err(|error| {
        let message = format!("the file cannot be read: {}", error.kind());
        problem(
            message,
            Some("create it, or correct its path (it counts from the working directory)"),
        )
    })?;
    let text = zeroize::Zeroizing::new(text);
    // Editors of Windows put a byte order mark there.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    format.read(text).map_err(|message| problem(message, None))
}

enum Format {
    Json,
    #[cfg(feature = "local")]
    Toml,
}

impl Format {
    /// The format that a name ends in, or what to do about it.
    fn of(path: &Path) -> Result<Self, &'static str> {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        match extension.to_ascii_lowercase().as_str() {
            "json" => Ok(Self::Json),
            #[cfg(feature = "local")]
            "toml" => Ok(Self::Toml),
            #[cfg(not(feature = "local"))]
            "toml" => Err("enable figleaf's Cargo feature `local`, which reads TOML"),
            _ => Err(
                "name it ….toml or ….json; other formats are providers of figment, for .join(…) and .merge(…)",
            ),
        }
    }

    /// The keys that a text has, or what is wrong with it.
    fn read(self, text: &str) -> Result<Map, String> {
        match self {
            Self::Json => match json::read(text) {
                Ok(Value::Map(map)) => Ok(map),
                Ok(other) => Err(format!("expected an object, found {}", Found::of(&other).kind())),
                Err(wrong) => {
                    Err(format!("expected JSON, found {}", Disclosure::Public.wrong(&wrong)))
                }
            },
            #[cfg(feature = "local")]
            Self::Toml => crate::value::toml::read(text).map_err(|place| {
                let at = place.map(|(line, column)| format!(" at line {line}, column {column}"));
                format!("it is no valid TOML{}", at.unwrap_or_default())
            }),
        }
    }
}
