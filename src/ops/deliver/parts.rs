//! Several files of one answer.

use std::path::{Path, PathBuf};

/// Numbered files beside the parts, which an earlier answer of more parts has left: `policy-prod-7.json`.
pub(super) fn left_over(
    folder: &Path,
    parts: &[(String, String)],
) -> std::io::Result<Vec<PathBuf>> {
    let begin = parts.last().and_then(|(name, _)| name.rsplit_once('-'));
    let Some((begin, _)) = begin else { return Ok(Vec::new()) };
    let is_part = |name: &str| parts.iter().any(|(part, _)| part == name);
    let mut left = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if is_numbered(name, begin) && !is_part(name) {
            left.push(entry.path());
        }
    }
    left.sort();
    Ok(left)
}

fn is_numbered(name: &str, begin: &str) -> bool {
    let rest = name.strip_prefix(begin).and_then(|rest| rest.strip_prefix('-'));
    let number = rest.and_then(|rest| rest.strip_suffix(".json"));
    number.is_some_and(|number| {
        !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit())
    })
}
