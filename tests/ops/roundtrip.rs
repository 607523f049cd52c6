//! The commands that are generated, run as they stand with the real AWS CLI: then a check has nothing to say, and no
//! value was in an argument.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use figleaf::{Config, Secret};
use serde::Deserialize;

use super::metadata::run;
use super::support::moto::{self, Account};
use super::support::python;
use super::{config, folder};

/// One of each form that a command has.
#[derive(Debug, Config)]
#[config(prefix = "/{env}/trip")]
struct Trip {
    api_key: Secret,
    level: String,
    /// What AWS CLI 1 would fetch, if it were an argument.
    link: String,
    origins: Vec<String>,
    #[config(json)]
    flags: Flags,
    #[config(ssm = "tls/private-key")]
    private_key: Secret,
    #[config(by_path)]
    features: BTreeMap<String, String>,
    #[config(nested, secretsmanager = "{env}/trip/database")]
    database: Database,
    #[config(secretsmanager = "{env}/trip/token")]
    token: Secret,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Flags {
    on: bool,
}

#[derive(Debug, Config)]
struct Database {
    password: Secret,
}

/// What is typed, or stands in the file, for the command that has this in it. White space, quotes, what shells expand,
/// and what looks like an option, a file or an address.
const VALUES: [(&str, &str); 9] = [
    ("/prod/trip/api-key", " pa$$w\"o'rd\\n `id` hunter2 "),
    ("/prod/trip/level", "--hunter2"),
    ("/prod/trip/link", "https://127.0.0.1:1/hunter2"),
    ("/prod/trip/origins", "a-hunter2,b"),
    ("/prod/trip/flags", "{\"on\": true}"),
    ("/prod/trip/tls/private-key", "-----BEGIN-----\nhunter2\n-----END-----\n"),
    ("/prod/trip/features", "file:///hunter2"),
    ("prod/trip/database", "{\"password\": \"hunter2-canary\"}"),
    ("prod/trip/token", "file:///etc/hunter2"),
];

/// A folder with `aws` in it, which notes its arguments.
fn noting(folder: &Path) -> PathBuf {
    let home = python::environment("awscli==1.46.2").unwrap_or_else(|why| panic!("{why}"));
    let bin = folder.join("bin");
    fs::create_dir_all(&bin).unwrap();
    let aws = bin.join("aws");
    let real = home.join("bin/aws");
    let noted = folder.join("arguments");
    let script = format!(
        "#!/bin/sh\nprintf '%s\\n' \"$@\" >>'{}'\ntr '\\0' '\\n' </proc/$PPID/cmdline >>'{}'\nexec '{}' \"$@\"\n",
        noted.display(),
        noted.display(),
        real.display(),
    );
    fs::write(&aws, script).unwrap();
    fs::set_permissions(&aws, fs::Permissions::from_mode(0o755)).unwrap();
    bin
}

fn paste(line: &str, typed: &str, folder: &Path, bin: &Path, aws: &Account) {
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("bash")
        .args(["--norc", "--noprofile", "-c", line])
        .current_dir(folder)
        .env_clear()
        .envs([
            ("PATH", path.as_str()),
            ("HOME", "/nonexistent"),
            ("AWS_ENDPOINT_URL", aws.endpoint().as_str()),
            ("AWS_ACCESS_KEY_ID", aws.access_key()),
            ("AWS_SECRET_ACCESS_KEY", "a-key-nobody-checks"),
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    shell.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = shell.wait_with_output().unwrap();
    assert!(output.status.success(), "{line}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn what_is_pasted_makes_a_check_fine() {
    let aws = moto::account();
    let folder = folder("roundtrip");
    let bin = noting(&folder);
    let script = config::<Trip>(&["template", "cli", "prod", "--region", "eu-west-1"]).out;
    let lines: Vec<&str> =
        script.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    assert_eq!(lines.len(), VALUES.len(), "{script}");
    for line in lines {
        let is_for = |name: &&str| {
            line.split([' ', '=']).any(|word| word.trim_end_matches("/\"$NAME\"") == *name)
        };
        let (name, value) =
            VALUES.iter().find(|(name, _)| is_for(name)).unwrap_or_else(|| panic!("{line}"));
        fs::write(folder.join("FILE"), value).unwrap();
        let typed = if name.ends_with("features") {
            format!("one\n{value}\n")
        } else {
            format!("{value}\n")
        };
        paste(line, &typed, &folder, &bin, &aws);
    }
    let noted = fs::read_to_string(folder.join("arguments")).unwrap();
    assert!(noted.contains("put-parameter") && noted.contains("create-secret"), "{noted}");
    assert!(!noted.contains("hunter2"), "{noted}");

    let sdk = aws.sdk_config();
    let loader = move || Trip::loader().sdk_config(&sdk);
    let told = run(&["check", "prod"], loader.clone()).await;
    assert_eq!(told.code, 0, "{}", told.out);
    let told = run(&["check", "prod", "--metadata"], loader.clone()).await;
    assert_eq!(told.code, 0, "{}", told.out);

    let of = |name: &str| VALUES.iter().find(|(known, _)| known.ends_with(name)).unwrap().1;
    let trip = loader().environment("prod").load_owned().await.unwrap();
    assert_eq!(trip.api_key.expose_secret(), of("api-key"));
    assert_eq!((trip.level.as_str(), trip.link.as_str()), (of("level"), of("link")));
    assert_eq!(trip.origins, ["a-hunter2", "b"]);
    assert_eq!(trip.flags, Flags { on: true });
    assert_eq!(trip.private_key.expose_secret(), of("private-key"));
    assert_eq!(trip.features, BTreeMap::from([("one".to_owned(), of("features").to_owned())]));
    assert_eq!(trip.database.password.expose_secret(), "hunter2-canary");
    assert_eq!(trip.token.expose_secret(), of("token"));
}
