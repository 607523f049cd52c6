//! What an operation is about: a struct in one environment, one region and one account.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::asking::{Application, Loading};
use super::error::Error;
use super::inventory::Inventory;
use crate::Config;
use crate::decode::Decoder;
use crate::error::alike;
use crate::loader::Loader;
use crate::plan::{Blank, NameReason, Names, Plan, Target, Unresolved, Written, is_fit};
use crate::rules;
use crate::schema::Schema;
use crate::source::arns::Place;
use crate::source::env::Variables;
use crate::transport::Transport;

/// A configuration in one environment, and what can be made of it. What makes text asks nobody and does not look at
/// the machine: the same settings give the same text everywhere. [`check`](Ops::check), [`explain`](Ops::explain) and
/// [`diff`](Ops::diff) alone ask AWS.
///
/// ```
/// use figleaf::{Config, Secret};
///
/// #[derive(Config)]
/// #[config(prefix = "/{env}/myapp")]
/// struct AppConfig {
///     log_level: String,
///     #[config(secretsmanager = "{env}/api-key")]
///     api_key: Secret,
/// }
///
/// # fn main() -> Result<(), figleaf::ops::Error> {
/// let ops = AppConfig::ops("prod").region("eu-west-1").account("123456789012");
/// let policy = ops.policy()?.to_string();
/// assert!(policy.contains("arn:aws:ssm:eu-west-1:123456789012:parameter/prod/myapp/log-level"));
/// // In a test of yours: assert_eq!(policy, include_str!("../policy.json"));
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[must_use = "it does nothing until it is asked for something"]
pub struct Ops {
    pub(super) schema: &'static Schema,
    pub(super) environment: Option<String>,
    pub(super) vars: BTreeMap<String, String>,
    pub(super) any: BTreeSet<String>,
    pub(super) names: BTreeMap<String, String>,
    pub(super) region: Option<String>,
    pub(super) account: Option<String>,
    /// Whether it is meant that the account is any.
    pub(super) any_account: bool,
    pub(super) transport: Transport,
    pub(super) batch_secrets: bool,
    pub(super) kms_keys: Vec<String>,
    /// What decodes the configuration, and so asks the types of its fields. None of a schema alone.
    pub(super) decode: Option<fn(&mut Decoder<'_>)>,
    /// Whether CloudFormation knows region and account, where nobody has said them.
    pub(super) is_stack: bool,
    /// What makes the loader of the type, if it is known.
    pub(super) loading: Option<Loading>,
    pub(super) role: Option<String>,
    pub(super) profile: Option<String>,
    /// The application's variables, if they are known.
    pub(super) variables: Option<Application>,
}

/// What stands in an ARN for the region and the account of a stack, as long as what it becomes.
pub(super) const REGION_OF_STACK: &str = "$region-of-stk$";
pub(super) const ACCOUNT_OF_STACK: &str = "$account-of-stack$";

impl Ops {
    /// That of a schema, for programs that have one and no type. [`Config::ops`] is the usual way.
    pub fn new(schema: &'static Schema, environment: impl Into<String>) -> Self {
        Self {
            schema,
            environment: Some(environment.into()),
            vars: BTreeMap::new(),
            any: BTreeSet::new(),
            names: BTreeMap::new(),
            region: None,
            account: None,
            any_account: false,
            transport: Transport::Auto,
            batch_secrets: cfg!(feature = "_secrets"),
            kms_keys: Vec::new(),
            decode: None,
            is_stack: false,
            loading: None,
            role: None,
            profile: None,
            variables: None,
        }
    }

    /// What a loader was told, in this environment or in the one that the loader names.
    pub(crate) fn of<T: Config>(loader: &Loader<T>, environment: Option<String>) -> Self {
        let told = loader.told();
        Self {
            environment: environment.or_else(|| told.environment.map(str::to_owned)),
            vars: told.vars.clone(),
            names: told.names.clone(),
            transport: told.transport,
            batch_secrets: told.batch_secrets,
            decode: Some(|decoder| drop(T::__decode(decoder))),
            ..Self::new(T::SCHEMA, "")
        }
    }

    /// The region in which names without one are read: `eu-west-1`. Without it any region.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The account in which names without one are read: its twelve digits. Without it any account.
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.account = Some(account.into());
        self
    }

    /// Says that the names are meant to be allowed in any account.
    pub fn any_account(mut self) -> Self {
        self.any_account = true;
        self
    }

    /// Fills the placeholder `{name}`, as [`Loader::var`] does.
    pub fn var(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.vars.insert(name.into(), value.into());
        self
    }

    /// Lets the placeholder `{name}` be anything: a `*` in the policy, which tells what that opens.
    pub fn any(mut self, name: impl Into<String>) -> Self {
        self.any.insert(name.into());
        self
    }

    /// Gives the whole name or the ARN that a field is bound to as `${variable}`, as [`Loader::name`] does.
    /// The variables of the process are not looked at.
    pub fn name(mut self, variable: impl Into<String>, name: impl Into<String>) -> Self {
        self.names.insert(variable.into(), name.into());
        self
    }

    /// How the program reads, which says what it has to be allowed. What the loader says by default.
    pub fn transport(mut self, transport: Transport) -> Self {
        self.transport = transport;
        self
    }

    /// Whether the program reads several secrets in one request, as [`Loader::batch_secrets`](crate::Loader) says.
    pub fn batch_secrets(mut self, batch: bool) -> Self {
        self.batch_secrets = batch;
        self
    }

    /// A customer-managed key that values are encrypted under: its ARN, and not that of an alias. May be said
    /// several times.
    pub fn kms_key(mut self, arn: impl Into<String>) -> Self {
        self.kms_keys.push(arn.into());
        self
    }

    pub(super) fn place(&self) -> Place<'_> {
        let (region, account) = match (self.is_stack, self.any_account) {
            (false, _) => (None, None),
            (true, true) => (Some(REGION_OF_STACK), None),
            (true, false) => (Some(REGION_OF_STACK), Some(ACCOUNT_OF_STACK)),
        };
        Place {
            region: self.region.as_deref().or(region),
            account: self.account.as_deref().or(account),
        }
    }

    /// The environment as output tells it.
    pub(super) fn environment_name(&self) -> &str {
        self.environment.as_deref().unwrap_or("{env}")
    }

    /// Every name, filled in.
    pub(super) fn inventory(&self) -> Result<Inventory, Error> {
        let reasons: Vec<String> =
            [self.bad_region(), self.bad_account()].into_iter().flatten().collect();
        Error::of(reasons)?;
        if self.environment.is_none() {
            return Err(Error::new("which environment? It stands behind the verb: policy prod"));
        }
        self.fit()?;
        Error::of(self.idle())?;
        let plan = self.plan();
        Error::of(self.unresolved(&plan))?;
        Ok(Inventory::new(plan))
    }

    /// The names with what is known filled in; without an environment as they are written.
    pub(super) fn plan(&self) -> Plan {
        if self.environment.is_none() {
            return Plan::new(self.schema, &Names::templates());
        }
        Plan::new(self.schema, &self.names())
    }

    /// The variables whose values are known: the environment, and whole names that were given.
    pub(super) fn known_variables(&self) -> Vec<(&str, &str)> {
        let written = Written::new(self.schema);
        let is_named = written.placeholders().contains(&"env");
        let environment = self.environment.as_deref().filter(|_| is_named);
        let environment = environment.map(|value| (self.schema.environment(), value));
        let names = self.names.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        environment.into_iter().chain(names).collect()
    }

    pub(super) fn names(&self) -> Names {
        let none = Arc::new(Variables::Given(BTreeMap::new()));
        let names = Names::new(self.environment.as_deref(), &self.vars);
        names.with_whole(&self.names, &none).with_any(&self.any)
    }

    /// The environment goes into files that a shell reads.
    pub(super) fn fit(&self) -> Result<(), Error> {
        match self.environment.as_deref().is_none_or(is_fit) {
            true => Ok(()),
            false => Err(Error::new(
                "the environment is not fit for names: it is one word, such as prod",
            )),
        }
    }

    fn bad_region(&self) -> Option<String> {
        let region = self.region.as_deref()?;
        let is_none = !is_place(region, "123456789012");
        is_none.then(|| "the region is none: write one like eu-west-1".to_owned())
    }

    fn bad_account(&self) -> Option<String> {
        let account = self.account.as_deref()?;
        let is_none = !is_place("eu-west-1", account);
        is_none.then(|| "the account is none: write its 12 digits".to_owned())
    }

    /// What is given for names, and no name has.
    pub(super) fn idle(&self) -> Vec<String> {
        let written = Written::new(self.schema);
        let placeholders = written.placeholders();
        let given = self.vars.keys().chain(&self.any);
        let unknown = given.filter(|name| *name != "env" && !placeholders.contains(&name.as_str()));
        let idle = unknown.map(|name| match alike(name, &placeholders) {
            Some(meant) => {
                format!("no name has this placeholder of --var or --any: did you mean {meant}?")
            }
            None => "no name has this placeholder of --var or --any".to_owned(),
        });
        let variables: Vec<&str> = written.variables().collect();
        let unknown = self.names.keys().filter(|name| !variables.contains(&name.as_str()));
        idle.chain(unknown.map(|name| match alike(name, &variables) {
            Some(meant) => {
                format!("nothing is bound to this variable of --name: did you mean {meant}?")
            }
            None => "nothing is bound to this variable of --name".to_owned(),
        }))
        .collect()
    }

    /// What is to be said of each name that is not known, once.
    fn unresolved(&self, plan: &Plan) -> Vec<String> {
        let mut blanks: BTreeMap<&Unresolved, Vec<&str>> = BTreeMap::new();
        for leaf in &plan.leaves {
            if let Target::Unresolved(unresolved) = &leaf.target {
                blanks.entry(unresolved).or_default().push(&leaf.path);
            }
        }
        blanks.into_iter().map(|(blank, fields)| told(blank, &fields)).collect()
    }
}

/// The rules for ARNs know what a region and an account look like.
fn is_place(region: &str, account: &str) -> bool {
    let arn = format!("arn:aws:ssm:{region}:{account}:parameter/a");
    !region.contains(':') && rules::whole(rules::PARAMETERS, &arn, false).is_ok()
}

/// Tells names, and never what was given for them.
fn told(unresolved: &Unresolved, fields: &[&str]) -> String {
    let fields = fields.join(", ");
    match (&unresolved.blank, &unresolved.reason) {
        (Blank::Placeholder(name), NameReason::Unset) => format!(
            "no value for {{{name}}} in the names of {fields}: give --var {name}=VALUE, or --any {name} for all of them"
        ),
        (Blank::Placeholder(name), _) => format!(
            "the value for {{{name}}} is not fit for the names of {fields}: letters, digits and .-_ make one segment"
        ),
        (Blank::Whole { variable, .. }, NameReason::Unset) => {
            format!(
                "no name for ${{{variable}}}, where {fields} is stored: give --name {variable}=NAME_OR_ARN"
            )
        }
        (Blank::Whole { variable, .. }, _) => {
            format!("what is given for ${{{variable}}} is no name and no ARN, for {fields}")
        }
    }
}
