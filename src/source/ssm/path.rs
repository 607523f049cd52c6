//! GetParametersByPath: everything below a path, page after page.

use super::api::Api;
use crate::error::Code;
use crate::order::sorted;
use crate::source::aws::Line;
use crate::source::{Failure, Fetched, Key};
use crate::value::count;

const MORE_TIME: &str =
    "give the load more time: .timeout(…) on the loader; or keep fewer parameters below the path";

/// The parameters by the rest of their names, of all pages or of none.
pub(super) type Reply = Result<Vec<(String, Fetched)>, Failure>;

/// A page may be empty and another one follow: only a missing token ends it.
pub(super) async fn ask(api: &Api, key: &Key, line: &Line) -> Reply {
    let mut entries = Vec::new();
    let mut token: Option<String> = None;
    for number in 1.. {
        tracing::debug!(target: "figleaf", path = key.name(), page = number, "ssm:GetParametersByPath");
        let asked = token.as_deref();
        let page = line
            .ask("ssm:GetParametersByPath", &[key], || api.page(key, asked))
            .await
            .map_err(Line::failure)?;
        for parameter in page.found {
            let rest = parameter.name.as_deref().and_then(|name| below(name, key.name()));
            let (Some(rest), Some(value)) = (rest, parameter.value) else {
                return Err(Failure::new(Code::Unavailable, "one of its parameters has no value"));
            };
            entries.push((rest.to_owned(), value));
        }
        let read =
            Failure::of(Code::Timeout, format!("its first {} were read", count(number, "page")));
        line.attempts().failed([key], &read.with_help(MORE_TIME));
        token = page.token.filter(|token| !token.is_empty());
        if token.is_none() {
            break;
        }
    }
    Ok(each_once(entries))
}

/// Sorted, of two with one name the later one: parameters may change between two pages.
fn each_once(entries: Vec<(String, Fetched)>) -> Vec<(String, Fetched)> {
    let mut sorted = sorted(entries, |(a, _), (b, _)| a.cmp(b));
    sorted.dedup_by(|later, first| {
        let is_same = later.0 == first.0;
        if is_same {
            std::mem::swap(later, first);
        }
        is_same
    });
    sorted
}

/// The rest of a name below a path.
fn below<'n>(name: &'n str, path: &str) -> Option<&'n str> {
    name.strip_prefix(path.trim_end_matches('/'))?.strip_prefix('/')
}

#[cfg(test)]
mod tests {
    use super::{below, each_once};
    use crate::source::Fetched;

    #[test]
    fn of_two_pages_the_later_one_counts() {
        let entry = |name: &str, text: &str| (name.to_owned(), Fetched::text(text));
        let entries = vec![entry("b", "old"), entry("a", "1"), entry("b", "new")];
        assert!(each_once(entries) == [entry("a", "1"), entry("b", "new")]);
    }

    #[test]
    fn what_is_below_a_path_is_called_by_the_rest_of_its_name() {
        assert_eq!(below("/prod/flags/a/b", "/prod/flags"), Some("a/b"));
        assert_eq!(below("/prod/flags/a", "/prod/flags/"), Some("a"));
        assert_eq!(below("/prod/flagship", "/prod/flags"), None);
        assert_eq!(below("/prod/flags", "/prod/flags"), None);
    }
}
