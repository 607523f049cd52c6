//! No value is told: defaults of sensitive fields, variables of the process, what is typed behind a flag.

use figleaf::{Config, Secret};

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
