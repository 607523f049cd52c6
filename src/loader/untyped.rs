//! A configuration whose type is forgotten, so that what looks at environments is compiled once, and not in every
//! program for every struct.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::Arc;

use super::recall::Recall;
use super::run::{self, Decode, Run};
use super::{Loader, Prepared};
use crate::Config;
use crate::caught::drop_caught;
use crate::decode::Decoder;
use crate::error::Error;
use crate::schema::Schema;
use crate::source::Source;
#[cfg(feature = "_aws")]
use crate::source::aws;
use crate::source::env::Variables;
#[cfg(feature = "_aws")]
use crate::transport::Transport;

/// What a loader was told, and what its type does.
pub(crate) struct Untyped {
    pub(crate) schema: &'static Schema,
    prepared: Prepared,
    /// Whether it gives a configuration.
    decode: fn(&mut Decoder<'_>) -> bool,
    check: fn() -> Result<(), Error>,
}

impl<T: Config> Loader<T> {
    pub(crate) fn untyped(self) -> Untyped {
        Untyped {
            schema: T::SCHEMA,
            prepared: Prepared::new(self.settings),
            decode: decode::<T>,
            check: T::check_schema,
        }
    }
}

fn decode<T: Config>(decoder: &mut Decoder<'_>) -> bool {
    let config = T::__decode(decoder);
    let is_whole = config.is_some();
    drop_caught(config);
    is_whole
}

impl Untyped {
    pub(crate) fn environment(mut self, environment: &str) -> Self {
        self.prepared.settings.environment = Some(environment.to_owned());
        self
    }

    /// Reads these in place of the process's: the way to AWS and what stands in for it one set, names and fields the
    /// other.
    pub(crate) fn variables(
        mut self,
        way: BTreeMap<String, OsString>,
        application: BTreeMap<String, OsString>,
    ) -> Self {
        self.prepared.settings.variables = Arc::new(Variables::Given(way));
        self.prepared.settings.application = Some(Arc::new(Variables::Given(application)));
        self
    }

    pub(crate) fn vars(mut self, vars: BTreeMap<String, String>) -> Self {
        self.prepared.settings.vars.extend(vars);
        self
    }

    pub(crate) fn names(mut self, names: BTreeMap<String, String>) -> Self {
        self.prepared.settings.names.extend(names);
        self
    }

    /// Asks AWS as this role.
    #[cfg(all(feature = "_aws", feature = "default-chain"))]
    pub(crate) fn role(mut self, arn: &str) -> Self {
        self.prepared.settings.role = Some(arn.to_owned());
        self
    }

    /// Puts a source in the place of the one of its name.
    pub(crate) fn source(mut self, source: impl Source + 'static) -> Self {
        self.prepared.settings.sources.push(Arc::new(source));
        self
    }

    /// The names of the user's own sources.
    pub(crate) fn own_sources(&self) -> Vec<&'static str> {
        self.prepared.settings.sources.iter().map(|source| source.name()).collect()
    }

    /// Whether a file stands in for AWS.
    pub(crate) fn is_local(&self) -> bool {
        self.prepared.settings.is_local()
    }

    /// The names of the variables that its fields may be read from.
    pub(crate) fn variable_names(&self) -> Vec<String> {
        self.prepared.settings.of_application().names()
    }

    /// AWS as its sources ask it, for other questions than theirs, and with which client. None: none is compiled in.
    #[cfg(feature = "_aws")]
    pub(crate) fn aws(&self) -> Option<(Arc<aws::Run>, aws::Client)> {
        let settings = &self.prepared.settings;
        // The extension tells values alone: a client of its own is asked beside it.
        let transport = match settings.transport {
            Transport::Extension | Transport::ExtensionFirst => Transport::Auto,
            transport => transport,
        };
        let client = aws::Client::of(transport, settings.sdk_config.as_deref())?;
        Some((aws::Run::new(self.prepared.kept.aws(settings, client)), client))
    }

    /// What [`Config::check_schema`] says.
    pub(crate) fn check_schema(&self) -> Result<(), Error> {
        (self.check)()
    }

    /// Loads the configuration and gives it away.
    pub(crate) async fn load(&self, recall: &mut dyn Recall) -> Result<(), Error> {
        let mut is_whole = false;
        let ran = self.run(recall, &mut |decoder| is_whole = (self.decode)(decoder)).await;
        match (ran, is_whole) {
            (Ok(()), false) => Err(Error::not_derived(self.schema.name())),
            (ran, _) => ran,
        }
    }

    /// Goes as far as a load does before a value is looked at: names, layers, and whether each field is somewhere.
    pub(crate) async fn look(&self, recall: &mut dyn Recall) -> Result<(), Error> {
        self.run(recall, &mut |decoder| decoder.look()).await
    }

    async fn run(&self, recall: &mut dyn Recall, decode: Decode<'_>) -> Result<(), Error> {
        let deadline = self.prepared.settings.deadline();
        let run = Run { recall: Some(recall), ..Run::first(self.schema, deadline) };
        run::run(&self.prepared, self.schema, run, decode).await.map(drop)
    }
}
