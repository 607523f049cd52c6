//! What cfn-lint and SAM's own translator say of the template for SAM.

use std::path::Path;
use std::process::{Command, Stdio};

use figleaf::ops::Ops;
use figleaf::{Config, Transport};
use serde_json::{Value, json};

use super::linted::{ask, tool};
use super::{Shop, folder, hostile, policies::large};

const ACCOUNT: &str = "123456789012";
/// One knows which properties there are, the other what SAM makes of its own.
const TOOLS: &str = "cfn-lint==1.58.0 aws-sam-translator==1.115.0";
const KEY: &str = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";

fn shop() -> Ops {
    Shop::ops("prod").transport(Transport::Sdk)
}

#[test]
fn template() {
    insta::assert_snapshot!(shop().sam().unwrap());
    insta::assert_snapshot!(hostile::ops().region("eu-west-1").sam().unwrap());
}

/// What cfn-lint says of files, with its exit code.
pub fn lint(files: &[&Path]) -> (Option<i32>, String) {
    let mut command = Command::new(tool("cfn-lint", TOOLS));
    if files.iter().all(|file| file.file_stem().is_some_and(|name| name == "hostile")) {
        // AWS refuses quotation marks in a name, and the template has them as they are.
        command.args(["--ignore-checks", "W3701"]);
    }
    command.args(["--regions", "eu-west-1", "--"]).args(files);
    let output = command.stdin(Stdio::null()).output().unwrap();
    let told = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    (output.status.code(), told.concat())
}

#[test]
fn cfn_lint_has_nothing_to_say() {
    let folder = folder("sam-lint");
    let write = |name: &str, text: &str| {
        let file = folder.join(name);
        std::fs::write(&file, text).unwrap();
        file
    };
    // The one of a whole function that docs/lambda.md shows.
    let page = include_str!("../../docs/lambda.md");
    let function = page.split("```yaml\n").find(|block| block.starts_with("AWSTemplate")).unwrap();
    let good = [
        write("function.yaml", function.split("```").next().unwrap()),
        write("shop.yaml", &shop().sam().unwrap()),
        write("key.yaml", &shop().region("eu-west-1").account(ACCOUNT).kms_key(KEY).sam().unwrap()),
        write("large.yaml", &Ops::new(large(140, 60), "prod").sam().unwrap()),
    ];
    assert_eq!(lint(&good.each_ref().map(AsRef::as_ref)), (Some(0), String::new()));
    let hostile = write("hostile.yaml", &hostile::ops().sam().unwrap());
    assert_eq!(lint(&[&hostile]), (Some(0), String::new()));
    // The tool is alive, and knows what CloudFormation refuses.
    let secure = shop().sam().unwrap().replacen(
        "Type: String\n      Value",
        "Type: SecureString\n      Value",
        1,
    );
    let (code, told) = lint(&[&write("bad.yaml", &secure)]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("SecureString"), "{told}");
}

/// Reads a template on stdin, and writes what CloudFormation gets.
const TRANSLATE: &str = "
import json, os, sys
os.environ['AWS_DEFAULT_REGION'] = 'eu-west-1'
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse
class Policies:
    def load(self):
        return {}
template = yaml_parse(sys.stdin.read())
json.dump(transform(template, {}, Policies()), sys.stdout)
";

fn translated(text: &str) -> Result<Value, String> {
    let text = text.replace("CodeUri: .", "CodeUri: s3://bucket/key");
    let python = tool("python", TOOLS);
    let output = ask(Command::new(python).args(["-I", "-c", TRANSLATE]), &text);
    match output.status.success() {
        true => Ok(serde_json::from_slice(&output.stdout).unwrap()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// What a stack makes of a template's texts.
pub fn filled(value: &Value) -> Value {
    match value {
        Value::Object(map) if map.contains_key("Fn::Sub") => {
            let text = map["Fn::Sub"].as_str().unwrap();
            let text =
                text.replace("${AWS::Partition}", "aws").replace("${AWS::Region}", "eu-west-1");
            json!(text.replace("${AWS::AccountId}", ACCOUNT).replace("${!", "${"))
        }
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), filled(value))).collect(),
        Value::Array(items) => items.iter().map(filled).collect(),
        value => value.clone(),
    }
}

/// The resources of that type, by their names.
pub fn of_type<'a>(template: &'a Value, of: &str) -> Vec<(&'a str, &'a Value)> {
    let resources = template["Resources"].as_object().unwrap().iter();
    let is = |(_, resource): &(&String, &Value)| resource["Type"] == of;
    resources.filter(is).map(|(name, resource)| (name.as_str(), resource)).collect()
}

/// The policies of a template as the stack has them.
pub fn policies(template: &Value) -> Vec<Value> {
    let policies = of_type(template, "AWS::IAM::ManagedPolicy");
    policies.iter().map(|(_, policy)| filled(&policy["Properties"]["PolicyDocument"])).collect()
}

/// The names of what a template creates, each with its type.
pub fn names(template: &Value) -> Vec<String> {
    let name = |resource: &Value| resource["Properties"]["Name"].as_str().unwrap().to_owned();
    let parameters = of_type(template, "AWS::SSM::Parameter").into_iter().map(|(_, resource)| {
        format!("{} {}", resource["Properties"]["Type"].as_str().unwrap(), name(resource))
    });
    let secrets = of_type(template, "AWS::SecretsManager::Secret").into_iter();
    let secrets = secrets.map(|(_, resource)| {
        let keys: Vec<&String> = resource["Properties"].as_object().unwrap().keys().collect();
        assert!(!keys.iter().any(|key| key.contains("String")), "a value: {keys:?}");
        assert_eq!(resource["DeletionPolicy"], "Retain");
        format!("Secret {}", name(resource))
    });
    let mut all: Vec<String> = parameters.chain(secrets).collect();
    all.sort();
    all
}

pub const HOSTILE_NAMES: [&str; 13] = [
    "Secret prod/behind",
    "Secret prod/bytes",
    "Secret prod/document",
    "Secret prod/optional",
    "String /prod/\"quo'ted\"/$x/%y/größe\\",
    "String /prod/größe",
    "String /prod/no",
    "String /prod/null",
    "String /prod/on",
    "String /prod/pinned",
    "String /prod/version",
    "String /prod/y",
    "StringList /prod/list",
];

#[test]
fn the_translator_makes_a_function_with_the_policy() {
    let template = translated(&shop().sam().unwrap()).unwrap();
    let expected = shop().region("eu-west-1").account(ACCOUNT).policy().unwrap().to_string();
    assert_eq!(policies(&template), [serde_json::from_str::<Value>(&expected).unwrap()]);
    let roles = of_type(&template, "AWS::IAM::Role");
    let attached = &roles[0].1["Properties"]["ManagedPolicyArns"];
    assert!(attached.as_array().unwrap().contains(&json!({"Ref": "ReadConfig"})), "{attached}");
    let function = of_type(&template, "AWS::Lambda::Function")[0].1;
    assert_eq!(
        function["Properties"]["Environment"]["Variables"],
        json!({"ENVIRONMENT": "prod", "SHOP_PORT": {"Ref": "Port"}})
    );

    let ops = || Ops::new(large(140, 60), "prod").transport(Transport::Sdk);
    let template = translated(&ops().sam().unwrap()).unwrap();
    let split = policies(&template);
    assert!(split.len() > 1);
    for policy in &split {
        assert!(policy.to_string().chars().count() <= figleaf::ops::Policy::LIMIT);
    }
    let count = |policy: &Value| policy.to_string().matches("\"arn:").count();
    assert_eq!(split.iter().map(count).sum::<usize>(), 200);

    // The tool is alive.
    let error = translated(&shop().sam().unwrap().replace("Handler:", "Handle:")).unwrap_err();
    assert!(error.contains("Handle"), "{error}");
}

#[test]
fn hostile_names_are_texts() {
    let template = translated(&hostile::ops().sam().unwrap()).unwrap();
    let expected =
        hostile::ops().region("eu-west-1").account(ACCOUNT).policy().unwrap().to_string();
    assert_eq!(policies(&template), [serde_json::from_str::<Value>(&expected).unwrap()]);
    assert_eq!(names(&template), HOSTILE_NAMES);
    for name in ["No", "On", "Null", "Off", "Y"] {
        assert_eq!(template["Parameters"][name]["Type"], "String", "{name}");
    }
    let function = of_type(&template, "AWS::Lambda::Function")[0].1;
    let variables = &function["Properties"]["Environment"]["Variables"];
    assert_eq!(variables, &json!({"ENVIRONMENT": "prod", "NO": {"Ref": "Off"}}));
    let told = template["Parameters"]["ApiKeyVersion"]["Description"].as_str().unwrap();
    // Nothing in it is a reference to a value.
    assert_eq!(told, hostile::line(hostile::HOSTILE).replace("{{resolve", "{ {resolve"));
}

#[test]
fn any_name_and_any_comment_is_read_back() {
    let (ops, names_, docs) = hostile::random();
    let template = translated(&ops.sam().unwrap()).unwrap();
    let mut expected: Vec<String> = names_.iter().map(|name| format!("String {name}")).collect();
    expected.sort();
    expected.dedup();
    assert_eq!(names(&template), expected);
    let parameters = template["Parameters"].as_object().unwrap();
    let told: Vec<&str> =
        parameters.values().map(|parameter| parameter["Description"].as_str().unwrap()).collect();
    for doc in docs.iter().map(|doc| hostile::line(doc)).filter(|doc| !doc.is_empty()) {
        assert!(told.contains(&doc.as_str()), "{doc:?}");
    }
}
