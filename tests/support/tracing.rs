//! Records everything that goes through `tracing`, at every level.
//!
//! ```ignore
//! let recorder = Recorder::for_target("figleaf");
//! let loaded = AppConfig::loader().load_owned().with_subscriber(recorder.subscriber()).await;
//! assert!(!recorder.text().contains("hunter2"));
//! ```

use ::tracing::field::{Field, Visit};
use ::tracing::span::{Attributes, Id, Record};
use ::tracing::{Dispatch, Level, Metadata, Subscriber};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, OnceLock};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::{LookupSpan, Registry};

/// An event, or a span that was opened.
#[derive(Clone, Debug)]
pub struct Event {
    pub level: Level,
    pub target: String,
    /// An event's message, a span's name.
    pub message: String,
    /// Without the message. Of a span, those it was opened with.
    pub fields: BTreeMap<String, String>,
    /// Names of the spans around it, the outermost first.
    pub spans: Vec<String>,
}

/// Where the records go. Clones share them.
#[derive(Clone, Default)]
pub struct Recorder {
    target: &'static str,
    records: Arc<Mutex<Records>>,
}

#[derive(Default)]
struct Records {
    events: Vec<Event>,
    spans: Vec<Event>,
    text: String,
}

impl Recorder {
    /// Records all targets.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only targets that start like this.
    pub fn for_target(target: &'static str) -> Self {
        Self { target, ..Self::default() }
    }

    /// For `tracing::subscriber::with_default(…)`, which reaches the current thread only, or
    /// `future.with_subscriber(…)`, which follows the future from thread to thread. Neither reaches
    /// a task or thread spawned from there.
    pub fn subscriber(&self) -> impl Subscriber + Send + Sync + 'static {
        // While there is one subscriber, tracing judges an event that is met for the first time by the thread that meets it: one
        // that has none would turn the event off for all. Of two, each is asked.
        static OTHER: OnceLock<Dispatch> = OnceLock::new();
        OTHER.get_or_init(|| Dispatch::new(Registry::default().with(Self::new())));
        Registry::default().with(self.clone())
    }

    pub fn events(&self) -> Vec<Event> {
        self.records.lock().unwrap().events.clone()
    }

    pub fn spans(&self) -> Vec<Event> {
        self.records.lock().unwrap().spans.clone()
    }

    /// All of it, with what was recorded into a span after it was opened, a line each.
    pub fn text(&self) -> String {
        self.records.lock().unwrap().text.clone()
    }
}

impl Records {
    /// Values are written as they are, not through Debug, whose escapes would hide a secret from a
    /// search.
    fn write(&mut self, kind: &str, event: &Event) {
        let spans = event.spans.join(":");
        let (level, target, message) = (event.level, &event.target, &event.message);
        writeln!(self.text, "{kind} {level} {target} {spans} {message}").unwrap();
        for (name, value) in &event.fields {
            writeln!(self.text, "  {name} = {value}").unwrap();
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.target().starts_with(self.target)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let parents = context.span(id).and_then(|span| span.parent());
        let parents = parents.into_iter().flat_map(|parent| parent.scope().from_root());
        let spans = parents.map(|span| span.name().to_owned()).collect();
        let metadata = attributes.metadata();
        let span = fields.into_event(metadata, metadata.name().to_owned(), spans);
        let mut records = self.records.lock().unwrap();
        records.write("span", &span);
        records.spans.push(span);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        let metadata = context.metadata(id).expect("an open span");
        let later = fields.into_event(metadata, metadata.name().to_owned(), Vec::new());
        self.records.lock().unwrap().write("record", &later);
    }

    fn on_event(&self, event: &::tracing::Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let message = fields.0.remove("message").unwrap_or_default();
        let scope = context.event_scope(event).into_iter().flat_map(|scope| scope.from_root());
        let spans = scope.map(|span| span.name().to_owned()).collect();
        let event = fields.into_event(event.metadata(), message, spans);
        let mut records = self.records.lock().unwrap();
        records.write("event", &event);
        records.events.push(event);
    }
}

#[derive(Default)]
struct Fields(BTreeMap<String, String>);

impl Fields {
    fn into_event(self, metadata: &Metadata<'_>, message: String, spans: Vec<String>) -> Event {
        Event {
            level: *metadata.level(),
            target: metadata.target().to_owned(),
            message,
            fields: self.0,
            spans,
        }
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }

    /// Subscribers print an error's causes too, so what is in one of them has been told.
    fn record_error(&mut self, field: &Field, error: &(dyn Error + 'static)) {
        let causes = std::iter::successors(Some(error), |&error| error.source());
        let text: Vec<_> = causes.map(|error| format!("{error} ({error:?})")).collect();
        self.0.insert(field.name().to_owned(), text.join(": "));
    }
}
