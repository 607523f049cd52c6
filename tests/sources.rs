//! Sources of a user's own: bound by name, asked once, told what to do.

#![cfg(feature = "derive")]

use figleaf::source::{Answer, BoxFuture, Failure, Fetched, Help, Key, Memory, Source};
use figleaf::{Code, Config};

#[derive(Debug, Config)]
#[config(prefix = "/app")]
struct App {
    first: String,
    second: Option<String>,
}

/// A source that says of each key something else, and helps.
struct Partial;

impl Source for Partial {
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            assert_eq!(
                keys.iter().map(Key::name).collect::<Vec<_>>(),
                ["/app/first", "/app/second"]
            );
            answer.set_region("nowhere-1");
            answer.failed(&keys[0], Failure::new(Code::NotReady, "it is starting"));
            answer.absent(&keys[1]);
        })
    }

    fn help(&self, problem: &Help<'_>) -> Option<String> {
        Some(format!("wait for {}", problem.key))
    }

    fn container(&self) -> Option<&str> {
        Some("a cupboard")
    }
}

#[test]
fn a_source_says_what_became_of_each_key() {
    let error = App::loader().source(Partial).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error, @r"
    configuration of App could not be loaded: 1 problem (region nowhere-1)

      first  ssm:/app/first (a cupboard) is not ready (it is starting)
             help: wait for /app/first
    ");
}

#[test]
fn the_last_source_of_a_name_counts() {
    let of = |value: &str| Memory::new("ssm").with("/app/first", value);
    let app = App::loader().source(of("one")).source(of("two")).load_owned_blocking().unwrap();
    assert_eq!((app.first.as_str(), app.second), ("two", None));
}

/// A source that never ends costs the deadline, and what it has said by then counts.
#[test]
fn a_source_that_hangs_midway() {
    struct Hangs;
    impl Source for Hangs {
        fn name(&self) -> &'static str {
            "ssm"
        }

        fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
            Box::pin(async move {
                answer.found(&keys[0], Fetched::text("early"));
                std::future::pending().await
            })
        }
    }
    let loader = App::loader().source(Hangs).timeout(std::time::Duration::from_millis(50));
    let error = loader.load_owned_blocking().unwrap_err();
    let found: Vec<_> = error.problems().iter().map(|p| (p.path(), p.code())).collect();
    assert_eq!(found, [("second", Code::Timeout)]);
}

/// What it was silent about is not known to be absent: neither `None` nor a default takes its place.
#[test]
fn a_source_that_says_nothing_of_a_key() {
    #[derive(Debug, Config)]
    #[config(prefix = "/app")]
    #[allow(dead_code, reason = "it only fails to load")]
    struct Mode {
        #[config(default = "insecure")]
        mode: String,
        note: Option<String>,
    }
    struct Silent;
    impl Source for Silent {
        fn name(&self) -> &'static str {
            "ssm"
        }

        fn fetch<'a>(&'a self, _: &'a [Key], _: &'a mut Answer) -> BoxFuture<'a> {
            Box::pin(std::future::ready(()))
        }
    }
    let error = Mode::loader().source(Silent).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error, @r"
    configuration of Mode could not be loaded: 2 problems

      mode  ssm:/app/mode is unavailable (the source said nothing of it)
      note  ssm:/app/note is unavailable (the source said nothing of it)
    ");
}

/// A source may find that what it is asked for contradicts something; that it is not there is said by
/// figleaf alone.
#[test]
fn a_conflict_that_a_source_has_found() {
    let failure = Failure::new(Code::Conflict, "two files claim it").with_help("remove one");
    let memory = Memory::new("ssm").with_failure("/app/first", failure);
    let error = App::loader().source(memory).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error, @r"
    configuration of App could not be loaded: 1 problem

      first  ssm:/app/first contradicts something else (two files claim it)
             help: remove one
    ");

    #[derive(Debug, Config)]
    #[allow(dead_code)]
    struct Elsewhere {
        #[config(from = figleaf::source::Binding::new("vault", "token"))]
        token: String,
    }
    let error = Elsewhere::loader().load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error, @r"
    configuration of Elsewhere could not be loaded: 1 problem

      token  no source is called vault
             help: add it: .source(…) on the loader
    ");
}
