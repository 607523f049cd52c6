//! A policy that is too large for one document.

use super::Policy;
use super::document::{Statement, document};

/// Documents of at most [`Policy::LIMIT`] characters that allow together what the statements allow, filled one after
/// the other.
pub(super) fn split(statements: &[Statement]) -> Vec<Vec<Statement>> {
    let mut documents: Vec<Vec<Statement>> = vec![Vec::new()];
    for statement in statements {
        let mut rest = statement.list();
        while !rest.is_empty() {
            let Some(current) = documents.last_mut() else { return documents };
            let fits = fitting(current, statement, rest);
            // What is too large alone stands alone: there is no smaller form of it.
            if fits == 0 && !current.is_empty() {
                documents.push(Vec::new());
                continue;
            }
            let (now, later) = rest.split_at(fits.max(1));
            current.push(statement.with_list(now.to_vec()));
            rest = later;
        }
    }
    documents
}

/// How many values of the list fit into the document. The size grows with each, so that halving finds it.
fn fitting(document_: &[Statement], statement: &Statement, list: &[String]) -> usize {
    let is_small = |count: usize| {
        let mut all = document_.to_vec();
        all.push(statement.with_list(list[..count].to_vec()));
        document(&all).compact().chars().count() <= Policy::LIMIT
    };
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        match is_small(middle) {
            true => low = middle,
            false => high = middle - 1,
        }
    }
    low
}
