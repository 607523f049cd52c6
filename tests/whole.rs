//! The main job: one struct with every kind of field, one load, real stores (moto).

#![cfg(all(feature = "derive", feature = "local", feature = "secretsmanager", feature = "ssm"))]

mod support;

use std::collections::BTreeMap;
use std::time::Duration;

use figleaf::{Config, Origin, Secret, SecretString};
use serde::Deserialize;
use support::moto::{self, Account, ParameterType};
use support::stub::{Reply, Stub};
use url::Url;
use validator::Validate;

#[derive(Debug, Config, Validate)]
#[config(prefix = "/{env}/shop", env_prefix = "SHOP")]
struct Shop {
    name: String,
    port: u16,
    ratio: f64,
    is_open: bool,
    #[validate(length(min = 8))]
    api_key: Secret<String>,
    token: SecretString,
    origins: Vec<String>,
    #[config(delimiter = ";")]
    weights: Vec<u32>,
    #[config(json)]
    flags: Flags,
    #[config(ssm = "/shared/{env}/region-names", json)]
    regions: BTreeMap<String, String>,
    mode: Mode,
    endpoint: Url,
    #[config(with = humantime_serde::deserialize)]
    patience: Duration,
    #[config(with = humantime_serde::deserialize)]
    pause: Option<Duration>,
    #[config(default = "30s", with = humantime_serde::deserialize)]
    timeout: Duration,
    #[config(env = "LOG_LEVEL", default = "info")]
    log_level: String,
    overridden: u8,
    #[config(default = 3)]
    retries: u32,
    absent: Option<u64>,
    present: Option<u64>,
    #[config(nested, secretsmanager = "{env}/database/config")]
    database: Database,
    #[config(secretsmanager = "{env}/mail", key = "user")]
    mail_user: String,
    #[config(secretsmanager = "{env}/mail", key = "password")]
    mail_password: Secret<String>,
    #[config(secretsmanager = "{env}/mail", key = "port")]
    mail_port: u16,
    #[config(secretsmanager = "{env}/signing-key")]
    signing_key: Secret<Vec<u8>>,
    #[config(secretsmanager = "{env}/whole")]
    whole: Secret,
    #[config(nested)]
    billing: Billing,
    #[config(flatten)]
    common: Common,
    #[config(skip)]
    cache: Vec<String>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Flags {
    beta: bool,
    limit: u32,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Live,
}

#[derive(Debug, Config, Validate)]
struct Database {
    host: String,
    port: u16,
    #[config(rename = "user")]
    username: String,
    #[validate(length(min = 12))]
    password: Secret<String>,
    tls: bool,
}

#[derive(Debug, Config)]
struct Billing {
    plan: String,
    #[config(nested)]
    invoices: Invoices,
}

#[derive(Debug, Config)]
#[config(prefix = "/finance/{env}")]
struct Invoices {
    bucket: String,
    #[config(nested)]
    retention: Retention,
}

#[derive(Debug, Config)]
struct Retention {
    days: u32,
}

#[derive(Debug, Config)]
struct Common {
    team: String,
}

/// Name, type and value of every parameter.
const PARAMETERS: [(&str, &str, &str); 20] = [
    ("/prod/shop/name", "String", "Corner"),
    ("/prod/shop/port", "String", "8080"),
    ("/prod/shop/ratio", "String", "0.25"),
    ("/prod/shop/is-open", "String", "true"),
    ("/prod/shop/api-key", "SecureString", "sk_live_123456"),
    ("/prod/shop/token", "SecureString", "t0ken"),
    ("/prod/shop/origins", "StringList", "https://a.example,https://b.example"),
    ("/prod/shop/weights", "String", "1; 2;3"),
    ("/prod/shop/flags", "String", r#"{"beta": true, "limit": 7}"#),
    ("/shared/prod/region-names", "String", r#"{"eu": "Europe"}"#),
    ("/prod/shop/mode", "String", "live"),
    ("/prod/shop/endpoint", "String", "https://example.com/api"),
    ("/prod/shop/patience", "String", "1m 30s"),
    ("/prod/shop/pause", "String", "250ms"),
    ("/prod/shop/overridden", "String", "1"),
    ("/prod/shop/present", "String", "42"),
    ("/prod/shop/billing/plan", "String", "gold"),
    ("/finance/prod/bucket", "String", "invoices"),
    ("/finance/prod/retention/days", "String", "90"),
    ("/prod/shop/team", "String", "payments"),
];

const DATABASE: &str =
    r#"{"host":"db","port":5432,"user":"app","password":"correct-horse-battery","tls":true}"#;

async fn filled() -> Account {
    let aws = moto::account();
    for (name, kind, value) in PARAMETERS {
        aws.put_parameter(name, ParameterType::from(kind), value).await;
    }
    aws.put_secret("prod/database/config", DATABASE).await;
    aws.put_secret("prod/mail", r#"{"user":"post","password":"m@il","port":"587"}"#).await;
    aws.put_secret("prod/whole", "all of it").await;
    aws.put_binary_secret("prod/signing-key", &[0, 159, 146, 150]).await;
    aws
}

#[tokio::test]
async fn every_kind_of_field_in_one_load() {
    let aws = filled().await;
    let (shop, origins) = Shop::loader()
        .environment("prod")
        .env_vars([("SHOP_OVERRIDDEN", "9")])
        .sdk_config(&aws.sdk_config())
        .load_owned_with_origins()
        .await
        .unwrap();

    assert_eq!(shop.name, "Corner");
    assert_eq!(shop.port, 8080);
    assert_eq!(shop.ratio, 0.25);
    assert!(shop.is_open);
    assert_eq!(shop.api_key.expose_secret(), "sk_live_123456");
    assert_eq!(figleaf::ExposeSecret::expose_secret(&shop.token), "t0ken");
    assert_eq!(shop.origins, ["https://a.example", "https://b.example"]);
    assert_eq!(shop.weights, [1, 2, 3]);
    assert_eq!(shop.flags, Flags { beta: true, limit: 7 });
    assert_eq!(shop.regions, BTreeMap::from([("eu".to_owned(), "Europe".to_owned())]));
    assert_eq!(shop.mode, Mode::Live);
    assert_eq!(shop.endpoint.as_str(), "https://example.com/api");
    assert_eq!(shop.patience, Duration::from_secs(90));
    assert_eq!(shop.pause, Some(Duration::from_millis(250)));
    assert_eq!(shop.timeout, Duration::from_secs(30));
    assert_eq!(shop.log_level, "info");
    assert_eq!(shop.overridden, 9);
    assert_eq!(shop.retries, 3);
    assert_eq!(shop.absent, None);
    assert_eq!(shop.present, Some(42));
    assert_eq!(shop.database.host, "db");
    assert_eq!(shop.database.port, 5432);
    assert_eq!(shop.database.username, "app");
    assert_eq!(shop.database.password.expose_secret(), "correct-horse-battery");
    assert!(shop.database.tls);
    assert_eq!(shop.mail_user, "post");
    assert_eq!(shop.mail_password.expose_secret(), "m@il");
    assert_eq!(shop.mail_port, 587);
    assert_eq!(shop.signing_key.expose_secret(), &[0, 159, 146, 150]);
    assert_eq!(shop.whole.expose_secret(), "all of it");
    assert_eq!(shop.billing.plan, "gold");
    assert_eq!(shop.billing.invoices.bucket, "invoices");
    assert_eq!(shop.billing.invoices.retention.days, 90);
    assert_eq!(shop.common.team, "payments");
    assert!(shop.cache.is_empty());

    // 22 parameters: the 20 that are there less the overridden one, and three that are not there.
    let requests = aws.requests();
    let of = |target: &str| requests.iter().filter(|request| *request == target).count();
    assert_eq!(of("AmazonSSM.GetParameters"), 3);
    assert_eq!(of("secretsmanager.BatchGetSecretValue"), 1);
    assert_eq!(requests.len(), 4);

    let variable = origins.get("overridden").unwrap();
    assert!(
        matches!(variable, Origin::Variable { name, key: None, .. } if name == "SHOP_OVERRIDDEN")
    );
    let place = |path| origins.get(path).map(ToString::to_string).unwrap();
    assert_eq!(place("database.password"), "secretsmanager:prod/database/config#password");
    assert_eq!(place("api_key"), "ssm:/prod/shop/api-key");
    assert_eq!(place("log_level"), "default");
    assert_eq!(place("retries"), "default");
    assert_eq!(place("absent"), "nowhere");
    insta::assert_snapshot!(origins);
}

/// The same struct, wrong in more than eight ways at once: one report tells them all.
#[tokio::test]
async fn every_mistake_in_one_report() {
    let broken = [
        ("/prod/shop/port", "80800"),
        ("/prod/shop/is-open", "perhaps"),
        ("/prod/shop/api-key", "short"),
        ("/prod/shop/weights", "1;two;3"),
        ("/prod/shop/flags", r#"{"beta": true, "limit": "#),
        ("/prod/shop/mode", "dead\n"),
        ("/prod/shop/endpoint", "example.com"),
        ("/prod/shop/patience", "a while"),
    ];
    let stub = Stub::start(move |request| {
        if request.target == "AmazonSSM.GetParameters" {
            let there = PARAMETERS.iter().filter(|(name, ..)| *name != "/finance/prod/bucket");
            return Reply::parameters(
                request,
                there.map(|(name, kind, value)| {
                    let instead = broken.iter().find(|(broken, _)| broken == name);
                    (*name, *kind, instead.map_or(*value, |(_, value)| *value))
                }),
            );
        }
        match request.names[0].as_str() {
            "prod/database/config" => Reply::secret(
                "prod/database/config",
                r#"{"host":"db","port":"5432x","username":"app","password":"short","tls":1}"#,
            ),
            "prod/mail" => Reply::error("AccessDeniedException", "not authorized to do hunter2"),
            _ => Reply::error("ResourceNotFoundException", ""),
        }
    });
    let error = Shop::loader()
        .environment("prod")
        .env_vars([("SHOP_OVERRIDDEN", "999"), ("LOG_LEVEL", "info")])
        .sdk_config(&stub.sdk_config())
        .load_owned()
        .await
        .unwrap_err();
    insta::assert_snapshot!("report", error);
    insta::assert_snapshot!("report_json", error.to_json());
    assert_eq!(format!("{error:?}"), error.to_string());

    let codes: std::collections::BTreeSet<_> =
        error.problems().iter().map(|problem| problem.code().as_str()).collect();
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), ["denied", "invalid", "missing", "rejected"]);
}

/// The struct's own values, so that nothing has to be fetched.
#[tokio::test]
async fn nothing_is_asked_when_everything_is_given() {
    #[derive(Config)]
    #[config(prefix = "/{env}/given", env_prefix = "GIVEN")]
    struct Given {
        name: String,
        #[config(nested, secretsmanager = "{env}/given")]
        database: Credentials,
    }

    #[derive(Config)]
    struct Credentials {
        user: String,
        password: Secret,
    }

    let aws = moto::account();
    let given = Given::loader()
        .env_vars([
            ("GIVEN_NAME", "n"),
            ("GIVEN_DATABASE_USER", "u"),
            ("GIVEN_DATABASE_PASSWORD", "p"),
        ])
        .sdk_config(&aws.sdk_config())
        .load_owned()
        .await
        .unwrap();
    assert_eq!((given.name.as_str(), given.database.user.as_str()), ("n", "u"));
    assert_eq!(given.database.password.expose_secret(), "p");
    assert_eq!(aws.requests(), [""; 0]);
}

/// A key that only one field still needs is asked for; one that no field needs is not.
#[tokio::test]
async fn only_what_is_needed_is_asked() {
    #[derive(Config)]
    #[config(prefix = "/{env}/some", env_prefix = "SOME")]
    struct Some_ {
        first: String,
        #[config(secretsmanager = "{env}/a", key = "x")]
        x: Secret,
        #[config(secretsmanager = "{env}/a", key = "y")]
        y: Secret,
        #[config(secretsmanager = "{env}/b", key = "z")]
        z: Secret,
    }

    let aws = moto::account();
    aws.put_secret("prod/a", r#"{"x":"1","y":"2"}"#).await;
    let some = Some_::loader()
        .environment("prod")
        .env_vars([("SOME_FIRST", "f"), ("SOME_X", "over"), ("SOME_Z", "z")])
        .sdk_config(&aws.sdk_config())
        .load_owned()
        .await
        .unwrap();
    assert_eq!(some.first, "f");
    assert_eq!(some.x.expose_secret(), "over");
    assert_eq!(some.y.expose_secret(), "2");
    assert_eq!(some.z.expose_secret(), "z");
    assert_eq!(aws.requests(), ["secretsmanager.GetSecretValue"]);
}
