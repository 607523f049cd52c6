//! Sixty fields from memory, once per iteration, to a struct that is checked.
//!
//! What each library reads is made outside of the timed part. figleaf's part is everything that a load
//! does: plan, merge, decode, validate, and where each value came from.

use std::collections::BTreeMap;
use std::sync::Arc;

use config::Source;
use divan::Bencher;
use figleaf::source::{self, Answer, BoxFuture, Fetched, Key, Memory};
use figleaf::{Config, Loader};
use figment::providers::Serialized;
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};
use in_process::{Sixty, SixtyVariables};
use tokio::runtime::{Builder, Runtime};
use validator::Validate;

fn main() {
    all_load_the_same();
    divan::main();
}

fn all_load_the_same() {
    let example = Sixty::example();
    let store = loader::<Sixty>().source(Store::new());
    assert_eq!(store.load_owned_blocking().unwrap(), example);
    let memory = loader::<Sixty>().source(memory());
    assert_eq!(memory.load_owned_blocking().unwrap(), example);
    let serialized = loader::<Sixty>().merge(Serialized::defaults(example.clone()));
    assert_eq!(serialized.load_owned_blocking().unwrap(), example);
    let figment = Figment::from(Serialized::defaults(&example));
    assert_eq!(figment.extract::<Sixty>().unwrap(), example);
    assert_eq!(envy::prefixed("APP_").from_iter::<_, Sixty>(variables()).unwrap(), example);
    let config = config::Config::try_from(&example).unwrap();
    assert_eq!(config.try_deserialize::<Sixty>().unwrap(), example);
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().unwrap()
}

/// Without the process's variables, which are another machine's on each machine.
fn loader<T: Config>() -> Loader<T> {
    T::loader().environment("bench").env_vars::<String, String>([])
}

fn load<T: Config>(bencher: Bencher<'_, '_>, loader: impl Fn() -> Loader<T>) {
    let runtime = runtime();
    bencher
        .with_inputs(loader)
        .bench_local_values(|loader| runtime.block_on(loader.load_owned()).unwrap());
}

/// The texts of the fields, under their names in Parameter Store.
fn parameters() -> BTreeMap<String, String> {
    let name = |field: &str| format!("/bench/app/{}", field.replace('_', "-"));
    Sixty::example().texts().into_iter().map(|(field, text)| (name(field), text)).collect()
}

/// In the place of Parameter Store: what is asked for is looked up.
#[derive(Clone)]
struct Store(Arc<BTreeMap<String, String>>);

impl Store {
    fn new() -> Self {
        Self(Arc::new(parameters()))
    }
}

impl source::Source for Store {
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            for key in keys {
                match self.0.get(key.name()) {
                    Some(text) => answer.found(key, Fetched::text(text.as_str())),
                    None => answer.absent(key),
                }
            }
        })
    }
}

/// The same for tests, which keeps in mind what it was asked for.
fn memory() -> Memory {
    let with = |memory: Memory, (name, text)| memory.with(name, text);
    parameters().into_iter().fold(Memory::new("ssm"), with)
}

/// Variables: texts again.
fn variables() -> Vec<(String, String)> {
    let name = |field: &str| format!("APP_{}", field.to_uppercase());
    Sixty::example().texts().into_iter().map(|(field, text)| (name(field), text)).collect()
}

#[divan::bench]
fn figleaf_store(bencher: Bencher<'_, '_>) {
    let store = Store::new();
    load(bencher, || loader::<Sixty>().source(store.clone()));
}

#[divan::bench]
fn figleaf_memory(bencher: Bencher<'_, '_>) {
    let memory = memory();
    load(bencher, || loader::<Sixty>().source(memory.clone()));
}

/// With a look for sixty variables of which none is set.
#[divan::bench]
fn figleaf_store_env_prefix(bencher: Bencher<'_, '_>) {
    let store = Store::new();
    load(bencher, || loader::<SixtyVariables>().source(store.clone()));
}

#[divan::bench]
fn figleaf_variables(bencher: Bencher<'_, '_>) {
    let variables = variables();
    load(bencher, || loader::<SixtyVariables>().env_vars(variables.clone()));
}

#[divan::bench]
fn figleaf_serialized(bencher: Bencher<'_, '_>) {
    load(bencher, || loader::<Sixty>().merge(Serialized::defaults(Sixty::example())));
}

/// Figment's own values, which it has only to merge and to extract.
#[divan::bench]
fn figment_values(bencher: Bencher<'_, '_>) {
    let values = Value::serialize(Sixty::example()).unwrap().into_dict().unwrap();
    bencher
        .with_inputs(|| Held(values.clone()))
        .bench_local_values(|held| Figment::from(held).extract::<Sixty>().unwrap());
}

/// The limit of figleaf is a multiple of this.
#[divan::bench]
fn figment_serialized(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(Sixty::example).bench_local_values(|values| {
        Figment::from(Serialized::defaults(values)).extract::<Sixty>().unwrap()
    });
}

/// With the rules, which figleaf checks in any case.
#[divan::bench]
fn figment_serialized_validate(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(Sixty::example).bench_local_values(|values| {
        let loaded: Sixty = Figment::from(Serialized::defaults(values)).extract().unwrap();
        loaded.validate().unwrap();
        loaded
    });
}

#[divan::bench]
fn envy(bencher: Bencher<'_, '_>) {
    let variables = variables();
    bencher.with_inputs(|| variables.clone()).bench_local_values(|variables| {
        envy::prefixed("APP_").from_iter::<_, Sixty>(variables).unwrap()
    });
}

#[divan::bench]
fn config_values(bencher: Bencher<'_, '_>) {
    let values = config::Config::try_from(&Sixty::example()).unwrap().collect().unwrap();
    bencher.with_inputs(|| HeldByConfig(values.clone())).bench_local_values(|held| {
        let built = config::Config::builder().add_source(held).build().unwrap();
        built.try_deserialize::<Sixty>().unwrap()
    });
}

#[divan::bench]
fn config_serialized(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(Sixty::example).bench_local_values(|values| {
        let values = config::Config::try_from(&values).unwrap();
        let built = config::Config::builder().add_source(values).build().unwrap();
        built.try_deserialize::<Sixty>().unwrap()
    });
}

/// Values that are figment's already.
struct Held(Dict);

impl Provider for Held {
    fn metadata(&self) -> Metadata {
        Metadata::named("held")
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        Ok(Profile::Default.collect(self.0.clone()))
    }
}

/// Values that are config's already.
#[derive(Clone, Debug)]
struct HeldByConfig(config::Map<String, config::Value>);

impl Source for HeldByConfig {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<config::Map<String, config::Value>, config::ConfigError> {
        Ok(self.0.clone())
    }
}
