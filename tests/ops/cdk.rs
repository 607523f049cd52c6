//! What TypeScript, CDK and cfn-lint say of the construct for CDK.

use std::path::{Path, PathBuf};
use std::process::Output;

use figleaf::__private::{FieldBuilder, SchemaBuilder};
use figleaf::ops::Ops;
use figleaf::schema::{Kind, Schema};
use figleaf::source::ssm;
use figleaf::{Config, Transport};
use serde_json::Value;

use super::sam::{HOSTILE_NAMES, lint, names, policies};
use super::support::node;
use super::{Shop, folder, hostile, policies::large};

const ACCOUNT: &str = "123456789012";

fn shop() -> Ops {
    Shop::ops("prod").transport(Transport::Sdk)
}

#[test]
fn template() {
    insta::assert_snapshot!(shop().cdk().unwrap());
    insta::assert_snapshot!(hostile::ops().region("eu-west-1").cdk().unwrap());
}

const PACKAGES: [&str; 5] = [
    "aws-cdk-lib@2.276.0",
    "aws-cdk@2.1148.1",
    "constructs@10.8.1",
    "typescript@5.9.3",
    "@types/node@20.19.43",
];

fn home() -> PathBuf {
    node::environment("aws-cdk-2.276.0", &PACKAGES).unwrap_or_else(|why| panic!("{why}"))
}

/// A program of the folder's packages. It knows no account, and reaches none.
fn run(folder: &Path, program: &str, args: &[&str]) -> Output {
    let mut command = node::program(&home(), program);
    command.args(args).current_dir(folder).env("HOME", folder).env("CI", "true");
    command.output().unwrap()
}

fn told(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes)).concat()
}

const APP: &str = r#"
import * as cdk from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import { Hostile } from "./hostile";
import { Large } from "./large";
import { One } from "./one";
import { Random } from "./random";
import { Shop } from "./shop";

const app = new cdk.App();
const stack = (name: string) => new cdk.Stack(app, name);
const role = (scope: cdk.Stack) =>
  new iam.Role(scope, "Role", { assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com") });

const shop = stack("shop");
new Shop(shop, "Config", { flags: { dark: "on" }, pinned: "a", renamed: "b" }).grantTo(role(shop));

new Hostile(stack("hostile"), "Config", {
  apiKeyVersion: "a", gruf6udfe: "1", list: ["a", "b"], pinned: "a", version: "1",
  no: "a", on: "a", null: "a", y: "a", optionalSecret: true,
});

new One(stack("one"), "Config");

const fields = Array.from({ length: 120 }, (_, n) => [n === 0 ? "field" : `field${n + 1}`, "a"]);
new Random(stack("random"), "Config", Object.fromEntries(fields) as never);

const parameters = Object.fromEntries(Array.from({ length: 140 }, (_, n) => [`p${n}`, "a"]));
new Large(stack("large"), "Config", parameters as never);
"#;

const STRICT: [&str; 11] = [
    "--strict",
    "--noUnusedLocals",
    "--noUnusedParameters",
    "--skipLibCheck",
    "--target",
    "es2022",
    "--module",
    "commonjs",
    "app.ts",
    "--types",
    "node",
];

/// Nothing of it has a value that CDK gives.
static ONE: Schema = SchemaBuilder::new(
    "One",
    &[FieldBuilder::new("key", "Secret", Kind::Text)
        .sensitive(true)
        .with_store(ssm("/{env}/key"))
        .build()],
)
.build();

fn project() -> PathBuf {
    let folder = folder("cdk");
    std::os::unix::fs::symlink(home().join("node_modules"), folder.join("node_modules")).unwrap();
    let large = Ops::new(large(140, 60), "prod").transport(Transport::Sdk);
    let one = Ops::new(&ONE, "prod").region("eu-west-1").account(ACCOUNT);
    for (name, text) in [
        ("one.ts", one.cdk().unwrap()),
        ("random.ts", hostile::random().0.cdk().unwrap()),
        ("shop.ts", shop().cdk().unwrap()),
        ("hostile.ts", hostile::ops().cdk().unwrap()),
        ("large.ts", large.cdk().unwrap()),
        ("app.ts", APP.to_owned()),
        ("cdk.json", r#"{"app": "node app.js", "context": {"cli-telemetry": false}}"#.to_owned()),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    folder
}

#[test]
fn it_is_synthesized_into_a_template_without_findings() {
    let folder = project();
    let compiled = run(&folder, "tsc", &STRICT);
    assert!(compiled.status.success(), "{}", told(&compiled));
    let args = ["synth", "--quiet", "--no-notices", "--no-version-reporting", "--output", "out"];
    let output = run(&folder, "cdk", &args);
    assert!(output.status.success(), "{}", told(&output));
    let file = |name: &str| folder.join("out").join(format!("{name}.template.json"));
    let template = |name: &str| -> Value {
        serde_json::from_slice(&std::fs::read(file(name)).unwrap()).unwrap()
    };

    let shop_ = template("shop");
    assert_eq!(
        names(&shop_),
        [
            "Secret prod/behind",
            "Secret prod/db/config",
            "Secret prod/first",
            "Secret prod/fourth",
            "Secret prod/second",
            "Secret prod/third",
            "String /prod/shop/flags/dark",
            "String /prod/shop/pinned",
            "String /prod/shop/renamed",
        ]
    );
    let parsed = |ops: Ops| -> Value {
        let policy = ops.region("eu-west-1").account(ACCOUNT).policy().unwrap().to_string();
        serde_json::from_str(&policy).unwrap()
    };
    assert_eq!(policies(&shop_), [parsed(shop())]);
    let attached = shop_.to_string();
    assert!(attached.contains("\"ManagedPolicyArns\":[{\"Ref\":\"ConfigReadConfig1"), "{attached}");
    let hostile_ = template("hostile");
    assert_eq!(names(&hostile_), HOSTILE_NAMES);
    assert_eq!(policies(&hostile_), [parsed(hostile::ops())]);
    let large_ = policies(&template("large"));
    assert!(large_.len() > 1);
    let count = |policy: &Value| policy.to_string().matches("\"arn:").count();
    assert_eq!(large_.iter().map(count).sum::<usize>(), 200);

    let (_, mut random, _) = hostile::random();
    random.sort();
    random.dedup();
    let random: Vec<String> = random.iter().map(|name| format!("String {name}")).collect();
    assert_eq!(names(&template("random")), random);

    let templates = [file("shop"), file("large")];
    assert_eq!(lint(&templates.each_ref().map(AsRef::as_ref)), (Some(0), String::new()));
    let renamed = folder.join("hostile.json");
    std::fs::copy(file("hostile"), &renamed).unwrap();
    assert_eq!(lint(&[&renamed]), (Some(0), String::new()));

    // The compiler is alive: a value is demanded.
    let app = APP.replace("pinned: \"a\", renamed", "renamed");
    std::fs::write(folder.join("app.ts"), app).unwrap();
    let compiled = run(&folder, "tsc", &STRICT);
    assert!(told(&compiled).contains("pinned"), "{}", told(&compiled));
}
