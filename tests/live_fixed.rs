//! What is `fixed` keeps its first value, whichever layer gave it, and one version of a value is never asked for
//! again.

#![cfg(all(feature = "derive", feature = "local"))]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use figleaf::live::Refreshed;
use figleaf::source::{Memory, MemoryHandle};
use figleaf::{Code, Config, Live, Secret};

const ID: &str = "01234567-89ab-cdef-0123-456789abcdef";

/// A file that is mounted, and changes.
struct Mounted(PathBuf);

impl Mounted {
    fn new(name: &str, text: &str) -> Self {
        let name = format!("figleaf-fixed-{name}-{}.toml", std::process::id());
        let file = Self(std::env::temp_dir().join(name));
        file.write(text);
        file
    }

    fn write(&self, text: &str) {
        fs::write(&self.0, text).unwrap();
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn changed(refreshed: Result<Refreshed, figleaf::Error>) -> String {
    match refreshed.unwrap() {
        Refreshed::Changed(fields) => fields.to_string(),
        Refreshed::Unchanged => "nothing".to_owned(),
        _ => unreachable!(),
    }
}

#[derive(Debug, Config)]
#[config(prefix = "/app", env_prefix = "APP")]
struct App {
    #[config(fixed)]
    stored: String,
    #[config(fixed)]
    of_file: String,
    #[config(fixed)]
    merged: String,
    #[config(fixed, default = 8080)]
    of_default: u16,
    #[config(fixed)]
    absent: Option<String>,
    #[config(fixed, by_path)]
    flags: BTreeMap<String, bool>,
    #[config(nested, fixed)]
    group: Option<Arc<Group>>,
    // What is not fixed, from each of these layers.
    level: String,
    file_level: String,
    merged_level: String,
    later: Option<String>,
}

#[derive(Debug, Config)]
struct Group {
    size: u16,
}

impl App {
    fn kept(&self) -> (&str, &str, &str, u16, Option<&str>, Vec<&str>, Option<u16>) {
        let flags = self.flags.keys().map(String::as_str).collect();
        let absent = self.absent.as_deref();
        let (stored, of_file, merged) = (&self.stored, &self.of_file, &self.merged);
        (
            stored,
            of_file,
            merged,
            self.of_default,
            absent,
            flags,
            self.group.as_ref().map(|group| group.size),
        )
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_value_stays_whichever_layer_gave_it() {
    let below = Mounted::new("below", "of_file = \"first\"\nfile_level = \"first\"\n");
    let above = Mounted::new("above", "merged = \"first\"\nmerged_level = \"first\"\n");
    let parameters = Memory::new("ssm")
        .with("/app/stored", "first")
        .with("/app/flags/dark", "true")
        .with("/app/level", "first");
    let store = parameters.handle();
    let loader = App::loader().no_env_vars().source(parameters);
    let loader = loader.merge_file(&above.0).join_file(&below.0);
    let live = loader.live().load_owned().await.unwrap();
    let origins = live.origins();

    for name in ["stored", "of-file", "merged", "of-default", "absent", "flags/new", "group/size"] {
        store.set(format!("/app/{name}"), "9");
    }
    store.remove("/app/flags/dark");
    store.set("/app/level", "second");
    store.set("/app/later", "second");
    below.write(
        "of_file = \"second\"\nfile_level = \"second\"\nabsent = \"second\"\nof_default = 9\n\
         [group]\nsize = 9\n",
    );
    above.write("merged_level = \"second\"\nstored = \"second\"\n");
    assert_eq!(changed(live.refresh_now().await), "level, file_level, merged_level, later");

    let now = live.current();
    assert_eq!(now.kept(), ("first", "first", "first", 8080, None, vec!["dark"], None));
    assert_eq!((now.level.as_str(), now.file_level.as_str()), ("second", "second"));
    assert_eq!((now.merged_level.as_str(), now.later.as_deref()), ("second", Some("second")));
    // Nobody asks for what is fixed.
    assert_eq!(store.last_asked(), ["/app/file-level", "/app/later", "/app/level"]);
    for field in ["stored", "of_file", "merged", "of_default", "absent", "flags"] {
        let origin = |origins: &figleaf::Origins| origins.get(field).map(ToString::to_string);
        assert_eq!(origin(&live.origins()), origin(&origins), "{field}");
    }

    // What is gone stays too.
    for name in ["stored", "of-file", "flags/new"] {
        store.remove(&format!("/app/{name}"));
    }
    below.write("file_level = \"third\"\n");
    assert_eq!(changed(live.refresh_now().await), "file_level");
    assert_eq!(live.current().kept(), now.kept());
}

/// A change of nothing but what is fixed is none.
#[tokio::test(start_paused = true)]
async fn what_is_fixed_changes_nothing() {
    #[derive(Config)]
    #[config(prefix = "/app")]
    struct Small {
        #[config(fixed)]
        port: u16,
        #[config(default = "info")]
        level: String,
    }
    let file = Mounted::new("nothing", "port = 1\n");
    let live: Live<Small> = Small::loader()
        .no_env_vars()
        .source(Memory::new("ssm"))
        .join_file(&file.0)
        .live()
        .load_owned()
        .await
        .unwrap();
    let before = live.current();
    file.write("port = 2\n");
    assert_eq!(changed(live.refresh_now().await), "nothing");
    assert!(Arc::ptr_eq(&before, &live.current()));
    assert_eq!((before.port, before.level.as_str()), (1, "info"));
}

#[derive(Config)]
#[config(prefix = "/app")]
struct Versions {
    #[config(version = 3)]
    version: String,
    #[config(ssm = "version", label = "blue")]
    label: String,
    #[config(version = 7)]
    not_yet: Option<String>,
    #[config(secretsmanager = "key", version_id = "01234567-89ab-cdef-0123-456789abcdef")]
    id: Secret,
    #[config(secretsmanager = "key", stage = "AWSPREVIOUS")]
    stage: Secret,
}

async fn versions() -> (Live<Versions>, MemoryHandle, MemoryHandle) {
    let parameters =
        Memory::new("ssm").with("/app/version:3", "three").with("/app/version:blue", "blue");
    let secrets = Memory::new("secretsmanager")
        .with(format!("key:{ID}"), "id")
        .with("key:AWSPREVIOUS", "old");
    let stores = (parameters.handle(), secrets.handle());
    let loader = Versions::loader().no_env_vars().source(parameters).source(secrets);
    (loader.live().load_owned().await.unwrap(), stores.0, stores.1)
}

#[tokio::test(start_paused = true)]
async fn one_version_is_never_asked_for_again_and_a_label_and_a_stage_are() {
    let (live, parameters, secrets) = versions().await;
    // No service changes them, and a version that was not there is no other than a field that was absent.
    parameters.set("/app/version:3", "other");
    parameters.set("/app/not-yet:7", "there");
    parameters.set("/app/version:blue", "green");
    secrets.set(format!("key:{ID}"), "other");
    secrets.set("key:AWSPREVIOUS", "older");
    assert_eq!(changed(live.refresh_now().await), "label, stage");
    let now = live.current();
    assert_eq!((now.version.as_str(), now.label.as_str()), ("three", "green"));
    assert_eq!(
        (now.id.expose_secret().as_str(), now.stage.expose_secret().as_str()),
        ("id", "older")
    );
    assert_eq!(now.not_yet, None);
    assert_eq!(parameters.last_asked(), ["/app/version:blue"]);
    assert_eq!(secrets.last_asked(), ["key:AWSPREVIOUS"]);
}

/// A document that is fixed stays whole, also when its secrets are refused, and costs no request.
#[tokio::test(start_paused = true)]
async fn a_fixed_document_is_not_torn() {
    #[derive(Config)]
    struct Shop {
        #[config(nested, fixed, secretsmanager = "database")]
        database: Database,
        #[config(secretsmanager = "key")]
        key: Secret,
    }
    #[derive(Config)]
    struct Database {
        host: String,
        password: Secret,
    }
    let secrets = Memory::new("secretsmanager")
        .with("database", r#"{"host": "one", "password": "hunter1"}"#)
        .with("key", "first");
    let store = secrets.handle();
    let loader = Shop::loader().no_env_vars().source(secrets);
    let live = loader.live().load_owned().await.unwrap();
    store.set("database", r#"{"host": "two", "password": "hunter2"}"#);
    store.set("key", "second");
    assert_eq!(changed(live.refresh_now().await), "key");
    let requests = store.requests();
    let refused = live.retry_on("database", |_: &()| true, |_| async { Err::<(), ()>(()) }).await;
    assert_eq!((refused, store.requests()), (Err(()), requests));
    assert_eq!(store.last_asked(), ["key"]);
    let now = live.current();
    assert_eq!(
        (now.database.host.as_str(), now.database.password.expose_secret().as_str()),
        ("one", "hunter1")
    );
    assert_eq!(now.key.expose_secret(), "second");
}

/// A document of which only some fields are fixed is refused at the first load.
#[tokio::test(start_paused = true)]
async fn a_document_is_fixed_whole_or_not_at_all() {
    #[derive(Debug, Config)]
    #[config(secretsmanager = "database")]
    #[allow(dead_code, reason = "it is never loaded")]
    struct Torn {
        #[config(fixed)]
        host: String,
        password: Secret,
    }
    let secrets =
        Memory::new("secretsmanager").with("database", r#"{"host": "one", "password": "hunter1"}"#);
    let loader = Torn::loader().no_env_vars().source(secrets);
    let error = loader.live().load_owned().await.unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    assert_eq!((problem.path(), problem.code()), ("secretsmanager:database", Code::Conflict));
    assert!(problem.message().contains("host is fixed, and password is not"), "{error}");
}
