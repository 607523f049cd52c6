//! Two files that people write values into, compared by the names in them alone.

use std::collections::BTreeSet;

/// Names that are in one file and not in the other; nothing when there are none. Of the file that is there
/// nothing is shown: a line may hold a value, or be a part of one.
pub(super) fn difference(there: &str, text: &str) -> String {
    let (ours, theirs) = (names(text), names(there));
    let known: BTreeSet<&str> = ours.iter().map(|(_, name)| *name).collect();
    let present: BTreeSet<&str> = theirs.iter().map(|(_, name)| *name).collect();
    let mut shown = String::new();
    for (line, _) in theirs.iter().filter(|(_, name)| !known.contains(name)) {
        shown += &format!("- line {line}: nothing reads the name there\n");
    }
    for name in known.difference(&present) {
        shown += &format!("+ {name}\n");
    }
    shown
}

/// The names of a file with the numbers of their lines. What is commented out is a name too: whoever takes the
/// comment away has filled it in.
fn names(text: &str) -> Vec<(usize, &str)> {
    let lines = text.lines().enumerate();
    lines.filter_map(|(number, line)| Some((number + 1, name(line)?))).collect()
}

/// The name of `NAME=…` and of `"name" = …`.
fn name(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['#', ' ']);
    if let Some(rest) = line.strip_prefix('"') {
        let (name, rest) = rest.split_once('"')?;
        return rest.trim_start().starts_with('=').then_some(name);
    }
    let (name, _) = line.split_once('=')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_comments_and_order_do_not_count() {
        let text = "# What it is.\n# A=\nB='info'\n";
        assert_eq!(difference("B=debug\nA=hunter2\n", text), "");
    }

    #[test]
    fn what_is_there_is_told_by_its_line() {
        let there = "A=hunter2\nsecret=hunter3\n\"/a\" = \"hunter4\"\n";
        assert_eq!(
            difference(there, "A=\nB=\n"),
            "- line 2: nothing reads the name there\n- line 3: nothing reads the name there\n+ B\n"
        );
    }
}
