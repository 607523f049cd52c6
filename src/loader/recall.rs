//! What a live configuration adds to a run of the pipeline.

use std::time::Duration;

use super::fetch::Ask;
use crate::layer::{Layers, Provided, State};
use crate::plan::Plan;
use crate::source::KeyOutcome;

/// What the last run found, and what this one finds. A trait, so that a program without a live configuration
/// has none of its code.
pub(crate) trait Recall: Send {
    /// Whether there was a run before this one.
    fn is_refresh(&self) -> bool;

    /// Whether the last refresh was throttled.
    fn is_throttled(&self) -> bool {
        false
    }

    /// How old the values will be that the program has, when this run has ended in this way after such a time.
    fn age(&self, is_right: bool, _took: Duration) -> Option<Duration> {
        is_right.then_some(Duration::ZERO)
    }

    /// What the user's providers gave, when they are not to be read again: those above, and those below.
    fn providers(&self) -> Option<(Vec<Provided>, Vec<Provided>)>;

    /// The user's providers were read.
    fn provided(&mut self, above: &[Provided], below: &[Provided]);

    /// Says which of the keys a source is asked for.
    fn ask(&mut self, plan: &Plan, ask: &mut Ask<'_>);

    /// A source has answered for the keys that it was asked for: what became of all that is wanted of it.
    fn complete(&mut self, ask: &Ask<'_>, outcomes: Vec<KeyOutcome>) -> Vec<KeyOutcome>;

    /// Whether all of it is what the last run found.
    fn is_unchanged(&self) -> bool;

    /// All layers are there, and nothing is decoded yet.
    fn layered(&mut self, plan: &Plan, layers: &mut Layers, states: &mut [State]);
}
