//! Everything that goes through `tracing` while something runs, as one string.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Runs a function under a subscriber that takes everything, at every level.
pub fn recorded<T>(run: impl FnOnce() -> T) -> (T, String) {
    let recorder = Recorder::default();
    let text = Arc::clone(&recorder.text);
    let result = tracing::subscriber::with_default(recorder, run);
    let text = std::mem::take(&mut *text.lock().unwrap_or_else(PoisonError::into_inner));
    (result, text)
}

#[derive(Default)]
struct Recorder {
    text: Arc<Mutex<String>>,
}

impl Recorder {
    fn write(&self, record: impl FnOnce(&mut Fields<'_>)) {
        let mut text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        record(&mut Fields(&mut text));
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("figleaf")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.write(|fields| span.record(fields));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.write(|fields| values.record(fields));
    }

    fn event(&self, event: &Event<'_>) {
        self.write(|fields| event.record(fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = writeln!(self.0, "{} = {value:?}", field.name());
    }

    // As it is: Debug would escape it, and nothing would be found.
    fn record_str(&mut self, field: &Field, value: &str) {
        let _ = writeln!(self.0, "{} = {value}", field.name());
    }
}
