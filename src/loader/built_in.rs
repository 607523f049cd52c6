//! The built-in sources by themselves, for sources of a user's own that ask them.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::fetch::no_source;
use super::settings::{Prepared, Settings};
use super::stores::{self, choose};
use crate::error::Problem;
use crate::source::{Answer, BoxFuture, Failure, Help, Key, Source};

/// Parameter Store and Secrets Manager as a [`Loader`](crate::Loader) reads them by itself: through the client, with the
/// `SdkConfig` and from the local store that it was told. [`Loader::stores`](crate::Loader::stores) makes it.
///
/// Both stores of it share connections and credentials, and keep them from one load to the next. Nothing is read or
/// built before a key is asked. Clones are the same.
#[derive(Debug, Clone)]
pub struct Stores(Arc<Inner>);

/// One of the built-in sources: [`Stores::ssm`], [`Stores::secretsmanager`].
#[derive(Debug, Clone)]
pub struct Store {
    name: &'static str,
    stores: Stores,
}

struct Inner {
    prepared: Prepared,
    /// The file of a local store.
    file: Option<String>,
    run: Mutex<Option<Run>>,
}

/// What was asked last: the sources of one run of the pipeline, which look for credentials once for both.
struct Run {
    sources: Arc<Vec<Box<dyn Source>>>,
    is_refresh: bool,
    /// Those that were asked in it. One that is asked again is asked in another run.
    asked: Vec<&'static str>,
}

impl Stores {
    pub(super) fn new(settings: &Settings) -> Self {
        let settings = settings.of_stores();
        let file = stores::file(&settings).map(|path| path.display().to_string());
        Self(Arc::new(Inner { prepared: Prepared::new(settings), file, run: Mutex::default() }))
    }

    /// Parameter Store.
    #[must_use]
    pub fn ssm(&self) -> Store {
        Store { name: "ssm", stores: self.clone() }
    }

    /// Secrets Manager.
    #[must_use]
    pub fn secretsmanager(&self) -> Store {
        Store { name: "secretsmanager", stores: self.clone() }
    }
}

impl Inner {
    /// The sources for asking one of them: those that the other one is being asked in, else new ones.
    fn begin(
        &self,
        name: &'static str,
        is_refresh: bool,
    ) -> Result<Arc<Vec<Box<dyn Source>>>, Problem> {
        let mut run = self.run();
        if let Some(run) = &mut *run {
            let is_under_way = Arc::strong_count(&run.sources) > 1;
            if is_under_way && run.is_refresh == is_refresh && !run.asked.contains(&name) {
                run.asked.push(name);
                return Ok(run.sources.clone());
            }
        }
        let sources = Arc::new(choose(&self.prepared, is_refresh)?.sources);
        *run = Some(Run { sources: sources.clone(), is_refresh, asked: vec![name] });
        Ok(sources)
    }

    fn run(&self) -> MutexGuard<'_, Option<Run>> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    async fn fetch_all(&self, keys: &[Key], answer: &mut Answer) {
        let inner = &self.stores.0;
        let sources = match inner.begin(self.name, answer.is_refresh()) {
            Ok(sources) => sources,
            Err(problem) => return answer.fail_rest(keys, &Failure::of_setting(problem)),
        };
        match sources.iter().find(|source| source.name() == self.name) {
            Some(source) => source.fetch(keys, answer).await,
            None => {
                let help = no_source(self.name, inner.prepared.settings.transport);
                answer.fail_rest(keys, &Failure::no_source(help));
            }
        }
    }
}

impl Source for Store {
    fn name(&self) -> &'static str {
        self.name
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(self.fetch_all(keys, answer))
    }

    fn help(&self, problem: &Help<'_>) -> Option<String> {
        let sources = self.stores.0.run().as_ref()?.sources.clone();
        sources.iter().find(|source| source.name() == self.name)?.help(problem)
    }

    fn container(&self) -> Option<&str> {
        self.stores.0.file.as_deref()
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stores")
            .field("transport", &self.prepared.settings.transport)
            .field("local", &self.file)
            .finish_non_exhaustive()
    }
}
