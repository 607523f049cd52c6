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
