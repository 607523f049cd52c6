//! What asks AWS: `check`, `explain` and `diff` as functions.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use futures_util::future::join;

use super::diff::{Difference, differences};
use super::error::Error;
use super::fingerprint::{Fingerprints, KEY};
use super::level::Level;
use super::look::Look;
use super::seen::Seen;
use super::settings::Ops;
use super::surroundings;
use crate::Config;
use crate::loader::{Loader, Untyped};

/// Makes a loader whose type is forgotten.
#[derive(Clone)]
pub(super) struct Loading(Arc<dyn Fn() -> Untyped + Send + Sync>);

impl Loading {
    pub(super) fn of<T: Config>(loader: impl Fn() -> Loader<T> + Send + Sync + 'static) -> Self {
        Self(Arc::new(move || loader().untyped()))
    }
}

impl fmt::Debug for Loading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Loading")
    }
}

/// The variables of an application. Their values are not shown.
#[derive(Clone, Default)]
pub(super) struct Application(pub(super) BTreeMap<String, String>);

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

impl Ops {
    /// Loads with this loader where AWS is asked, in place of [`Config::loader`]: for an `SdkConfig` of one's own, for
    /// providers, for sources. What it says of names is what counts too.
    ///
    /// ```
    /// # fn main() -> Result<(), figleaf::ops::Error> {
    /// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    /// # runtime.block_on(async {
    /// use figleaf::ops::Verdict;
    /// use figleaf::source::Memory;
    /// use figleaf::{Config, Secret};
    ///
    /// #[derive(Config)]
    /// #[config(prefix = "/{env}/myapp")]
    /// struct AppConfig {
    ///     log_level: String,
    ///     api_key: Secret,
    /// }
    ///
    /// let stored = Memory::new("ssm").with("/prod/myapp/log-level", "info");
    /// let ops = AppConfig::ops("prod").loader(move || AppConfig::loader().source(stored.clone()));
    /// let seen = ops.check().await?;
    /// assert_eq!(seen.verdict(), Verdict::Findings);
    /// assert_eq!(seen.field("api_key").unwrap().state().as_str(), "missing");
    /// # Ok(()) }) }
    /// ```
    pub fn loader<T: Config>(self, loader: impl Fn() -> Loader<T> + Send + Sync + 'static) -> Self {
        let told = Self::of(&loader(), self.environment.clone());
        let mut names = told.names;
        names.extend(self.names);
        let mut vars = told.vars;
        vars.extend(self.vars);
        Self { schema: T::SCHEMA, names, vars, loading: Some(Loading::of(loader)), ..self }
    }

    /// The variables that the application has, as its task, function or unit sets them. Those of this process are not
    /// read, but for AWS's. Without it a field that only a variable gives is not checked.
    pub fn env_vars<K: Into<String>, V: Into<String>>(
        mut self,
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let own = |(name, value): (K, V)| (name.into(), value.into());
        self.variables = Some(Application(variables.into_iter().map(own).collect()));
        self
    }

    /// Asks as this role, so that what it may not read is denied here too: its ARN. Needs Cargo feature
    /// `default-chain`, and `sts:AssumeRole` on the role.
    pub fn role(mut self, arn: impl Into<String>) -> Self {
        self.role = Some(arn.into());
        self
    }

    /// Asks with this profile of AWS's files, which counts before keys in variables. Needs Cargo feature
    /// `default-chain`.
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = Some(profile.into());
        self
    }

    /// Whether the environment has what the configuration needs, by loading it. The configuration itself is given
    /// away.
    ///
    /// # Errors
    /// What was asked for cannot be: a placeholder that no name has, a role without the feature for it. What is wrong
    /// with the environment is in what was [seen](Seen::error).
    pub async fn check(&self) -> Result<Seen, Error> {
        self.check_at(Level::Load).await
    }

    /// The same, looking at no more than the level says.
    ///
    /// # Errors
    /// As [`check`](Ops::check).
    pub async fn check_at(&self, level: Level) -> Result<Seen, Error> {
        self.look(level, &fingerprints()).await
    }

    /// Where the value of each field comes from, and what it shadows. It is what [`check`](Ops::check) sees.
    ///
    /// # Errors
    /// As [`check`](Ops::check).
    pub async fn explain(&self) -> Result<Seen, Error> {
        self.check().await
    }

    /// In which fields another environment differs from this one.
    ///
    /// ```
    /// # fn main() -> Result<(), figleaf::ops::Error> {
    /// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    /// # runtime.block_on(async {
    /// use figleaf::Config;
    /// use figleaf::source::Memory;
    ///
    /// #[derive(Config)]
    /// #[config(prefix = "/{env}/myapp")]
    /// struct AppConfig {
    ///     log_level: String,
    /// }
    ///
    /// let stored = Memory::new("ssm")
    ///     .with("/dev/myapp/log-level", "debug")
    ///     .with("/prod/myapp/log-level", "info");
    /// let of = |environment: &str| {
    ///     let stored = stored.clone();
    ///     AppConfig::ops(environment).loader(move || AppConfig::loader().source(stored.clone()))
    /// };
    /// let differences = of("dev").diff(&of("prod")).await?;
    /// assert_eq!(differences[0].path(), "log_level");
    /// # Ok(()) }) }
    /// ```
    ///
    /// # Errors
    /// As [`check`](Ops::check), and an environment that gave no answer: then nothing is known of what differs. A
    /// single field whose value was not seen, such as one that may not be read, is
    /// [`DifferenceKind::Unknown`](super::DifferenceKind::Unknown).
    pub async fn diff(&self, other: &Self) -> Result<Vec<Difference>, Error> {
        let fingerprints = fingerprints();
        let (one, other) =
            join(self.look(Level::Load, &fingerprints), other.look(Level::Load, &fingerprints))
                .await;
        let seen = [one?, other?];
        for seen in &seen {
            if seen.has_no_answer() {
                let said = seen.error.as_ref().map(ToString::to_string).unwrap_or_default();
                return Err(Error::new(format!("{} gave no answer: {said}", seen.environment)));
            }
        }
        let [one, other] = seen;
        Ok(differences(&one, &other))
    }

    async fn look(&self, level: Level, fingerprints: &Fingerprints) -> Result<Seen, Error> {
        let Some(Loading(make)) = &self.loading else {
            return Err(Error::new(
                "only a type can be loaded, and not a schema: AppConfig::ops(…)",
            ));
        };
        let has_variables = self.variables.is_some();
        self.seen(make(), Look { level, fingerprints, values: false, has_variables }).await
    }

    /// Looks with a loader of the configuration.
    pub(super) async fn seen(&self, untyped: Untyped, look: Look<'_>) -> Result<Seen, Error> {
        Error::of(self.idle())?;
        let environment = self.environment.clone().unwrap_or_default();
        let application = self.variables.as_ref().map(|application| &application.0);
        let untyped = untyped
            .environment(&environment)
            .variables(
                surroundings::way(application, self.profile.as_deref()),
                surroundings::application(application),
            )
            .vars(self.vars.clone())
            .names(self.names.clone());
        let untyped = match &self.role {
            Some(role) => assuming(untyped, role)?,
            None => untyped,
        };
        look.at(untyped, &environment).await
    }
}

#[cfg(all(feature = "_aws", feature = "default-chain"))]
#[allow(clippy::unnecessary_wraps, reason = "the other one fails")]
fn assuming(untyped: Untyped, role: &str) -> Result<Untyped, Error> {
    Ok(untyped.role(role))
}

#[cfg(not(all(feature = "_aws", feature = "default-chain")))]
fn assuming(_: Untyped, _: &str) -> Result<Untyped, Error> {
    Err(Error::new("--role needs figleaf's Cargo feature `default-chain` beside `ops`"))
}

/// With the key of the variable, else with one of this run alone.
pub(super) fn fingerprints() -> Fingerprints {
    let key = std::env::var(KEY).ok().filter(|key| !key.is_empty());
    Fingerprints::new(key.as_deref())
}
