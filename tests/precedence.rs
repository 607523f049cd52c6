//! Which layer wins, and that figment's own words for where a value came from survive.

#![cfg(all(feature = "derive", feature = "local"))]

use std::collections::BTreeMap;

use figleaf::figment::value::{Dict, Map, Value};
use figleaf::figment::{self, Figment, Metadata, Profile, Provider, providers::Serialized};
use figleaf::source::Memory;
use figleaf::{Code, Config, Origin};

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
struct App {
    #[config(default = "default")]
    level: String,
    #[config(nested)]
    database: Database,
}

#[derive(Debug, Config)]
struct Database {
    #[config(default = "default")]
    host: String,
    #[config(default = "default")]
    user: String,
}

/// A user's provider: a name, and values by path.
#[derive(Clone)]
struct Mine(&'static str, BTreeMap<&'static str, &'static str>);

impl Mine {
    fn new(name: &'static str, values: &[(&'static str, &'static str)]) -> Self {
        Self(name, values.iter().copied().collect())
    }
}

impl Provider for Mine {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.0)
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        let mut dict = Dict::new();
        for (path, value) in &self.1 {
            match path.split_once('.') {
                None => drop(dict.insert((*path).to_owned(), Value::from(*value))),
                Some((group, key)) => {
                    let group = dict.entry(group.to_owned());
                    let Value::Dict(_, group) = group.or_insert_with(|| Dict::new().into()) else {
                        panic!("not a group");
                    };
                    group.insert(key.to_owned(), Value::from(*value));
                }
            }
        }
        Ok(Profile::Default.collect(dict))
    }
}

const ALL: [&str; 3] = ["level", "database.host", "database.user"];

fn all(value: &'static str) -> Vec<(&'static str, &'static str)> {
    ALL.iter().map(|path| (*path, value)).collect()
}

fn store(value: &str) -> Memory {
    ["/prod/app/level", "/prod/app/database/host", "/prod/app/database/user"]
        .iter()
        .fold(Memory::new("ssm"), |memory, name| memory.with(*name, value))
}

fn variables(value: &'static str) -> [(&'static str, &'static str); 3] {
    [("APP_LEVEL", value), ("APP_DATABASE_HOST", value), ("APP_DATABASE_USER", value)]
}

/// Each layer alone, then one more above it, up to the highest.
#[test]
fn each_layer_wins_over_those_below() {
    let loader = || App::loader().environment("prod").no_env_vars();
    let load = |loader: figleaf::Loader<App>| {
        let (app, origins) = loader.loaded();
        let values = [app.level, app.database.host, app.database.user];
        assert!(values.iter().all(|value| *value == values[0]), "{values:?}");
        (values[0].clone(), origins.get("database.host").unwrap().to_string())
    };
    let is = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());

    let none = || loader().source(Memory::new("ssm"));
    assert_eq!(load(none()), is("default", "default"));
    let joined = |loader: figleaf::Loader<App>| {
        loader.join(Mine::new("first", &all("first"))).join(Mine::new("second", &all("second")))
    };
    assert_eq!(load(joined(none())), is("first", "first"));
    let stored = || joined(loader().source(store("store")));
    assert_eq!(load(stored()), is("store", "ssm:/prod/app/database/host"));
    let env = || stored().env_vars(variables("env"));
    assert_eq!(load(env()), is("env", "APP_DATABASE_HOST"));
    let merged = || env().merge(Mine::new("third", &all("third")));
    assert_eq!(load(merged()), is("third", "third"));
    let twice = || merged().merge(Mine::new("fourth", &all("fourth")));
    assert_eq!(load(twice()), is("fourth", "fourth"));
}

trait Blocking<T> {
    fn loaded(self) -> (T, figleaf::Origins);
}

impl<T: Config> Blocking<T> for figleaf::Loader<T> {
    fn loaded(self) -> (T, figleaf::Origins) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(self.load_owned_with_origins()).unwrap()
    }
}

/// Layers that each have a part of a group.
#[test]
fn a_group_is_put_together_from_its_layers() {
    let (app, origins) = App::loader()
        .environment("prod")
        .env_vars([("APP_DATABASE_USER", "env")])
        .source(Memory::new("ssm").with("/prod/app/database/host", "store"))
        .merge(Mine::new("mine", &[("level", "merged")]))
        .loaded();
    assert_eq!([&*app.level, &*app.database.host, &*app.database.user], ["merged", "store", "env"]);
    insta::assert_snapshot!(origins, @r"
    level          mine
    database.host  ssm:/prod/app/database/host
    database.user  APP_DATABASE_USER
    ");
}

/// `Toml::file(…).nested()`: the section of the environment counts, and does not climb over a layer.
#[test]
fn profiles_are_chosen_by_the_environment_and_stay_in_their_layer() {
    let file = "[default]\nlevel = 'd'\n[default.database]\nhost = 'd'\nuser = 'd'\n[prod]\nlevel = 'p'\n[prod.database]\nhost = 'p'\n[global.database]\nuser = 'g'\n";
    use figment::providers::{Format, Toml};
    let toml = || Toml::string(file).nested();
    let empty = || App::loader().environment("prod").source(Memory::new("ssm"));
    let (app, _) = empty().join(toml()).loaded();
    assert_eq!([&*app.level, &*app.database.host, &*app.database.user], ["p", "p", "g"]);
    let (app, _) = empty().env_vars(variables("env")).join(toml()).loaded();
    assert_eq!([&*app.level, &*app.database.host, &*app.database.user], ["env", "env", "env"]);
}

/// A whole Figment as a provider keeps what it knows of its own providers.
#[test]
fn a_figment_is_a_provider() {
    let figment = Figment::new()
        .merge(Mine::new("inner one", &[("level", "1")]))
        .merge(Mine::new("inner two", &[("database.host", "2")]));
    let (app, origins) =
        App::loader().environment("prod").source(Memory::new("ssm")).merge(figment).loaded();
    assert_eq!((&*app.level, &*app.database.host), ("1", "2"));
    assert_eq!(origins.get("level").unwrap().to_string(), "inner one");
    assert_eq!(origins.get("database.host").unwrap().to_string(), "inner two");
}

/// A user may call a provider what a source is called.
#[test]
fn a_provider_with_the_name_of_a_source_is_still_a_provider() {
    let (_, origins) = App::loader()
        .environment("prod")
        .source(store("store"))
        .merge(Mine::new("ssm", &[("level", "x")]))
        .loaded();
    let level = origins.get("level").unwrap();
    assert!(matches!(level, Origin::Provider { name, .. } if name == "ssm"), "{level:?}");
}

#[test]
fn a_provider_that_fails_is_named_and_its_text_is_not_shown() {
    use figment::providers::{Format, Toml};
    let error = App::loader()
        .environment("prod")
        .source(store("store"))
        .join(Toml::string("level = 'x'\nhunter2 hunter2"))
        .load_owned_blocking()
        .unwrap_err();
    insta::assert_snapshot!(error, @r"
    configuration of App could not be loaded: 1 problem (environment prod)

      TOML source string  the provider failed: its values cannot be read at line 2, column 9
    ");
    assert_eq!(error.problems()[0].code(), Code::Invalid);
}

/// A null is no value: what clap's and serde's `None` become hides nothing below.
#[test]
fn a_null_hides_no_lower_layer() {
    #[derive(serde::Serialize)]
    struct Cli {
        level: Option<String>,
        database: Option<Group>,
    }
    #[derive(serde::Serialize)]
    struct Group {
        host: Option<String>,
    }
    let cli = |database| Serialized::defaults(Cli { level: None, database });
    let load = |loader: figleaf::Loader<App>| {
        let (app, _) = loader.loaded();
        [app.level, app.database.host, app.database.user]
    };
    let stored = || App::loader().environment("prod").no_env_vars().source(store("store"));
    assert_eq!(load(stored().merge(cli(None))), ["store"; 3]);
    assert_eq!(load(stored().merge(cli(Some(Group { host: None })))), ["store"; 3]);
    let env = || stored().env_vars(variables("env"));
    assert_eq!(load(env().merge(cli(None))), ["env"; 3]);
    let none = || App::loader().environment("prod").no_env_vars().source(Memory::new("ssm"));
    assert_eq!(load(none().join(cli(None)).join(Mine::new("m", &all("joined")))), ["joined"; 3]);
}

/// Fields that are flattened into one another keep their own values, and a provider's value for both is
/// a conflict.
#[test]
fn flattened_groups_with_the_same_field() {
    #[derive(Debug, Config)]
    struct Two {
        #[config(flatten)]
        a: A,
        #[config(flatten)]
        b: B,
        #[config(ssm = "/own")]
        host: String,
    }
    #[derive(Debug, Config)]
    #[config(prefix = "/x")]
    struct A {
        #[config(env = "A_HOST")]
        #[config(ssm = "/x/host")]
        host: String,
    }
    #[derive(Debug, Config)]
    #[config(prefix = "/y")]
    struct B {
        host: Option<String>,
    }
    let memory = || Memory::new("ssm").with("/x/host", "x").with("/own", "own");
    let load = |loader: figleaf::Loader<Two>| loader.load_owned_blocking();
    let loader = || Two::loader().no_env_vars().source(memory().with("/y/host", "y"));
    let two = load(loader()).unwrap();
    assert_eq!((&*two.a.host, two.b.host.as_deref(), &*two.host), ("x", Some("y"), "own"));
    let two = load(loader().source(memory())).unwrap();
    assert_eq!((&*two.a.host, two.b.host.as_deref(), &*two.host), ("x", None, "own"));
    let two = load(loader().env_vars([("A_HOST", "env")])).unwrap();
    assert_eq!((&*two.a.host, two.b.host.as_deref(), &*two.host), ("env", Some("y"), "own"));
    let error = load(loader().merge(Mine::new("mine", &[("host", "which")]))).unwrap_err();
    insta::assert_snapshot!(error, @r"
    configuration of Two could not be loaded: 1 problem

      mine  `host` is the key of several fields: a.host, b.host, host
    ");
}

/// A Figment in which no profile was selected takes the environment's, as its providers would alone.
#[test]
fn a_figment_with_profiles() {
    use figment::providers::{Format, Toml};
    let toml = "[default]\nlevel = 'd'\n[prod]\nlevel = 'p'";
    let load = |figment: Figment| {
        let loader = App::loader().environment("prod").no_env_vars();
        let (app, _) = loader.source(Memory::new("ssm")).join(figment).loaded();
        app.level
    };
    let figment = || Figment::new().merge(Toml::string(toml).nested());
    assert_eq!(load(figment()), "p");
    assert_eq!(load(figment().select("other")), "d");
}

/// A value where a group should be.
#[test]
fn a_provider_with_a_value_in_the_place_of_a_group() {
    let error = App::loader()
        .environment("prod")
        .source(store("store"))
        .merge(Serialized::default("database", "hunter2"))
        .load_owned_blocking()
        .unwrap_err();
    let text = error.to_string();
    assert!(text.contains("expected a group of values, found a string"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}

/// A provider that borrows, or that is not fit for another thread as figment's `Env` is not, is given as a
/// figment, which reads it then and there.
#[test]
fn a_provider_may_borrow_and_stay_on_its_thread() {
    struct Here<'v>(&'v str, std::rc::Rc<std::cell::Cell<usize>>);

    impl Provider for Here<'_> {
        fn metadata(&self) -> Metadata {
            Metadata::named("here")
        }

        fn data(&self) -> figment::Result<Map<Profile, Dict>> {
            self.1.set(self.1.get() + 1);
            Ok(Profile::Default.collect(Dict::from([("level".to_owned(), self.0.into())])))
        }
    }

    let level = String::from("here");
    let read = std::rc::Rc::default();
    let here = || Figment::from(Here(&level, std::rc::Rc::clone(&read)));
    let loader = App::loader().environment("prod").source(Memory::new("ssm"));
    let (app, origins) = loader.no_env_vars().merge(here()).join(here()).loaded();
    assert_eq!(app.level, "here");
    assert_eq!(origins.get("level").unwrap().to_string(), "here");
    assert_eq!(read.get(), 2);
}

/// A provider that panics when it is given is a problem of the load.
#[test]
fn a_provider_that_panics() {
    struct Panics;

    impl Provider for Panics {
        fn metadata(&self) -> Metadata {
            Metadata::named("mine")
        }

        fn data(&self) -> figment::Result<Map<Profile, Dict>> {
            panic!("out of order")
        }
    }

    std::panic::set_hook(Box::new(|_| ()));
    let loader = App::loader().environment("prod").source(Memory::new("ssm"));
    let error = loader.join(Panics).load_owned_blocking().unwrap_err();
    assert_eq!((error.problems()[0].path(), error.problems()[0].code()), ("mine", Code::Invalid));
}

/// What the report does not tell, `Debug` does not either.
#[test]
fn an_environment_that_is_not_fit_is_not_printed() {
    let loader = App::loader().environment("sk_live_1234/56");
    assert!(!format!("{loader:?}").contains("sk_live"), "{loader:?}");
    assert!(format!("{:?}", App::loader().environment("prod")).contains("prod"));
}
