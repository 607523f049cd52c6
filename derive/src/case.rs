//! `rename_all`: serde's names, and what serde makes of them.

/// A way to write the names of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

/// Every case under the name that `rename_all` takes.
pub(crate) const CASES: [(&str, Case); 8] = [
    ("lowercase", Case::Lower),
    ("UPPERCASE", Case::Upper),
    ("PascalCase", Case::Pascal),
    ("camelCase", Case::Camel),
    ("snake_case", Case::Snake),
    ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
    ("kebab-case", Case::Kebab),
    ("SCREAMING-KEBAB-CASE", Case::ScreamingKebab),
];

impl Case {
    pub(crate) fn named(name: &str) -> Option<Self> {
        CASES.iter().find(|(known, _)| *known == name).map(|(_, case)| *case)
    }

    /// Renames a field. Field names are in snake case, so that `lowercase` has nothing to do.
    pub(crate) fn apply(self, field: &str) -> String {
        match self {
            Self::Lower | Self::Snake => field.to_owned(),
            Self::Upper | Self::ScreamingSnake => field.to_uppercase(),
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingKebab => field.to_uppercase().replace('_', "-"),
            Self::Pascal => field.split('_').map(|word| first(word, true)).collect(),
            Self::Camel => first(&Self::Pascal.apply(field), false),
        }
    }
}

/// A word with its first letter in the given case.
fn first(word: &str, upper: bool) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(letter) if upper => letter.to_uppercase().chain(chars).collect(),
        Some(letter) => letter.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renames_like_serde() {
        let renamed: Vec<_> = CASES.iter().map(|(_, case)| case.apply("api_key_2")).collect();
        let expected = [
            "api_key_2",
            "API_KEY_2",
            "ApiKey2",
            "apiKey2",
            "api_key_2",
            "API_KEY_2",
            "api-key-2",
            "API-KEY-2",
        ];
        assert_eq!(renamed, expected);
    }

    #[test]
    fn knows_only_serdes_names() {
        assert_eq!(Case::named("kebab-case"), Some(Case::Kebab));
        assert_eq!(Case::named("kebab"), None);
    }
}
