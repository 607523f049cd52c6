//! `check --metadata` before a store that enforces a policy: what it finds, and that it reads no value.

use figleaf::ops::{Level, State, Verdict};
use figleaf::{Code, Config, Secret};
use serde_json::{Value, json};

use super::support::moto::{self, Account, ParameterType};
use super::{Shop, config, guarded::filled};

/// The command, on a thread without a runtime of its own.
pub async fn run<C: Config>(
    args: &'static [&'static str],
    loader: impl Fn() -> figleaf::Loader<C> + Send + 'static,
) -> super::Told {
    let run = move || {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = figleaf::ops::run_to(args, loader, &mut out, &mut err);
        let [out, err] = [out, err].map(|bytes| String::from_utf8(bytes).unwrap());
        super::Told { code, out, err }
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

fn shop(aws: &Account) -> impl Fn() -> figleaf::Loader<Shop> + Send + Sync + Clone + 'static {
    let sdk = aws.sdk_config();
    move || Shop::loader().sdk_config(&sdk)
}

/// What `policy --for check` grants.
fn told(aws: &Account) -> Value {
    let args = ["policy", "prod", "--region", "eu-west-1", "--account", aws.id(), "--for", "check"];
    serde_json::from_str(&config::<Shop>(&[&args[..], &["--json"]].concat()).out).unwrap()
}

fn is_of_a_value(request: &str) -> bool {
    !matches!(request, "AmazonSSM.DescribeParameters" | "secretsmanager.DescribeSecret")
}

#[tokio::test]
async fn the_policy_for_it_is_enough_and_no_value_is_read() {
    let aws = filled().await;
    let policy = told(&aws)["policy"].clone();
    aws.allow(&policy.to_string());
    let told = run(&["check", "prod", "--metadata", "--json"], shop(&aws)).await;
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    let requests = aws.requests();
    assert!(!requests.iter().any(|request| is_of_a_value(request)), "{requests:?}");
    // One for the names, one for the path, one for each of five secrets.
    assert_eq!(requests.len(), 2 + 5, "{requests:?}");
    let told: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(
        (&told["level"], &told["environments"][0]["state"]),
        (&json!("metadata"), &json!("ok"))
    );
    let fields = told["environments"][0]["fields"].as_array().unwrap();
    let field = |path: &str| fields.iter().find(|field| field["path"] == path).unwrap();
    let state = |path: &str| field(path)["state"].as_str().unwrap();
    assert_eq!(field("api_key")["type"], "SecureString");
    assert_eq!(field("api_key")["key"], "alias/aws/ssm");
    assert_eq!(field("first")["key"], "alias/aws/secretsmanager");
    assert!(field("api_key")["last_modified"].is_u64());
    assert_eq!(field("renamed")["from"], "ssm:/old/prod/renamed");
    assert_eq!(field("renamed")["older_name_of"], "ssm:/prod/shop/renamed");
    assert_eq!(state("flags"), "ok");
    assert_eq!(state("behind"), "unknown");
    assert_eq!(field("behind")["unseen"], "a reference to a secret is not listed");
    assert_eq!((state("port"), state("level")), ("not checked", "default"));
    for field in fields {
        assert_eq!((&field["fingerprint"], &field["value"]), (&Value::Null, &Value::Null));
    }
}

#[tokio::test]
async fn each_thing_that_is_granted_is_needed() {
    let aws = filled().await;
    let told = told(&aws);
    let statements = told["policy"]["Statement"].as_array().unwrap();
    let ops = Shop::ops("prod").loader(shop(&aws));
    for grant in told["grants"].as_array().unwrap() {
        let keep = |resource: &Value| *resource != grant["resource"];
        let rest: Vec<Value> = statements
            .iter()
            .map(|statement| {
                let all = match &statement["Resource"] {
                    Value::Array(all) => all.clone(),
                    one => vec![one.clone()],
                };
                let all: Vec<Value> = all.into_iter().filter(keep).collect();
                json!({ "Effect": "Allow", "Action": statement["Action"], "Resource": all })
            })
            .collect();
        aws.allow(&json!({ "Statement": rest }).to_string());
        let seen = ops.check_at(Level::Metadata).await.unwrap();
        // Who may list no parameter knows nothing of them; a secret that is denied may not be there.
        let is_list = grant["resource"] == "*";
        let (verdict, state) = match is_list {
            true => (Verdict::Unknown, State::Unknown),
            false => (Verdict::Findings, State::Wrong(Code::Denied)),
        };
        assert_eq!(seen.verdict(), verdict, "{grant}");
        let fields: Vec<String> = serde_json::from_value(grant["fields"].clone()).unwrap();
        let touched = seen.fields().iter().filter(|field| field.state() == state);
        let touched: Vec<&str> =
            touched.map(|field| field.path()).filter(|path| *path != "behind").collect();
        // The grants are in the order of names, and fields in that of the struct.
        let mut fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        let place = |path: &str| seen.fields().iter().position(|field| field.path() == path);
        fields.sort_by_key(|path| place(path));
        assert_eq!(touched, fields, "{grant}");
        let help = if is_list { "ssm:DescribeParameters" } else { "secretsmanager:DescribeSecret" };
        assert!(seen.error().unwrap().to_string().contains(help), "{}", seen.error().unwrap());
    }
}

#[allow(dead_code, reason = "what is looked at here is what is told of the fields")]
#[derive(Debug, Config)]
#[config(prefix = "/{env}/app")]
struct Kinds {
    /// A secret that is not encrypted.
    open: Secret,
    /// A list where text is wanted.
    text: String,
    list: Vec<String>,
    #[config(version = 1)]
    first: String,
    #[config(label = "blue")]
    blue: String,
    #[config(ssm = "first", version = 9)]
    later: Option<String>,
    #[config(secretsmanager = "{env}/gone")]
    gone: Secret,
    #[config(secretsmanager = "{env}/deleted")]
    deleted: Secret,
    #[config(secretsmanager = "{env}/pinned", stage = "AWSPREVIOUS")]
    previous: Secret,
    #[config(secretsmanager = "{env}/pinned", version_id = "11111111-2222-3333-4444-555555555555")]
    version: Option<Secret>,
    #[config(nested, ssm = "document")]
    document: Document,
    #[config(ssm = "/aws/service/global-infrastructure/version")]
    public: String,
}

#[derive(Debug, Config)]
#[allow(dead_code, reason = "as above")]
struct Document {
    host: String,
    password: Secret,
}

async fn kinds() -> Account {
    let aws = moto::account();
    let text = ParameterType::String;
    for name in ["open", "first", "first", "blue", "document"] {
        aws.put_parameter(&format!("/prod/app/{name}"), text.clone(), "hunter2-canary").await;
    }
    for name in ["text", "list"] {
        aws.put_parameter(&format!("/prod/app/{name}"), ParameterType::StringList, "a,b").await;
    }
    for name in ["deleted", "pinned", "pinned"] {
        aws.put_secret(&format!("prod/{name}"), "hunter2-canary").await;
    }
    let delete = aws.secretsmanager().delete_secret().secret_id("prod/deleted");
    delete.recovery_window_in_days(7).send().await.unwrap();
    aws
}

#[tokio::test]
async fn missing_wrong_types_versions_and_what_cannot_be_seen() {
    let aws = kinds().await;
    let sdk = aws.sdk_config();
    let told =
        run(&["check", "prod", "--metadata"], move || Kinds::loader().sdk_config(&sdk)).await;
    assert_eq!(told.code, 1, "{}{}", told.out, told.err);
    assert!(!told.out.contains("hunter2"), "{}", told.out);
    let id = regex::Regex::new("version [0-9a-f]{8}").unwrap();
    insta::assert_snapshot!(id.replace(&told.out, "version 12345678"));
    let requests = aws.requests();
    assert!(!requests.iter().any(|request| is_of_a_value(request)), "{requests:?}");
}

/// Fifty names are one request, and what is below a path is asked until there is something.
#[tokio::test]
async fn a_hundred_names_are_two_requests() {
    let aws = moto::account();
    let ops = figleaf::ops::Ops::new(super::policies::large(100, 0), "prod");
    assert!(ops.check_at(Level::Metadata).await.is_err(), "a schema alone cannot be loaded");
    let sdk = aws.sdk_config();
    let many = Many::ops("prod").loader(move || Many::loader().sdk_config(&sdk));
    for name in ["a", "b", "below/one"] {
        aws.put_parameter(&format!("/prod/many/{name}"), ParameterType::String, "x").await;
    }
    let seen = many.check_at(Level::Metadata).await.unwrap();
    assert_eq!(seen.verdict(), Verdict::Ok, "{:?}", seen.error());
    assert_eq!(aws.requests().len(), 2);
}

#[allow(dead_code, reason = "as above")]
#[derive(Debug, Config)]
#[config(prefix = "/{env}/many")]
struct Many {
    a: String,
    b: String,
    #[config(by_path)]
    below: std::collections::BTreeMap<String, String>,
}

#[allow(dead_code, reason = "as above")]
#[derive(Debug, Config)]
#[config(prefix = "/{env}/far")]
struct Far {
    near: String,
    #[config(ssm = "${FAR}")]
    far: String,
    #[config(ssm = "${FOREIGN}")]
    foreign: String,
}

/// Which account is asked is told by everything that is listed, in whichever region.
#[tokio::test]
async fn an_arn_of_the_own_account_is_missing_also_alone_in_its_region() {
    let aws = moto::account();
    let arn = |account: &str| format!("arn:aws:ssm:us-east-1:{account}:parameter/far/a");
    let [own, foreign] = [arn(aws.id()), arn("210987654321")];
    let sdk = aws.sdk_config();
    let ops = Far::ops("prod").name("FAR", own).name("FOREIGN", foreign);
    let ops = ops.loader(move || Far::loader().sdk_config(&sdk));
    let state = |seen: &figleaf::ops::Seen, path: &str| seen.field(path).unwrap().state();
    // Nothing is listed anywhere, so that nobody knows whose they are.
    let seen = ops.check_at(Level::Metadata).await.unwrap();
    assert_eq!(state(&seen, "far"), State::Unknown);
    aws.put_parameter("/prod/far/near", ParameterType::String, "x").await;
    let seen = ops.check_at(Level::Metadata).await.unwrap();
    assert_eq!(state(&seen, "near"), State::Ok);
    assert_eq!(state(&seen, "far"), State::Wrong(Code::Missing));
    assert_eq!(state(&seen, "foreign"), State::Unknown);
    assert_eq!(seen.verdict(), Verdict::Findings);
}

#[allow(dead_code, reason = "as above")]
#[derive(Debug, Config)]
struct ByArn {
    #[config(ssm = "${BY_ARN}")]
    open: Secret,
}

/// DeleteParameter takes no ARN.
#[tokio::test]
async fn what_is_deleted_is_called_by_its_name() {
    let aws = moto::account();
    aws.put_parameter("/far/open", ParameterType::String, "x").await;
    let arn = format!("arn:aws:ssm:eu-west-1:{}:parameter/far/open", aws.id());
    let sdk = aws.sdk_config();
    let ops = ByArn::ops("prod").name("BY_ARN", arn);
    let ops = ops.loader(move || ByArn::loader().sdk_config(&sdk));
    let seen = ops.check_at(Level::Metadata).await.unwrap();
    let told = seen.error().unwrap().to_string();
    let delete = "aws ssm delete-parameter --region eu-west-1 --name /far/open, then: ";
    assert!(told.contains(delete), "{told}");
}
