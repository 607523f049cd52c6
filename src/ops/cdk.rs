//! `template cdk`: a construct for CDK, in TypeScript.

mod typescript;

use self::typescript::TypeScript;
use super::created::{Created, Identifiers, What, Words};
use super::error::Error;
use super::escape::quoted;
use super::json::Json;
use super::settings::Ops;
use super::stack::substituted;
use crate::printable::printable;

impl Ops {
    /// A construct for CDK in TypeScript: what is not secret is a property, secrets have no value, and `policies` is
    /// what the program may do. CloudFormation cannot create a SecureString: the commands for those stand in
    /// remarks. Where no region and no account was given, those of the stack are allowed.
    ///
    /// # Errors
    /// As [`policy`](Ops::policy), and a placeholder that may be anything.
    pub fn cdk(&self) -> Result<String, Error> {
        let created = self.created()?;
        let mut names = Identifiers::without(&["readConfig", "constructor"]);
        let all: Vec<(&Created, String)> =
            created.iter().map(|one| (one, names.give(&one.words.camel()))).collect();
        let policies = self.documents_of_stack()?;
        let class = Words::new(self.schema.name()).pascal();
        let mut code = TypeScript::default();
        code.line(&format!(
            "// What {} reads in {}: its parameters and secrets, and the policies of who may read them.",
            printable(self.schema.name()),
            printable(self.environment_name()),
        ));
        imports(&mut code, &created, &policies);
        let has_properties = all.iter().any(|(one, _)| type_of_property(one).is_some());
        if has_properties {
            code.block(&format!("export interface {class}Props"), "", |code| {
                for (one, name) in &all {
                    property(code, one, name);
                }
            });
            code.line("");
        }
        let is_free = all.iter().all(|(one, _)| !is_demanded(one));
        let properties = match (has_properties, is_free) {
            (false, _) => String::new(),
            (true, true) => format!(", props: {class}Props = {{}}"),
            (true, false) => format!(", props: {class}Props"),
        };
        let constructor = format!("constructor(scope: Construct, id: string{properties})");
        code.block(&format!("export class {class} extends Construct"), "", |code| {
            code.line("/** What the program may do: the least that it can be loaded with. */");
            code.line("readonly policies: iam.ManagedPolicy[] = [];");
            code.line("");
            code.block(&constructor, "", |code| {
                code.line("super(scope, id);");
                for (one, name) in &all {
                    self.construct(code, one, name);
                }
                for (number, document) in policies.iter().enumerate() {
                    policy(code, number + 1, document);
                }
            });
            code.line("");
            code.line("/** Lets a role of the program read its configuration. */");
            code.block("grantTo(role: iam.IRole): void", "", |code| {
                code.line("for (const policy of this.policies) role.addManagedPolicy(policy);");
            });
        });
        Ok(code.finish())
    }

    fn construct(&self, code: &mut TypeScript, one: &Created, name: &str) {
        code.remarks(&one.remarks);
        let (id, at) = (quoted(name), format!("props.{name}"));
        match one.what {
            What::Plain { is_list } => {
                let value = if is_list { format!("{at}.join(\",\")") } else { at.clone() };
                let kind = if is_list { "StringList" } else { "String" };
                code.only_if(!one.is_needed, &format!("{at} !== undefined"), |code| {
                    parameter(code, &id, &quoted(&one.name), kind, &value);
                });
            }
            What::Below { is_hidden: false } => {
                let head = format!("for (const [name, value] of Object.entries({at} ?? {{}}))");
                code.block(&head, "", |code| {
                    let id = format!("{id} + \".\" + name");
                    let name = format!("{} + name", quoted(&format!("{}/", one.name)));
                    parameter(code, &id, &name, "String", "value");
                });
            }
            What::Secret { .. } => {
                code.remarks(&one.fill);
                code.only_if(!one.is_needed, &at, |code| {
                    let head = format!("new secretsmanager.CfnSecret(this, {id},");
                    code.block(&head, ").applyRemovalPolicy(cdk.RemovalPolicy.RETAIN);", |code| {
                        code.line(&format!("name: {},", quoted(&one.name)));
                        if let [key] = self.kms_keys.as_slice() {
                            code.line(&format!("kmsKeyId: {},", quoted(key)));
                        }
                    });
                });
            }
            What::SecureString | What::Below { is_hidden: true } => {
                code.remarks("# CloudFormation cannot create a SecureString:");
                code.remarks(&format!("# {}", printable(&one.command)));
            }
            What::Elsewhere => code.remarks(&one.command),
        }
        one.versions.iter().for_each(|version| code.remarks(version));
    }
}

/// What is used; what nothing uses is an error to a strict compiler.
fn imports(code: &mut TypeScript, created: &[Created], policies: &[Json]) {
    let has_secrets = created.iter().any(|one| matches!(one.what, What::Secret { .. }));
    let has_parameters = created.iter().any(|one| is_given(one.what));
    let has_tokens = policies.iter().any(|policy| substituted(&policy.compact()).is_some());
    if has_secrets || has_tokens {
        code.line("import * as cdk from \"aws-cdk-lib\";");
    }
    code.line("import * as iam from \"aws-cdk-lib/aws-iam\";");
    for (is_used, name) in [(has_secrets, "secretsmanager"), (has_parameters, "ssm")] {
        if is_used {
            code.line(&format!("import * as {name} from \"aws-cdk-lib/aws-{name}\";"));
        }
    }
    code.line("import { Construct } from \"constructs\";");
    code.line("");
}

fn policy(code: &mut TypeScript, number: usize, document: &Json) {
    let head = format!("this.policies.push(new iam.ManagedPolicy(this, \"ReadConfig{number}\",");
    code.block(&head, "));", |code| {
        code.value("document: iam.PolicyDocument.fromJson(", document, "),");
    });
}

/// Whether a property gives its value.
fn is_given(what: What) -> bool {
    matches!(what, What::Plain { .. } | What::Below { is_hidden: false })
}

fn is_demanded(one: &Created) -> bool {
    matches!(one.what, What::Plain { .. }) && one.is_needed
}

fn type_of_property(one: &Created) -> Option<&'static str> {
    match one.what {
        What::Plain { is_list: true } => Some("readonly string[]"),
        What::Plain { is_list: false } => Some("string"),
        What::Below { is_hidden: false } => Some("Readonly<Record<string, string>>"),
        // Whether it is created, without a value.
        What::Secret { .. } if !one.is_needed => Some("boolean"),
        _ => None,
    }
}

fn property(code: &mut TypeScript, one: &Created, name: &str) {
    let Some(of) = type_of_property(one) else { return };
    code.comment(&one.description());
    let optional = if is_demanded(one) { "" } else { "?" };
    code.line(&format!("readonly {name}{optional}: {of};"));
}

fn parameter(code: &mut TypeScript, id: &str, name: &str, kind: &str, value: &str) {
    code.block(&format!("new ssm.CfnParameter(this, {id},"), ");", |code| {
        code.line(&format!("name: {name},"));
        code.line(&format!("type: \"{kind}\","));
        code.line(&format!("value: {value},"));
    });
}
