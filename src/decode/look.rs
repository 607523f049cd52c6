//! Whether each field has a value somewhere, without looking at one.

use super::{Cause, Decoder, Held};
use crate::plan::Entry;

impl Decoder<'_> {
    /// Finds what no type has a part in: what is missing, and what could not be read.
    pub(crate) fn look(&mut self) {
        let facts = self.facts;
        let group = self.group;
        for (index, entry) in group.entries.iter().enumerate() {
            let field = &group.schema.fields()[index];
            match entry {
                Entry::Leaf(leaf) => match facts.value(*leaf) {
                    Err(cause) => self.fail(index, cause),
                    Ok(Some(_)) => self.holds(index, Held::Value),
                    Ok(None) if field.default().is_some() => self.holds(index, Held::Default),
                    Ok(None) if field.is_optional() => self.holds(index, Held::Absent),
                    Ok(None) => self.fail(index, Cause::Missing),
                },
                Entry::Group(inner) => {
                    let present = self.present(inner);
                    if field.is_optional() && present.is_none() {
                        self.mark_absent(inner);
                        continue;
                    }
                    let because = if field.is_optional() { present } else { self.because };
                    let decoder = Decoder::of_group(facts, &mut *self.results, inner);
                    Decoder { because, ..decoder }.look();
                }
            }
        }
    }
}
