//! A source of a user's, whose panics do not go through a load.

use std::sync::Arc;

use super::{Answer, BoxFuture, Failure, Help, Key, Source};
use crate::caught::{Panicked, caught};
use crate::error::{Code, Problem, Subject};

/// A source whose name is known and whose words may be missing. Its [`fetch`](Source::fetch) is guarded
/// where all sources are asked.
pub(crate) struct Guarded {
    name: &'static str,
    source: Arc<dyn Source>,
}

impl Guarded {
    pub(crate) fn boxed(source: Arc<dyn Source>) -> Result<Box<dyn Source>, Problem> {
        match caught(|| source.name()) {
            Ok(name) => Ok(Box::new(Self { name, source })),
            Err(_) => Err(Problem::of_setting(
                Subject::Loader,
                ".source(…)",
                Code::Conflict,
                "its name() panicked, so that nothing can be bound to it",
                "return the name that bindings use",
            )),
        }
    }
}

impl Source for Guarded {
    fn name(&self) -> &'static str {
        self.name
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        self.source.fetch(keys, answer)
    }

    fn help(&self, problem: &Help<'_>) -> Option<String> {
        caught(|| self.source.help(problem)).ok().flatten()
    }

    fn container(&self) -> Option<&str> {
        caught(|| self.source.container()).ok().flatten()
    }

    fn is_immediate(&self) -> bool {
        self.source.is_immediate()
    }
}

/// What tokio is called in a report.
const TOKIO: &str = "the tokio runtime";

/// A runtime without its timer or its I/O.
pub(crate) fn no_runtime() -> Failure {
    Failure::unavailable("its timer or its I/O is not enabled")
        .of_shared(TOKIO)
        .with_help("use #[tokio::main], or .enable_all() on tokio::runtime::Builder")
}

/// What a panic in a source is to the keys of which it has said nothing.
pub(crate) fn failure(panicked: Panicked) -> Failure {
    match panicked {
        Panicked::NoRuntime => no_runtime(),
        Panicked::Unknown => Failure::unavailable("its code panicked")
            .with_help("see the panic's own message on stderr"),
    }
}
