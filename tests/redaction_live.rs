//! No value, and no part of one, in anything that a live configuration tells, whatever it changes to.
//!
//! Random secrets come in by a refresh, a re-read that a refused password causes, a version in `AWSPENDING`, a
//! file that is read again and a callback that panics with them; then everything that can be printed is
//! printed and searched.
#![cfg(all(feature = "derive", feature = "local"))]
#![allow(dead_code, reason = "the fields of the struct are for printing")]

mod support;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use ::tracing::Instrument as _;
use ::tracing::instrument::WithSubscriber as _;
use figleaf::source::{Failure, Memory};
use figleaf::{Code, Config, Live, Secret};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use support::tracing::Recorder;
use validator::{Validate, ValidationError};

#[derive(Debug, Config, Validate)]
#[config(prefix = "/app")]
struct App {
    #[config(nested, secretsmanager = "app/database")]
    #[validate(nested)]
    database: Database,
    #[validate(custom(function = tells))]
    plain: String,
    #[config(by_path)]
    below: BTreeMap<String, String>,
    number: Option<u16>,
    #[config(fixed, default = "80")]
    port: u16,
    /// From the file.
    #[config(env = "UNSET_TOKEN")]
    token: Option<Secret>,
}

#[derive(Debug, Config, Validate)]
struct Database {
    host: String,
    #[validate(length(min = 5))]
    password: Secret,
}

/// A rule that quotes what it refuses.
fn tells(value: &str) -> Result<(), ValidationError> {
    match value.contains("refused") {
        true => Err(ValidationError::new("x").with_message(value.to_owned().into())),
        false => Ok(()),
    }
}

/// Letters and digits, which nothing escapes.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z]{4}[0-9]{6}[a-z]{2}", "[1-9][0-9]{15,17}"]
}

fn forms(secret: &str) -> Vec<String> {
    let quoted = serde_json::to_string(secret).unwrap();
    vec![
        secret.to_owned(),
        format!("{secret}\n"),
        format!("{secret}refused"),
        quoted.clone(),
        format!("{{\"host\":{quoted},\"password\":{quoted}}}"),
        format!("{{\"host\":{quoted},\"password\":{quoted},{quoted}:1}}").replacen(
            &format!(",{quoted}:"),
            ",\"x\":",
            1,
        ),
        format!("{{\"host\":\"db\",\"password\":[{quoted}]}}"),
        format!("{{\"host\":{quoted}"),
        format!("[{quoted}]"),
        String::new(),
    ]
}

#[derive(Debug, Clone)]
enum Answered {
    Form(Index),
    Removed,
    Denied,
    Same,
}

fn answered() -> impl Strategy<Value = Answered> {
    prop_oneof![
        6 => any::<Index>().prop_map(Answered::Form),
        1 => Just(Answered::Removed),
        1 => Just(Answered::Denied),
        1 => Just(Answered::Same),
    ]
}

const NAMES: [(&str, &str); 6] = [
    ("ssm", "/app/plain"),
    ("ssm", "/app/below/one"),
    ("ssm", "/app/number"),
    ("ssm", "/app/port"),
    ("secretsmanager", "app/database"),
    ("secretsmanager", "app/database:AWSPENDING"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn of_what_changes(
        core in secret(),
        steps in proptest::collection::vec(proptest::collection::vec(answered(), NAMES.len()), 1..4),
        in_file in any::<Index>(),
    ) {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let file = std::env::temp_dir().join(format!("figleaf-live-{}-{number}.toml", std::process::id()));
        std::fs::write(&file, "token = 'hunter-one'").unwrap();
        std::panic::set_hook(Box::new(|_| {}));

        let recorder = Recorder::for_target("figleaf");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let text = runtime.block_on(
            travel(&core, &steps, &in_file, &file)
                .instrument(::tracing::Span::none())
                .with_subscriber(recorder.subscriber()),
        );
        std::fs::remove_file(&file).unwrap();
        prop_assert!(!text.contains(&core), "printed: {text}");
        let events = recorder.text();
        prop_assert!(events.contains("load"), "{events}");
        prop_assert!(!events.contains(&core), "events: {events}");
    }
}

/// Everything that can be printed on the way.
async fn travel(
    core: &str,
    steps: &[Vec<Answered>],
    in_file: &Index,
    file: &std::path::Path,
) -> String {
    let ssm = Memory::new("ssm").with("/app/plain", "plain").with("/app/below/one", "1");
    let secrets = Memory::new("secretsmanager")
        .with("app/database", r#"{"host":"db","password":"hunter-two"}"#);
    let handles = BTreeMap::from([("ssm", ssm.handle()), ("secretsmanager", secrets.handle())]);
    let loader = App::loader().no_env_vars().join_file(file).source(ssm).source(secrets);
    let loader = loader.live().pending_secrets(true);
    let mut text = format!("{loader:?} {loader:#?}");
    let live: Live<App> = loader.load_owned().await.unwrap();
    let mut changes = live.changes();
    live.on("plain", |app: &App| assert!(!app.plain.contains("1"), "{}", app.plain));
    live.on("database", |app: &App| assert!(app.database.host == "db", "{}", app.database.host));
    let forms = forms(core);
    for step in steps {
        for ((source, name), answer) in NAMES.iter().zip(step) {
            let handle = &handles[source];
            match answer {
                Answered::Form(index) => handle.set(*name, index.get(&forms)),
                Answered::Removed => handle.remove(name),
                Answered::Denied => handle.fail(*name, Failure::new(Code::Denied, "")),
                Answered::Same => {}
            }
            text += &format!("{handle:?}");
        }
        let toml = serde_json::to_string(in_file.get(&forms)).unwrap();
        std::fs::write(file, format!("token = {toml}\n")).unwrap();
        let refused =
            live.retry_on("database", |_: &u8| true, |_| async { Err::<(), u8>(1) }).await;
        text += &format!("{refused:?}");
        match live.refresh_now().await {
            Ok(refreshed) => text += &format!("{refreshed:?} {refreshed:#?}"),
            Err(error) => text += &format!("{error} {error:?} {error:#?} {}", error.to_json()),
        }
        text += &format!("{live:?} {live:#?} {:?} {changes:?} {}", live.health(), live.origins());
        let next = tokio::time::timeout(std::time::Duration::ZERO, changes.next());
        if let Ok(Some(change)) = next.await {
            text += &format!("{change:?} {change:#?} {}", change.fields);
        }
    }
    text
}

/// The test would see a value if there were one: the same search finds a name that may be told.
#[test]
fn the_search_finds_what_is_there() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let file =
        std::env::temp_dir().join(format!("figleaf-live-control-{}.toml", std::process::id()));
    std::fs::write(&file, "token = 'hunter-one'").unwrap();
    let recorder = Recorder::for_target("figleaf");
    let steps = [Answered::Same, Answered::Removed].map(|answer| vec![answer; NAMES.len()]);
    let index = any::<Index>().new_tree(&mut TestRunner::deterministic()).unwrap().current();
    let all = travel("core", &steps, &index, &file).with_subscriber(recorder.subscriber());
    let text = runtime.block_on(all);
    std::fs::remove_file(&file).unwrap();
    assert!(text.contains("database.*") && text.contains("/app/plain"), "{text}");
    assert!(recorder.text().contains("not refreshed"), "{}", recorder.text());
}
