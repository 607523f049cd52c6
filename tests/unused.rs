//! What was given and no field reads: one warning for each place, or a problem when the load is strict.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "many structs here only fail to load")]

mod support;

use ::tracing::Level;
use ::tracing::subscriber::with_default;
use figleaf::{Code, Config, Loader};
use support::tracing::{Event, Recorder};

#[derive(Debug, Config)]
#[config(env_prefix = "SHOP", environment = "SHOP_STAGE")]
struct Shop {
    #[config(default = 8080)]
    port: u16,
    api_key: Option<String>,
    #[config(nested)]
    database: Database,
    #[config(nested)]
    cache: Cache,
    #[config(env = "LOG_LEVEL", default = "info", alias = "SHOP_VERBOSITY")]
    log_level: String,
}

#[derive(Debug, Config)]
struct Database {
    #[config(default = "localhost")]
    host: String,
}

#[derive(Debug, Config)]
#[config(env_prefix = "CACHE")]
struct Cache {
    #[config(default = 60)]
    seconds: u32,
}

/// The warnings of a load, and whether it gave a configuration.
fn warnings<T: Config>(loader: Loader<T>) -> (Vec<Event>, bool) {
    let recorder = Recorder::for_target("figleaf");
    let is_loaded = with_default(recorder.subscriber(), || loader.load_owned_blocking().is_ok());
    let mut events = recorder.events();
    events.retain(|event| event.level == Level::WARN);
    (events, is_loaded)
}

fn of_variables(variables: &[(&str, &str)]) -> Vec<(String, String)> {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), *value));
    let (events, is_loaded) = warnings(Shop::loader().env_vars(variables));
    assert!(is_loaded);
    let field = |event: &Event, name: &str| event.fields.get(name).cloned().unwrap_or_default();
    let told = events.iter().filter(|event| event.fields.contains_key("names"));
    told.map(|event| (field(event, "place"), field(event, "names"))).collect()
}

fn variables(names: &str) -> [(String, String); 1] {
    [("environment variables".to_owned(), names.to_owned())]
}

#[test]
fn a_misspelt_variable_of_the_prefix_is_one_warning() {
    assert_eq!(
        of_variables(&[("SHOP_PROT", "80"), ("SHOP__PORT", "80"), ("SHOP_COLOUR", "red")]),
        variables(
            "SHOP_COLOUR, SHOP_PROT (did you mean SHOP_PORT?), SHOP__PORT (did you mean SHOP_PORT?)"
        )
    );
    // The field names another variable.
    assert_eq!(
        of_variables(&[("SHOP_LOG_LEVEL", "debug")]),
        variables("SHOP_LOG_LEVEL (did you mean LOG_LEVEL?)")
    );
    assert_eq!(
        of_variables(&[("SHOP_APIKEY", "hunter2"), ("CACHE_SECOND", "1")]),
        variables(
            "CACHE_SECOND (did you mean CACHE_SECONDS?), SHOP_APIKEY (did you mean SHOP_API_KEY?)"
        )
    );
}

#[test]
fn what_is_read_and_what_others_read_is_no_mistake() {
    let none = [
        ("SHOP_PORT", "80"),
        ("SHOP_DATABASE_HOST", "db"),
        ("SHOP_STAGE", "prod"),
        ("SHOP_VERBOSITY", "debug"),
        ("CACHE_SECONDS", "1"),
        ("SHOPPING_CART", "x"),
        ("SHOP_", "x"),
        ("SHOP", "x"),
        ("PORT", "80"),
        // Those of a service of Kubernetes.
        ("SHOP_MAIL_SERVICE_HOST", "10.0.0.1"),
        ("SHOP_MAIL_SERVICE_PORT", "25"),
        ("SHOP_MAIL_PORT", "tcp://10.0.0.1:25"),
        ("SHOP_MAIL_PORT_25_TCP_ADDR", "10.0.0.1"),
    ];
    assert_eq!(of_variables(&none), []);
}

/// What ECS puts into one variable, named as the group is.
#[test]
fn a_variable_that_is_named_as_a_group_says_how_to_read_it() {
    assert_eq!(
        of_variables(&[("SHOP_DATABASE", r#"{"host":"hunter2"}"#)]),
        variables(
            "SHOP_DATABASE (the name of a group: if it holds a JSON document, write env = \"SHOP_DATABASE\" beside `nested`)"
        )
    );
}

/// A token in the place of a name, and more names than anybody reads.
#[test]
fn what_looks_like_no_name_is_not_told_and_the_rest_is_bounded() {
    assert_eq!(
        of_variables(&[("SHOP_a b", "x"), (&format!("SHOP_{}", "X".repeat(80)), "x")]),
        variables("2 keys that do not look like names")
    );
    let many: Vec<String> = (10..40).map(|number| format!("SHOP_{number}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "x")).collect();
    let told = of_variables(&many);
    assert!(told[0].1.ends_with("SHOP_21 and 18 more"), "{told:?}");
}

#[test]
fn a_struct_without_a_prefix_reads_only_what_it_names() {
    #[derive(Debug, Config)]
    struct Plain {
        #[config(env = "PORT", default = 80)]
        port: u16,
    }
    let (events, is_loaded) = warnings(Plain::loader().env_vars([("PROT", "1"), ("_PORT", "1")]));
    assert!(is_loaded && events.is_empty(), "{events:?}");
}

#[test]
fn a_strict_load_fails() {
    let variables = [("SHOP_APIKEY", "hunter2"), ("SHOP_PORT", "x")];
    let error = Shop::loader().env_vars(variables).strict().load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error, @r"
    configuration of Shop could not be loaded: 2 problems

      environment variables  no field reads SHOP_APIKEY (did you mean SHOP_API_KEY?)
                             help: correct the names, or remove them
      port                   expected u16, found a string of 1 character in SHOP_PORT
    ");
    assert_eq!(error.problems()[0].code(), Code::Unused);
}

/// The warning is there also when the load fails: it may be why.
#[test]
fn a_load_that_fails_warns() {
    let (events, is_loaded) =
        warnings(Shop::loader().env_vars([("SHOP_PORT", "x"), ("SHOP_APIKEY", "x")]));
    assert!(!is_loaded);
    assert_eq!(events.len(), 1, "{events:?}");
}

fn of_provider(provider: impl figleaf::Rereadable) -> Vec<(String, String)> {
    let loader = Shop::loader().no_env_vars();
    let (events, is_loaded) = warnings(loader.join(provider));
    assert!(is_loaded);
    let field = |event: &Event, name: &str| event.fields.get(name).cloned().unwrap_or_default();
    events.iter().map(|event| (field(event, "place"), field(event, "names"))).collect()
}

fn provider(place: &str, names: &str) -> [(String, String); 1] {
    [(place.to_owned(), names.to_owned())]
}

#[cfg(feature = "local")]
#[test]
fn a_misspelt_key_of_a_provider_is_one_warning() {
    use figleaf::figment::providers::{Format, Toml};
    let place = "TOML source string";
    let keys = "prot = 80\nPort = 80\ncolour = 'red'\ntyped = { a = 1 }\n[database]\nhots = 'x'\nHOST = 'x'";
    assert_eq!(
        of_provider(Toml::string(keys)),
        provider(
            place,
            "Port (did you mean port?), colour, database.HOST (did you mean host?), \
             database.hots (did you mean host?), prot (did you mean port?), typed"
        )
    );
    assert_eq!(
        of_provider(Toml::string("api-key = 'hunter2'\nport = 80\n[datbase]\nhost = 'x'")),
        provider(place, "api-key (did you mean api_key?), datbase (did you mean database?)")
    );
    // Only the profile that counts is looked at.
    assert_eq!(of_provider(Toml::string("[default]\nport = 80\n[other]\nprot = 1").nested()), []);
    assert_eq!(
        of_provider(Toml::string("'hunter2 hunter2' = 'tenant'")),
        provider(place, "a key that does not look like a name")
    );
}

/// Providers that are for more than one program.
#[test]
fn all_variables_are_no_mistakes_and_those_of_a_prefix_are() {
    use figleaf::figment::{Figment, providers::Env};
    // It is not Send, and is read at once.
    assert_eq!(of_provider(Figment::from(Env::raw().only(&["HOME", "PATH"]))), []);
    let names = "hots (did you mean host?)";
    let hots = Env::prefixed("").only(&["HOME"]).map(|_| "database.hots".into()).split(".");
    assert_eq!(
        of_provider(Figment::from(hots)),
        provider("`` environment variable(s)", &format!("database.{names}"))
    );
}

#[cfg(feature = "local")]
#[test]
fn a_file_of_a_provider_that_is_not_there_is_one_warning() {
    use figleaf::figment::providers::{Format, Toml};
    let loader = || Shop::loader().no_env_vars();
    let (events, is_loaded) = warnings(loader().join(Toml::file("nope.toml")));
    assert!(is_loaded);
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0].fields["provider"], "TOML file");
    assert!(events[0].message.contains("is not there"), "{events:?}");
    let (events, _) = warnings(loader().join(Toml::string("")));
    assert_eq!(events.len(), 0, "{events:?}");
}

#[cfg(feature = "local")]
#[test]
fn a_strict_load_refuses_keys_too() {
    use figleaf::figment::providers::{Format, Toml};
    let loader = Shop::loader().no_env_vars().strict();
    let error = loader.merge(Toml::string("prot = 'hunter2'")).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error, @r"
    configuration of Shop could not be loaded: 1 problem

      TOML source string  no field reads prot (did you mean port?)
                          help: correct the names, or remove them
    ");
}

mod documents {
    use figleaf::source::Memory;

    use super::*;

    #[derive(Debug, Config)]
    struct Stores {
        #[config(nested, secretsmanager = "db")]
        database: Login,
        #[config(nested, env = "CACHE")]
        cache: Option<Login>,
        #[config(secretsmanager = "mail", key = "token")]
        mail: Option<String>,
        #[config(secretsmanager = "db", key = "extra")]
        extra: Option<String>,
    }

    #[derive(Debug, Config)]
    struct Login {
        user: Option<String>,
        #[config(alias = "pw")]
        password: Option<String>,
        #[config(nested)]
        pool: Option<Pool>,
    }

    #[derive(Debug, Config)]
    struct Pool {
        #[config(default = 1)]
        size: u16,
    }

    fn told<T: Config>(loader: Loader<T>) -> Vec<(String, String)> {
        let (events, is_loaded) = warnings(loader);
        assert!(is_loaded);
        let field = |event: &Event, name: &str| event.fields.get(name).cloned().unwrap_or_default();
        let told = events.iter().filter(|event| event.fields.contains_key("names"));
        told.map(|event| (field(event, "place"), field(event, "names"))).collect()
    }

    fn of_documents(db: &str, cache: &str) -> Vec<(String, String)> {
        let secrets = Memory::new("secretsmanager").with("db", db).with("mail", r#"{"tokn":"x"}"#);
        told(Stores::loader().env_vars([("CACHE", cache)]).source(secrets))
    }

    #[test]
    fn a_misspelt_key_beside_an_optional_field_is_one_warning() {
        assert_eq!(
            of_documents(r#"{"passwrod":"hunter2","User":"u","pool":{"siez":2}}"#, "{}"),
            [(
                "secretsmanager:db".to_owned(),
                "passwrod (did you mean password?), User (did you mean user?), pool.siez (did you mean size?)"
                    .to_owned()
            )]
        );
        assert_eq!(
            of_documents("{}", r#"{"passwrod":"hunter2"}"#),
            [("CACHE".to_owned(), "passwrod (did you mean password?)".to_owned())]
        );
    }

    /// Older names, what other fields read of the same document, a document of which only a key is read, and
    /// what AWS writes into the secret of a database.
    #[test]
    fn what_is_read_and_what_aws_writes_is_no_mistake() {
        let rds = r#"{"user":"u","pw":"x","extra":"x","pool":{"size":1},"engine":"postgres","host":"h",
            "port":5432,"dbname":"d","dbInstanceIdentifier":"i","masterarn":"a"}"#;
        assert_eq!(of_documents(rds, "{}"), []);
        assert_eq!(
            of_documents(r#"{"username":"u"}"#, "{}"),
            [("secretsmanager:db".to_owned(), "username (did you mean user?)".to_owned())]
        );
    }

    /// Nobody waits for hints that nobody reads.
    #[test]
    fn thousands_of_keys_are_counted() {
        let keys: Vec<String> = (10_000..14_000).map(|number| format!("\"k{number}\":1")).collect();
        let told = of_documents(&format!("{{{}}}", keys.join(",")), "{}");
        assert!(told[0].1.starts_with("k10000, k10001"), "{told:?}");
        assert!(told[0].1.ends_with("k10011 and 3988 more"), "{told:?}");
    }

    #[test]
    fn a_document_that_is_shared_is_not_looked_through() {
        #[derive(Debug, Config)]
        struct Shared {
            #[config(nested, secretsmanager = "all", shared)]
            by_field: Login,
            #[config(nested)]
            by_struct: Own,
        }
        #[derive(Debug, Config)]
        #[config(secretsmanager = "own", shared)]
        struct Own {
            user: Option<String>,
            #[config(nested)]
            pool: Option<Pool>,
        }
        let document = r#"{"others":"x","pool":{"siez":1}}"#;
        let secrets = Memory::new("secretsmanager").with("all", document).with("own", document);
        let names = "pool.siez (did you mean size?)".to_owned();
        assert_eq!(
            told(Shared::loader().source(secrets)),
            [
                ("secretsmanager:all".to_owned(), names.clone()),
                ("secretsmanager:own".to_owned(), names)
            ]
        );
    }

    #[test]
    fn a_strict_load_refuses_them() {
        let secrets = Memory::new("secretsmanager").with("db", r#"{"passwrod":"hunter2"}"#);
        let loader = Stores::loader().env_vars([("CACHE", r#"{"hunter2 hunter2":1}"#)]);
        let loader = loader.source(secrets.with("mail", "{}")).strict();
        let error = loader.load_owned_blocking().unwrap_err();
        insta::assert_snapshot!(error, @r"
        configuration of Stores could not be loaded: 2 problems

          CACHE              no field reads a key that does not look like a name
                             help: correct the names, or remove them
          secretsmanager:db  no field reads passwrod (did you mean password?)
                             help: correct the names, or remove them
        ");
    }
}

/// A required field whose key is misspelt: the report says so, not only the warning.
#[cfg(feature = "local")]
#[test]
fn what_is_missing_tells_the_key_that_was_perhaps_meant() {
    use figleaf::figment::providers::{Format, Toml};
    #[derive(Debug, Config)]
    struct App {
        #[config(env = "PORT")]
        port: u16,
        #[config(nested, env = "DB_SECRET")]
        database: Login,
    }
    #[derive(Debug, Config)]
    struct Login {
        password: figleaf::Secret,
        user: String,
    }
    let variables = [("DB_SECRET", r#"{"passwrod":"hunter2"}"#)];
    let loader = App::loader().env_vars(variables);
    let error = loader.join(Toml::string("prot = 'hunter2'\n[database]\nUser = 'hunter2'"));
    let error = error.load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error, @r"
    configuration of App could not be loaded: 3 problems

      port               missing: `prot` stands in TOML source string and no field reads it (did you mean `port`?)
                         looked in PORT, TOML source string
                         help: set PORT
      database.password  missing: `passwrod` stands in DB_SECRET and no field reads it (did you mean `password`?)
                         looked in DB_SECRET#password, TOML source string
                         help: set the key `password` of the JSON object in DB_SECRET
      database.user      missing: `database.User` stands in TOML source string and no field reads it (did you mean `user`?)
                         looked in DB_SECRET#user, TOML source string
                         help: set the key `user` of the JSON object in DB_SECRET
    ");
}

/// The variables of a service of Kubernetes that is called as the program is.
#[test]
fn a_port_that_kubernetes_has_set_says_so() {
    let variables = [("SHOP_PORT", "tcp://10.0.0.1:80"), ("SHOP_SERVICE_HOST", "10.0.0.1")];
    let error = Shop::loader().env_vars(variables).strict().load_owned_blocking().unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
    assert_eq!(
        error.problems()[0].help(),
        Some(
            "if Kubernetes has set SHOP_PORT for a service, as it has set SHOP_SERVICE_HOST: say \
             enableServiceLinks: false in the pod"
        )
    );
}
