//! "Did you mean …?"

/// How alike two names must be for one to be suggested, from 0 (nothing) to 1 (the same).
const ALIKE: f64 = 0.8;

/// The name that is most like the wanted one, if one is like it. Case, `_` and `-` do not count: they are
/// what people get wrong.
pub(crate) fn alike<'k, K: AsRef<str>>(wanted: &str, present: &'k [K]) -> Option<&'k K> {
    let wanted = plain(wanted);
    let likeness = |name: &&K| strsim::jaro_winkler(&wanted, &plain(name.as_ref()));
    // Of short names one letter is much: two swapped ones make `kye` of `key`.
    let is_slip =
        |name: &&K| wanted.len() >= 3 && strsim::osa_distance(&wanted, &plain(name.as_ref())) <= 1;
    let nearest = present
        .iter()
        .max_by(|a, b| is_slip(a).cmp(&is_slip(b)).then(likeness(a).total_cmp(&likeness(b))));
    nearest.filter(|name| likeness(name) >= ALIKE || is_slip(name))
}

/// The one of these names that is the wanted one but for a slip: case, `_` and `-`, or one letter. Names of
/// variables have much in common, so that less is allowed than for keys.
pub(super) fn misspelt<'k>(wanted: &str, present: &'k [String]) -> Option<&'k String> {
    let plain_wanted = plain(wanted);
    let most = if plain_wanted.len() > 3 { 1 } else { 0 };
    // Separators aside the names are as long as each other, so that most need no comparing.
    let may_be = |name: &&String| {
        let letters = name.bytes().filter(|byte| !matches!(byte, b'_' | b'-')).count();
        letters.abs_diff(plain_wanted.len()) <= most
    };
    let distance = |name: &&String| strsim::osa_distance(&plain_wanted, &plain(name));
    let nearest = present.iter().filter(may_be).min_by_key(distance);
    nearest.filter(|name| distance(name) <= most)
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_get_wrong_is_alike() {
        let present = ["key", "api_key", "port", "database", "pool-size"];
        let meant = |name: &str| alike(name, &present).copied();
        assert_eq!(meant("kye"), Some("key"));
        assert_eq!(meant("apiKey"), Some("api_key"));
        assert_eq!(meant("API-KEY"), Some("api_key"));
        assert_eq!(meant("prot"), Some("port"));
        assert_eq!(meant("datbase"), Some("database"));
        assert_eq!(meant("PoolSize"), Some("pool-size"));
        for name in ["", "x", "colour", "engine"] {
            assert_eq!(meant(name), None, "{name}");
        }
    }

    #[test]
    fn case_and_separators_come_first() {
        let keys = ["user_nam", "UserName", "username2"];
        assert_eq!(alike("user_name", &keys), Some(&"UserName"));
        assert_eq!(alike("max-size", &["maxSizes", "MAX_SIZE"]), Some(&"MAX_SIZE"));
        assert_eq!(alike("passwrod", &["password", "user"]), Some(&"password"));
        assert_eq!(alike("port", &["host", "user"]), None);
    }

    #[test]
    fn variables_are_told_for_a_slip() {
        let set = ["APP_PROT", "DB_HOST", "APP__DATA"].map(str::to_owned);
        assert_eq!(misspelt("APP_PORT", &set), Some(&set[0]));
        assert_eq!(misspelt("APP_DATA", &set), Some(&set[2]));
        assert_eq!(misspelt("DB_PORT", &set), None);
        assert_eq!(misspelt("app-prot", &set), Some(&set[0]));
    }
}
