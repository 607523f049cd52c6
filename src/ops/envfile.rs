//! The file of `--env-file`: `NAME=value`, with quotation marks or without, with `export` or without.
//!
//! Not dotenvy: it puts variables of this process in the place of `$NAME`, which are those that a check must not read.
//! What readers of such files differ about is refused here, and not guessed.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::Error;

/// The variables of a file. What is wrong is told by the number of its line.
pub(super) fn read(path: &Path) -> Result<BTreeMap<String, String>, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Error::new(format!("the file of --env-file cannot be read: {}", error.kind()))
    })?;
    parse(&text).map_err(|(line, wrong)| {
        Error::new(format!("line {line} of the file of --env-file: {wrong}"))
    })
}

type Wrong = (usize, &'static str);

fn parse(text: &str) -> Result<BTreeMap<String, String>, Wrong> {
    let mut variables = BTreeMap::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
        let (name, value) = line.split_once('=').ok_or((number + 1, "it is no NAME=value"))?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        if name.is_empty() || !name.chars().all(is_name) {
            return Err((number + 1, "it is no NAME=value"));
        }
        let value = value_of(value.trim_start()).map_err(|wrong| (number + 1, wrong))?;
        variables.insert(name.to_owned(), value);
    }
    Ok(variables)
}

const UNCLEAR: &str = "readers differ about $, \\, ` and # outside of single quotes: write 'value'";

fn value_of(text: &str) -> Result<String, &'static str> {
    let quote = text.chars().next().filter(|first| matches!(first, '\'' | '"'));
    let Some(quote) = quote else {
        let is_unclear = text.contains(['$', '\\', '`', '\'', '"']) || text.contains('#');
        return if is_unclear { Err(UNCLEAR) } else { Ok(text.trim_end().to_owned()) };
    };
    let (value, rest) = text[1..].split_once(quote).ok_or(
        "a quotation mark is not closed on its line; documents of several lines are for the stores",
    )?;
    let rest = rest.trim_start();
    if !(rest.is_empty() || rest.starts_with('#')) {
        return Err("something stands behind the closing quotation mark");
    }
    match quote == '"' && value.contains(['$', '\\', '`']) {
        true => Err(UNCLEAR),
        false => Ok(value.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_reader_reads_alike() {
        let text = "\u{feff}# comment\n\nexport A='a $HOME \\n # b' # said\r\nB=\"two words\"\nC=plain\nD=\n  E = \n";
        let all = parse(text);
        // `E ` is no name.
        assert_eq!(all, Err((7, "it is no NAME=value")));
        let all = parse(text.rsplit_once("  E").unwrap().0).unwrap();
        let pairs: Vec<_> =
            all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            pairs,
            [("A", "a $HOME \\n # b"), ("B", "two words"), ("C", "plain"), ("D", "")]
        );
    }

    #[test]
    fn what_they_differ_about_is_refused_by_its_line_and_not_shown() {
        for text in [
            "A=pa$HOME",
            "A=\"pa$HOME\"",
            "A=a#b",
            "A=it's",
            "A=\"a\\nb\"",
            "A='a",
            "A='a'b",
            "A a",
        ] {
            let (line, wrong) = parse(&format!("\n{text}")).unwrap_err();
            assert_eq!(line, 2, "{text}");
            assert!(!wrong.contains("HOME"), "{wrong}");
        }
    }
}
