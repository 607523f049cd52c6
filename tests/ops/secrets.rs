//! No value is told: defaults of sensitive fields, variables of the process, what is typed behind a flag.

use figleaf::{Config, Secret};
use validator::Validate;

use super::{config, folder};

const CANARY: &str = "hunter2-canary";

#[derive(Config)]
#[config(prefix = "/{env}/{tenant}/app", env_prefix = "OPS_CANARY")]
#[allow(dead_code)]
struct App {
    #[config(default = "hunter2-canary")]
    token: Secret<String>,
    #[config(sensitive, env = "OPS_CANARY_PIN", default = "hunter2-canary")]
    pin: String,
    #[config(sensitive, default = "hunter2-canary".to_owned())]
    word: String,
    #[config(ssm = "${OPS_CANARY_NAME}")]
    named: String,
}

#[test]
fn no_value_is_told_by_any_verb_or_error() {
    let file = folder("canaries").join(CANARY.replace("canary", "file"));
    std::fs::write(&file, CANARY).unwrap();
    let fine: &[&str] = &["--var", "tenant=acme", "--name", "OPS_CANARY_NAME=/a"];
    let unfit = format!("tenant={CANARY}/..");
    let named = format!("OPS_CANARY_NAME={CANARY} of nothing");
    let other = format!("x={CANARY}");
    let glued = format!("--any-account={CANARY}");
    let odd = format!("--{CANARY}");
    let wrong: [&[&str]; 10] = [
        &["--var", &unfit],
        &["--var", "tenant=acme", "--name", &named],
        &["--var", &other],
        &["--var", CANARY],
        &["--region", CANARY],
        &["--account", CANARY],
        &["--kms-key", CANARY],
        &["--price", CANARY],
        &[&glued],
        &[&odd],
    ];
    for verb in [
        &["policy", "prod"][..],
        &["template", "cli", "prod"],
        &["template", "env", "prod"],
        &["template", "local", "prod"],
        &["template", "terraform", "prod"],
        &["template", "sam", "prod"],
        &["template", "cdk", "prod"],
        &["schema"],
        &["schema", "prod", "--document", CANARY],
        &["docs"],
        &["docs", "prod"],
        &["plan"],
        &["plan", "prod"],
        &[CANARY],
        &["policy", CANARY, CANARY],
    ] {
        let endings: Vec<&[&str]> = wrong.into_iter().chain([fine, &[]]).collect();
        for ending in endings {
            for form in [&[][..], &["--json"], &["--check", file.to_str().unwrap()]] {
                let args = [verb, ending, form].concat();
                let told = config::<App>(&args);
                for text in [&told.out, &told.err] {
                    assert!(!text.contains(CANARY), "{args:?}: {text}");
                }
            }
        }
    }
}

/// A configuration that has a value in every layer, and each of them is a canary.
#[derive(Config, Validate)]
#[config(prefix = "/{env}/asked", env_prefix = "ASKED")]
#[allow(dead_code)]
struct Asked {
    token: Secret<String>,
    #[config(sensitive)]
    pin: String,
    #[config(sensitive)]
    number: u16,
    #[validate(length(max = 3))]
    short: Secret<String>,
    #[config(sensitive, ssm = "level", alias = "/old/{env}/level")]
    level: String,
    #[config(nested, secretsmanager = "{env}/asked/database")]
    #[validate(nested)]
    database: Database,
    #[config(sensitive, json)]
    flags: Vec<String>,
    /// Not sensitive by itself, and in a SecureString.
    kept: String,
}

#[derive(Config, Validate)]
#[allow(dead_code)]
struct Database {
    password: Secret<String>,
    #[config(sensitive)]
    port: u16,
}

fn asked() -> figleaf::Loader<Asked> {
    use figleaf::figment::providers::Serialized;
    use figleaf::source::{Failure, Fetched, Memory};
    let names = ["token", "pin", "number", "short", "level", "flags"];
    let fill = |memory: Memory, environment: &str| {
        let memory = names.iter().fold(memory, |memory, name| {
            memory.with(format!("/{environment}/asked/{name}"), format!("{CANARY}-{environment}"))
        });
        let kept = Fetched::text(CANARY).encrypted();
        memory
            .with(format!("/old/{environment}/level"), CANARY)
            .with_fetched(format!("/{environment}/asked/kept"), kept)
    };
    let parameters = ["one", "other"].into_iter().fold(Memory::new("ssm"), fill);
    let secrets = Memory::new("secretsmanager")
        .with(
            "one/asked/database",
            format!(r#"{{"password":"{CANARY}","port":"{CANARY}","{CANARY} {CANARY}":1}}"#),
        )
        .with("other/asked/database", format!("{{\"password\": \"{CANARY}"))
        .with_failure("far/asked/database", Failure::unavailable("nobody answers"));
    Asked::loader()
        .source(parameters)
        .source(secrets)
        .join(Serialized::default("level", CANARY))
        .join(Serialized::default("database.port", CANARY))
}

/// Values in stores, in variables and in providers, at each level, in text, in JSON, and where something is wrong.
#[test]
fn no_value_is_told_by_what_asks() {
    let folder = folder("asked");
    let write = |name: &str, text: String| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let good = write(
        "good",
        format!(
            "ASKED_TOKEN='{CANARY}'\nASKED_NUMBER={CANARY}\nASKED_PIN='{}'\n",
            CANARY.repeat(700)
        ),
    );
    let unclear = write("unclear", format!("ASKED_TOKEN={CANARY}$HOME\n"));
    let open = write("open", format!("ASKED_TOKEN='{CANARY}\n"));
    let none = write("none", format!("{CANARY}\n"));
    let named = write("named", format!("{CANARY}!=x\n"));
    let profile = format!("one={CANARY}");
    let stray = format!("{CANARY}=x");
    let mut seen = [false; 3];
    for verb in [
        &["check", "one"][..],
        &["check", "one", "other", "far"],
        &["check", "one", "other", "--metadata"],
        &["check", "one", "--offline"],
        &["diff", "one", "other"],
        &["diff", "one", "far"],
        &["diff", "one", "other", "--values"],
        &["explain", "one"],
        &["explain", "other", "--values"],
    ] {
        for more in [
            &[][..],
            &["--env-file", &good],
            &["--env-file", &unclear],
            &["--env-file", &open],
            &["--env-file", &none],
            &["--env-file", &named],
            &["--var", &stray],
            &["--name", &stray],
            &["--profile", &profile],
            &["--profile", &stray],
            &["--role", CANARY],
        ] {
            for form in [&[][..], &["--json"]] {
                let args = [verb, more, form].concat();
                let (mut out, mut err) = (Vec::new(), Vec::new());
                let code = figleaf::ops::run_to(&args, asked, &mut out, &mut err);
                seen[usize::from(code)] = true;
                for text in [out, err].map(|bytes| String::from_utf8(bytes).unwrap()) {
                    assert!(
                        !text.contains("hunter2") && !text.contains("canary"),
                        "{args:?}: {text}"
                    );
                }
            }
        }
    }
    assert_eq!(seen, [true; 3], "fine, findings and no answer");
    // What a function gives shows none either.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let ops = Asked::ops("one").loader(asked).env_vars([("ASKED_TOKEN", CANARY)]);
    let told = runtime.block_on(ops.check()).unwrap();
    let other = Asked::ops("other").loader(asked);
    let all = format!("{ops:?} {told:?} {:?}", runtime.block_on(ops.diff(&other)).unwrap());
    assert!(!all.contains("hunter2"), "{all}");
}
