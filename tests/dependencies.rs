//! What a build without the AWS SDK pulls in, and how large it is.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The crates of a build of figleaf with these arguments.
fn tree(arguments: &[&str]) -> String {
    tree_of("figleaf", arguments)
}

fn tree_of(package: &str, arguments: &[&str]) -> String {
    let tree = ["tree", "-p", package, "-e", "normal", "--prefix", "none"];
    support::programs::cargo(&[&tree[..], arguments].concat())
}

fn crates(tree: &str) -> Vec<&str> {
    tree.lines().filter_map(|line| line.split_whitespace().next()).collect()
}

/// No AWS crate, no TLS.
fn is_heavy(name: &str) -> bool {
    let beginnings = ["aws-", "rustls", "ring", "openssl", "native-tls", "s2n"];
    beginnings.iter().any(|beginning| name.starts_with(beginning))
}

#[test]
fn an_extension_only_build_has_no_sdk_and_no_tls() {
    let tree = tree(&["--no-default-features", "--features", "derive,extension,lambda"]);
    let names = crates(&tree);
    assert!(names.contains(&"lambda_runtime") && names.contains(&"hyper"), "{tree}");
    let heavy: Vec<_> = names.iter().filter(|name| is_heavy(name)).collect();
    assert!(heavy.is_empty(), "{heavy:?}");
}

/// The README's first command is built from nothing while somebody waits: no SDK, and few crates.
#[test]
fn the_quickstart_is_built_fast() {
    let tree = tree_of("quickstart", &[]);
    let names = crates(&tree);
    let heavy: Vec<_> = names.iter().filter(|name| is_heavy(name)).collect();
    assert!(heavy.is_empty(), "{heavy:?}");
    let each: BTreeSet<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    assert!(names.contains(&"figleaf") && each.len() <= 86, "{} crates:\n{tree}", each.len());
}

/// What a function with figleaf's own client pulls in: the signer and TLS, and nothing else of the SDK.
#[test]
fn a_function_with_figleafs_own_client_has_no_sdk() {
    let tree = tree(&["--no-default-features", "--features", "derive,direct,lambda"]);
    let names = crates(&tree);
    assert!(names.contains(&"aws-sigv4") && names.contains(&"tokio-rustls"), "{tree}");
    let of_the_sdk = |name: &&&str| {
        let beginnings = [
            "aws-sdk-",
            "aws-config",
            "aws-runtime",
            "aws-smithy-http-client",
            "aws-smithy-json",
            "aws-lc",
        ];
        beginnings.iter().any(|beginning| name.starts_with(beginning))
    };
    let found: Vec<_> = names.iter().filter(of_the_sdk).collect();
    assert!(found.is_empty(), "{found:?}");
}

/// The same test sees the SDK where it is.
#[test]
fn the_sdk_would_be_seen() {
    let tree = tree(&["--features", "ssm,secretsmanager"]);
    let heavy: Vec<_> = crates(&tree).into_iter().filter(|name| is_heavy(name)).collect();
    assert!(heavy.contains(&"aws-sdk-ssm") && heavy.contains(&"rustls"), "{heavy:?}");
    // One TLS library, the one without a start-up stall.
    assert!(!heavy.contains(&"aws-lc-sys") && !heavy.contains(&"aws-lc-rs"), "{heavy:?}");
}

/// Two copies of a library are twice its size, and two TLS libraries twice its start-up.
#[test]
fn both_clients_together_have_one_of_each() {
    let tree = tree(&["--features", "ssm,secretsmanager"]);
    for name in ["rustls", "hyper", "http", "tokio-rustls", "hyper-rustls", "rustls-webpki"] {
        let versions: BTreeSet<&str> = tree
            .lines()
            .filter_map(|line| {
                line.strip_prefix(name)?.strip_prefix(" v")?.split_whitespace().next()
            })
            .collect();
        assert_eq!(versions.len(), 1, "{name}: {versions:?}");
    }
}

/// Who asks for nothing gets the light client, and the SDK's own for credentials alone.
#[test]
fn the_default_tree_has_no_service_of_aws() {
    let tree = tree(&[]);
    let names = crates(&tree);
    assert!(names.contains(&"aws-sigv4") && names.contains(&"aws-config"), "{tree}");
    for service in ["aws-sdk-ssm", "aws-sdk-secretsmanager"] {
        assert!(!names.contains(&service), "{service}");
    }
}

/// What the feature `ops` brings is in no program that does not ask for it.
#[test]
fn operations_are_only_where_they_are_asked_for() {
    let has_ops = |arguments: &[&str]| {
        let tree = tree(arguments);
        ["lexopt", "similar"].map(|name| crates(&tree).contains(&name))
    };
    assert_eq!(has_ops(&[]), [false; 2]);
    let function = "derive,ssm,secretsmanager,extension,lambda";
    assert_eq!(has_ops(&["--no-default-features", "--features", function]), [false; 2]);
    assert_eq!(has_ops(&["--features", "ops"]), [true; 2]);
    // And they bring nothing else.
    let count =
        |arguments: &[&str]| crates(&tree(arguments)).into_iter().collect::<BTreeSet<_>>().len();
    assert_eq!(count(&["--features", "ops"]), count(&[]) + 2);
}

/// What a Lambda function needs of the SDK: no default chain, and none of its services.
#[test]
fn a_function_does_without_the_default_chain() {
    let features = "derive,ssm,secretsmanager,extension,lambda";
    let tree = tree(&["--no-default-features", "--features", features]);
    let names = crates(&tree);
    assert!(names.contains(&"aws-sdk-ssm") && names.contains(&"aws-types"), "{tree}");
    for chain in ["aws-config", "aws-sdk-sts", "aws-sdk-sso", "aws-sdk-ssooidc"] {
        assert!(!names.contains(&chain), "{chain}");
    }
}

/// `cargo test --test dependencies -- --nocapture` shows it.
#[test]
fn the_size_of_an_extension_only_function() {
    let bytes = support::programs::extension_only().metadata().unwrap().len();
    println!("lambda_extension_only, release, stripped: {bytes} bytes");
    assert!(bytes < 5_000_000, "an SDK would be larger: {bytes}");
}

/// The crates and their features of a program whose manifest has this in addition, with these kinds of dependencies.
fn of_program(name: &str, more: &str, kinds: &str) -> String {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(package.join("src")).unwrap();
    fs::write(package.join("src/main.rs"), "fn main() {}").unwrap();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::copy(here.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let manifest = format!(
        "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nfigleaf = {{ path = {here:?} }}\n{more}"
    );
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    let manifest = package.join("Cargo.toml");
    let tree = ["tree", "--prefix", "none", "--format", "{p} {f}", "-e", kinds, "--manifest-path"];
    support::programs::cargo(&[&tree[..], &[manifest.to_str().unwrap()]].concat())
}

/// A program with the operations' example in its repository is built of the same crates with the same features as
/// one without.
#[test]
fn what_is_for_the_example_alone_does_not_ship() {
    let here = env!("CARGO_MANIFEST_DIR");
    let more =
        format!("\n[dev-dependencies]\nfigleaf = {{ path = {here:?}, features = [\"ops\"] }}\n");
    // The folders have names of the same length; the program's own line is the first.
    let crates = |name: &str, more: &str, kinds: &str| -> Vec<String> {
        of_program(name, more, kinds).lines().skip(1).map(str::to_owned).collect()
    };
    let shipped = crates("ships-with-ops", &more, "normal");
    assert_eq!(shipped, crates("ships-less-ops", "", "normal"));
    assert!(!shipped.iter().any(|line| line.starts_with("similar ")), "{shipped:?}");
    let developed = crates("ships-with-ops", &more, "normal,dev");
    assert!(developed.iter().any(|line| line.starts_with("similar ")), "{developed:?}");
}
