//! What is typed, and what is said to it.

use figleaf::Config;

use super::{Shop, config};

#[test]
fn help_tells_everything() {
    insta::assert_snapshot!(config::<Shop>(&["--help"]).out);
    insta::assert_snapshot!(config::<Shop>(&["policy", "--help"]).out);
    insta::assert_snapshot!(config::<Shop>(&["check", "--help"]).out);
    for args in [&[][..], &["help"], &["-h"], &["nonsense", "--help"]] {
        let told = config::<Shop>(args);
        assert_eq!(told.code, 0);
        assert!(told.out.contains("Usage: config VERB"), "{args:?}");
    }
}

#[test]
fn mistakes_are_told_with_what_to_write() {
    let mut all = String::new();
    for args in [
        &["polcy", "prod"][..],
        &["template", "evn"],
        &["template"],
        &["frobnicate"],
        &["policy"],
        &["policy", "dev", "prod"],
        &["policy", "prod", "--regoin", "x"],
        &["policy", "prod", "--region"],
        &["policy", "prod", "--region", "nowhere"],
        &["policy", "prod", "--account", "1234"],
        &["policy", "prod", "--account", "123456789012", "--any-account"],
        &["policy", "prod", "--any-account=1"],
        &["policy", "prod", "--starts-per-day", "1"],
        &["policy", "prod", "--transport", "pigeon"],
        &["policy", "prod", "--var", "tenant"],
        &["policy", "prod", "--var", "tenant=acme"],
        &["policy", "prod", "--name", "X=y"],
        &["policy", "../admin"],
        &["policy", "prod", "--split"],
        &["policy", "prod", "--out", "a", "--check", "b"],
        &["plan", "prod", "--starts-per-day", "-1"],
        &["plan", "prod", "--price", "gold=1"],
        &["policy", "prod", "-x"],
        &["check"],
        &["diff", "dev"],
        &["diff", "dev", "test", "prod"],
        &["explain"],
        &["explain", "dev", "prod"],
        &["check", "prod", "--values"],
        &["check", "prod", "--check", "file"],
        &["check", "prod", "--offline", "--metadata"],
        &["check", "prod", "--offline", "--role", "arn:aws:iam::123456789012:role/app"],
        &["check", "prod", "--role", "app"],
        &["check", "prod", "--profile", "ops"],
        &["check", "prod", "--profile", "dev=ops"],
        &["check", "prod", "--env-file", "/nonexistent/file"],
        &["check", "prod", "--var", "tenant=acme"],
        &["policy", "prod", "--out", "/nonexistent/folder/file"],
        &["policy", "prod", "--kms-key", "alias/app"],
        &["template", "terraform"],
        &["template", "terraform", "prod", "--any", "tenant"],
        &["template", "sam", "prod", "--split"],
        &["policy", "prod", "--out", "a", "--out", "b"],
        &["policy", "prod", "--region", "eu-west-1", "--region", "eu-west-2"],
        &["policy", "prod", "--account", "123456789012", "--account", "123456789012"],
        &["policy", "prod", "--var", "a=1", "--var", "a=2"],
        &["policy", "prod", "--name", "A=1", "--name", "A=2"],
        &["check", "prod", "--profile", "prod=a", "--profile", "prod=b"],
        &["policy", "prod", "--var", "env=dev"],
        &["docs", "--var", "env=dev"],
        &["check", "prod", "--var", "env=dev"],
        &["policy", "prod", "--var", "a=1", "--any", "a"],
        &["docs", "--var", "typo=x"],
        &["docs", "--name", "X=y"],
        &["schema", "--var", "typo=x"],
        &["plan", "--name", "X=y"],
        &["docs", "prod", "--var", "typo=x"],
        &["docs", "prod", "--name", "X=y"],
        &["schema", "prod", "--var", "typo=x"],
        &["plan", "prod", "--name", "X=y"],
        &["policy", "prod", "--for", "check", "--kms-key", "alias/x"],
        &["policy", "prod", "--for", "check", "--scope", "prefix"],
        &["policy", "prod", "--for", "check", "--transport", "sdk"],
        &["policy", "prod", "--for", "check", "--no-batch"],
        &["plan", "prod", "--max-age", "60"],
    ] {
        let told = config::<Shop>(args);
        assert_eq!((told.code, told.out.as_str()), (2, ""), "{args:?}");
        let first = told.err.lines().find(|line| !line.starts_with("note")).unwrap();
        all += &format!("{}\n  {first}\n", args.join(" "));
    }
    insta::assert_snapshot!(all);
}

/// A loader's settings count.
#[test]
fn the_loader_tells_placeholders() {
    #[derive(Config)]
    #[config(prefix = "/{env}/{tenant}")]
    #[allow(dead_code)]
    struct Tenant {
        a: String,
    }
    let told = |args: &[&str]| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let loader = || Tenant::loader().var("tenant", "acme");
        let code = figleaf::ops::run_to(args, loader, &mut out, &mut err);
        (code, String::from_utf8(out).unwrap())
    };
    let (code, out) = told(&["policy", "prod"]);
    assert_eq!(code, 0);
    assert!(out.contains(":parameter/prod/acme/a\""), "{out}");
    let (_, out) = told(&["policy", "prod", "--var", "tenant=other"]);
    assert!(out.contains(":parameter/prod/other/a\""), "{out}");
}

/// A loader's own mistakes are told without an environment too.
#[test]
fn a_placeholder_that_no_name_has_is_told_without_an_environment() {
    for verb in [&["docs"][..], &["schema"], &["plan"]] {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let loader = || Shop::loader().var("typo", "x");
        let code = figleaf::ops::run_to(verb, loader, &mut out, &mut err);
        let err = String::from_utf8(err).unwrap();
        assert_eq!((code, out.len()), (2, 0), "{verb:?}");
        assert!(err.contains("no name has this placeholder"), "{verb:?} {err}");
    }
}

/// Flags that may be given several times.
#[test]
fn lists_of_flags_are_lists() {
    let args = ["policy", "prod", "--region", "eu-west-1", "--account", "123456789012"];
    let keys = ["1", "2"].map(|key| format!("arn:aws:kms:eu-west-1:123456789012:key/{key}"));
    let more = ["--kms-key", &keys[0], "--kms-key", &keys[1]];
    let told = config::<Shop>(&[&args[..], &more].concat());
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(keys.iter().all(|key| told.out.contains(key)), "{}", told.out);
    let prices = ["--price", "parameters=0.05", "--price", "secrets=0.1"];
    assert_eq!(config::<Shop>(&[&["plan", "prod"][..], &prices].concat()).code, 0);
}

/// It goes into names, and into files that a shell reads.
#[test]
fn an_environment_is_one_word() {
    for verb in [
        &["policy"][..],
        &["template", "env"],
        &["template", "local"],
        &["template", "sam"],
        &["docs"],
        &["plan"],
    ] {
        let told = config::<Shop>(&[verb, &["prod; rm -r ."]].concat());
        assert_eq!((told.code, told.out.as_str()), (2, ""), "{verb:?}");
    }
}
