//! Order, through one sort: of the standard library's a program has a copy of 5 to 7 kB for each type and each
//! comparison.

use std::cmp::Ordering;

/// The items in their order. Equal ones stay as they were.
pub(crate) fn sorted<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let order = order(items.len(), &|a, b| compare(&items[a], &items[b]));
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|number| items[number].take()).collect()
}

/// The strings in their order, each once.
pub(crate) fn texts<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut sorted = sorted(texts.collect(), Ord::cmp);
    sorted.dedup();
    sorted
}

/// The numbers of so many items in the order of the items. Equal ones stay as they were.
pub(crate) fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    // The unstable sort has twice the code for numbers.
    order.sort_by(|a, b| compare(*a, *b));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ones_stay_as_they_were() {
        let items = vec![(2, "a"), (1, "b"), (2, "c"), (1, "d"), (0, "e")];
        let sorted = sorted(items, |(a, _), (b, _)| a.cmp(b));
        assert_eq!(sorted, [(0, "e"), (1, "b"), (1, "d"), (2, "a"), (2, "c")]);
    }

    #[test]
    fn each_text_is_there_once() {
        assert_eq!(texts(["b", "a", "b"].into_iter()), ["a", "b"]);
    }
}
