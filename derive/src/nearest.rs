//! "Did you mean …?"

/// The known name that a misspelt one is most likely to be.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates = known.into_iter().map(|known| (distance(name, known), known));
    let (distance, known) = candidates.min_by_key(|(distance, _)| *distance)?;
    (distance <= (name.len().max(known.len()) / 3).max(1)).then_some(known)
}

/// How many letters must be added, removed, replaced or swapped with their neighbour to make one
/// word of the other.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i];
        for j in 1..=b.len() {
            let replaced = row[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_letters() {
        assert_eq!(distance("", "env"), 3);
        assert_eq!(distance("env", "env"), 0);
        assert_eq!(distance("evn", "env"), 1);
        assert_eq!(distance("envs", "env"), 1);
        assert_eq!(distance("defualt", "default"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn suggests_only_what_is_near() {
        let known = ["default", "nested", "env"];
        assert_eq!(nearest("defualt", known), Some("default"));
        assert_eq!(nearest("nest", known), Some("nested"));
        assert_eq!(nearest("en", known), Some("env"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("env", []), None);
    }
}
