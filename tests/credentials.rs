//! Credentials as a step of their own: whatever fails in the chain is told once, with its link and what to
//! do about it. Each link is a stub: STS, the portal of SSO, the instance's metadata, a process; the
//! container's agent is in `container.rs`.

#![cfg(all(
    feature = "derive",
    feature = "default-chain",
    feature = "secretsmanager",
    feature = "ssm"
))]

mod support;

use std::fs;
use std::time::{Duration, Instant};

use figleaf::{Code, Config};
use support::app::{App, answer};
use support::machine::Machine;
use support::stub::{Reply, Request, Stub};

/// For links that hang.
const BRIEF: Duration = Duration::from_millis(800);

#[tokio::test]
async fn nothing_has_credentials() {
    let (code, text) = Machine::new().fails::<App>().await;
    assert_eq!(code, Code::Denied);
    insta::assert_snapshot!(text);
}

#[tokio::test]
async fn a_profile_that_is_not_there() {
    let machine = Machine::new().config(
        "[default]\naws_access_key_id = A\naws_secret_access_key = hunter2\n[profile prod]\n",
    );
    let (code, text) = machine.with("AWS_PROFILE", "prd").fails::<App>().await;
    assert_eq!(code, Code::Invalid);
    insta::assert_snapshot!(text);
}

#[tokio::test]
async fn a_configuration_file_that_is_none() {
    for (name, text, says) in [
        (
            "line",
            "[default]\nregion = eu-west-1\nhunter2\n",
            "config: line 3 is not a profile, a setting or a comment",
        ),
        ("utf", "[default]\nregion = \u{0}", ""),
    ] {
        let machine = Machine::new().config(text);
        if says.is_empty() {
            fs::write(machine.folder.join(".aws/config"), [0xff, 0xfe]).unwrap();
        }
        let (code, text) = machine.fails::<App>().await;
        assert_eq!(code, Code::Invalid, "{name}");
        assert!(
            text.contains(if says.is_empty() { "config: it is not UTF-8" } else { says }),
            "{text}"
        );
    }
}

/// A file that never ends does not outlive the deadline.
#[cfg(unix)]
#[tokio::test]
async fn a_file_that_blocks() {
    for name in
        ["AWS_CONFIG_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"]
    {
        let machine = Machine::new().timeout(BRIEF);
        let pipe = machine.path("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let machine = machine
            .with("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/app")
            .with("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/")
            .with(name, &pipe);
        let (code, text) = machine.fails::<App>().await;
        assert_eq!(code, Code::Timeout, "{name}: {text}");
        assert!(text.starts_with("no answer from the file system (for ~/pipe,"), "{text}");
        // What waits for the pipe's other end may go.
        drop(std::fs::OpenOptions::new().read(true).write(true).open(&pipe));
    }
}

#[tokio::test]
async fn a_process() {
    let profile = |command: &str| format!("[profile tool]\ncredential_process = {command}\n");
    let machine =
        |command: &str| Machine::new().config(&profile(command)).with("AWS_PROFILE", "tool");
    let mut told = Vec::new();
    for command in ["sh -c 'echo hunter2 >&2; exit 3'", "no-such-program hunter2", "echo hunter2"] {
        told.push(machine(command).fails::<App>().await.1);
    }
    let (code, text) = machine("sleep 6").timeout(BRIEF).fails::<App>().await;
    assert_eq!(code, Code::Timeout);
    told.push(text);
    insta::assert_snapshot!(told.join("\n\n"));

    let stub = Stub::start(answer);
    let json = r#"{"Version":1,"AccessKeyId":"FIGLEAFP000000000000","SecretAccessKey":"hunter2"}"#;
    let machine = machine("cat credentials.json").file("credentials.json", json);
    let command = profile(&format!("cat {}", machine.path("credentials.json")));
    let machine = machine.config(&command).with("AWS_ENDPOINT_URL", &stub.endpoint());
    machine.load::<App>().await.unwrap();
    assert!(stub.requests()[0].headers["authorization"].contains("FIGLEAFP000000000000"));
}

/// IMDSv2: a token, the role's name, its credentials.
fn instance(request: &Request) -> Reply {
    match request.line.split(' ').nth(1).unwrap() {
        "/latest/api/token" => Reply::status(200, "token"),
        "/latest/meta-data/iam/security-credentials/" => Reply::status(200, "role"),
        "/latest/meta-data/placement/region" => Reply::status(200, "eu-north-1"),
        _ => Reply::status(
            200,
            r#"{"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"FIGLEAFI000000000000","SecretAccessKey":"hunter2","Token":"t","Expiration":"2099-01-01T00:00:00Z"}"#,
        ),
    }
}

#[tokio::test]
async fn an_instance() {
    let (metadata, stub) = (Stub::start(instance), Stub::start(answer));
    let machine = Machine::new()
        .with("AWS_EC2_METADATA_DISABLED", "")
        .with("AWS_REGION", "")
        .with("AWS_EC2_METADATA_SERVICE_ENDPOINT", &metadata.endpoint())
        .with("AWS_ENDPOINT_URL", &stub.endpoint());
    machine.load::<App>().await.unwrap();
    let request = stub.requests().pop().unwrap();
    assert_eq!(request.region, "eu-north-1");
    assert!(request.headers["authorization"].contains("FIGLEAFI000000000000"));
    // Both services use what was found once.
    let asked = metadata.requests();
    assert_eq!(
        asked.iter().filter(|request| request.line.contains("security-credentials/role")).count(),
        1
    );
}

#[tokio::test]
async fn an_instance_without_a_role_or_that_hangs() {
    let machine = |stub: &Stub| {
        Machine::new()
            .with("AWS_EC2_METADATA_DISABLED", "")
            .with("AWS_EC2_METADATA_SERVICE_ENDPOINT", &stub.endpoint())
    };
    let none = Stub::start(|request| match request.line.contains("token") {
        true => Reply::status(200, "token"),
        false => Reply::status(404, ""),
    });
    let hangs = Stub::start(|_| Reply::Hang);
    let mut told = vec![machine(&none).fails::<App>().await.1];
    // The SDK's own limits for the instance are kept: it is not the load's deadline that ends it.
    told.push(machine(&hangs).timeout(Duration::from_secs(20)).fails::<App>().await.1);
    told.push(machine(&hangs).timeout(BRIEF).fails::<App>().await.1);
    told.push(machine(&hangs).with("AWS_REGION", "").timeout(BRIEF).fails::<App>().await.1);
    insta::assert_snapshot!(told.join("\n\n"));
}

/// STS speaks XML.
fn sts_error(code: &str, message: &str) -> Reply {
    let text = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r</RequestId></ErrorResponse>"
    );
    Reply::status(403, text)
}

fn sts_credentials(operation: &str) -> Reply {
    let text = format!(
        "<{operation}Response><{operation}Result><Credentials><AccessKeyId>FIGLEAFR000000000000</AccessKeyId><SecretAccessKey>hunter2</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>i</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn></AssumedRoleUser></{operation}Result></{operation}Response>"
    );
    Reply::status(200, text)
}

const DENIED: &str = "User: arn:aws:iam::123456789012:user/u is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/app";

/// The SDK finds STS and SSO by the process's own variables, so that these loads are processes: each test
/// runs this binary again as its child.
fn child(machine: &Machine, endpoint: &str) -> String {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_that_loads", "--ignored", "--nocapture"])
        .env_clear()
        .envs(machine.variables.iter().map(|(name, value)| (name, value)))
        .envs(
            ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SSO", "AWS_ENDPOINT_URL_SSO_OIDC"]
                .map(|name| (name, endpoint)),
        )
        .env("CHILD_TIMEOUT_MS", machine.timeout.as_millis().to_string())
        .output()
        .unwrap();
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    let text = String::from_utf8(text).unwrap();
    assert!(!text.contains("hunter2"), "{text}");
    let own = text.split("<<<").nth(1).and_then(|rest| rest.split(">>>").next());
    let text =
        own.unwrap_or_else(|| panic!("{text}")).replace(machine.folder.to_str().unwrap(), "~");
    let ports = regex::Regex::new(r"127\.0\.0\.1(:\d+)?").unwrap();
    ports.replace_all(&text, "HOST").into_owned()
}

#[test]
#[ignore = "runs as a child"]
fn child_that_loads() {
    let millis = std::env::var("CHILD_TIMEOUT_MS").unwrap().parse().unwrap();
    let timeout = Duration::from_millis(millis);
    let started = Instant::now();
    let loaded = App::loader().timeout(timeout).load_owned_blocking();
    support::ends_in_time(started, timeout);
    match loaded {
        Ok(_) => println!("<<<loaded>>>"),
        Err(error) => println!("<<<{error}>>>"),
    }
}

const ROLE: &str = "[profile app]\nrole_arn = arn:aws:iam::123456789012:role/app\nsource_profile = base\n\
                    [profile base]\naws_access_key_id = FIGLEAFB000000000000\naws_secret_access_key = hunter2\n";

#[test]
fn a_role_of_a_profile() {
    let machine = || Machine::new().config(ROLE).with("AWS_PROFILE", "app");
    let service = Stub::start(answer);
    let allows = Stub::start(|request| {
        assert!(request.form.contains("Action=AssumeRole&"), "{}", request.form);
        sts_credentials("AssumeRole")
    });
    let loads = machine().with("AWS_ENDPOINT_URL", &service.endpoint());
    assert_eq!(child(&loads, &allows.endpoint()), "loaded");
    assert!(service.requests()[0].headers["authorization"].contains("FIGLEAFR000000000000"));

    let mut told = Vec::new();
    for (code, message) in [
        ("AccessDenied", DENIED.to_owned()),
        (
            "AccessDenied",
            format!("{DENIED} because no session policy allows the sts:AssumeRole action"),
        ),
        ("ExpiredToken", "The security token included in the request is expired".to_owned()),
        (
            "InvalidClientTokenId",
            "The security token included in the request is invalid.".to_owned(),
        ),
        ("SignatureDoesNotMatch", "Signature expired: hunter2".to_owned()),
        ("RegionDisabledException", "hunter2".to_owned()),
    ] {
        let refuses = Stub::start(move |_| sts_error(code, &message));
        told.push(child(&machine(), &refuses.endpoint()));
    }
    let hangs = Stub::start(|_| Reply::Hang);
    told.push(child(&machine().timeout(BRIEF), &hangs.endpoint()));
    // The SDK's own provider tries it three times, with pauses of at most three seconds together.
    let refused = support::stub::refused_endpoint();
    told.push(child(&machine(), refused.endpoint_url().unwrap()));
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_web_identity_token() {
    let machine = || {
        let machine = Machine::new()
            .file("token", "hunter2")
            .with("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/app");
        let file = machine.path("token");
        machine.with("AWS_WEB_IDENTITY_TOKEN_FILE", &file)
    };
    let service = Stub::start(answer);
    let allows = Stub::start(|_| sts_credentials("AssumeRoleWithWebIdentity"));
    let loads = machine().with("AWS_ENDPOINT_URL", &service.endpoint());
    assert_eq!(child(&loads, &allows.endpoint()), "loaded");
    let mut told = Vec::new();
    for (code, message) in [
        ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
        ("InvalidIdentityToken", "hunter2"),
        ("ExpiredTokenException", "Token expired: hunter2"),
    ] {
        let refuses = Stub::start(move |_| sts_error(code, message));
        told.push(child(&machine(), &refuses.endpoint()));
    }
    let hangs = Stub::start(|_| Reply::Hang);
    told.push(child(&machine().timeout(BRIEF), &hangs.endpoint()));
    told.push(child(&machine().with("AWS_ROLE_ARN", ""), &hangs.endpoint()));
    told.push(child(&machine().with("AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere"), &hangs.endpoint()));
    insta::assert_snapshot!(told.join("\n"));
}

const SSO: &str = "[profile me]\nsso_session = work\nsso_account_id = 123456789012\nsso_role_name = Reader\n\
                   [sso-session work]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n";

#[cfg(feature = "sso")]
#[test]
fn a_login_with_sso() {
    let machine = |expires: Option<&str>| {
        let machine = Machine::new().config(SSO).with("AWS_PROFILE", "me");
        fs::create_dir_all(machine.folder.join(".aws/sso/cache")).unwrap();
        match expires {
            None => machine,
            Some(expires) => {
                let token = format!(
                    r#"{{"accessToken":"hunter2","expiresAt":"{expires}","region":"eu-west-1"}}"#
                );
                let name = sha1_of_work();
                machine.file(&format!(".aws/sso/cache/{name}.json"), &token)
            }
        }
    };
    let valid = Some("2099-01-01T00:00:00Z");
    let service = Stub::start(answer);
    let portal = Stub::start(|_| {
        Reply::status(
            200,
            r#"{"roleCredentials":{"accessKeyId":"FIGLEAFS000000000000","secretAccessKey":"hunter2","sessionToken":"t","expiration":4070908800000}}"#,
        )
    });
    let loads = machine(valid).with("AWS_ENDPOINT_URL", &service.endpoint());
    assert_eq!(child(&loads, &portal.endpoint()), "loaded");
    let hangs = Stub::start(|_| Reply::Hang);
    let mut told = vec![
        child(&machine(None), &hangs.endpoint()),
        child(&machine(Some("2020-01-01T00:00:00Z")), &hangs.endpoint()),
        child(&machine(valid).timeout(BRIEF), &hangs.endpoint()),
    ];
    for (status, code) in [(401, "UnauthorizedException"), (403, "ForbiddenException")] {
        let refuses = Stub::start(move |_| {
            Reply::status(status, format!(r#"{{"__type":"{code}","message":"hunter2"}}"#))
        });
        told.push(child(&machine(valid).timeout(Duration::from_secs(2)), &refuses.endpoint()));
    }
    insta::assert_snapshot!(told.join("\n"));
    // Tried again, whether to the end of the SDK's attempts or to the deadline.
    let down = Stub::start(|_| Reply::status(503, ""));
    let told = child(&machine(valid).timeout(Duration::from_secs(2)), &down.endpoint());
    let says = "IAM Identity Center (SSO) is unavailable (it answered HTTP status 503 and no reason, asked for";
    assert!(told.contains(says), "{told}");
}

/// `printf work | sha1sum`
fn sha1_of_work() -> &'static str {
    "e274eeff768c6396088ec6eb091f4bf4d47ab1e0"
}

#[cfg(feature = "sso")]
#[test]
fn a_login_that_is_gone() {
    let profile = "[profile me]\nlogin_session = arn:aws:iam::123456789012:user/me\n";
    let machine = Machine::new().config(profile).with("AWS_PROFILE", "me");
    let nobody = support::stub::refused_endpoint();
    insta::assert_snapshot!(child(&machine, nobody.endpoint_url().unwrap()));
}

/// The SDK would panic at an empty endpoint for STS.
#[test]
fn an_empty_endpoint_beside_a_role() {
    let machine = Machine::new()
        .config(ROLE)
        .with("AWS_PROFILE", "app")
        .with("AWS_ENDPOINT_URL", "")
        .timeout(BRIEF);
    let told = child(&machine, "");
    assert!(!told.contains("panicked"), "{told}");
    insta::assert_snapshot!(told);
}
