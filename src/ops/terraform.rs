//! `template terraform`: a file for Terraform 1.11 and later, which keeps no secret in its state.

mod hcl;
mod variables;

use self::hcl::Hcl;
use super::created::{Created, Identifiers, What};
use super::error::Error;
use super::escape::quoted_hcl;
use super::json::Json;
use super::settings::Ops;
use crate::printable::printable;

/// Names that Terraform keeps from variables.
const RESERVED: [&str; 8] =
    ["count", "depends_on", "for_each", "lifecycle", "locals", "providers", "source", "version"];

impl Ops {
    /// A file for Terraform 1.11 and later: a variable and a resource for each parameter and secret, and the policy as
    /// `local.policy` and as an output. What is secret is an ephemeral variable and a write-only argument, so that it is
    /// neither in the plan nor in the state. Of a policy that is too large for one document there is
    /// `local.policies`.
    ///
    /// ```
    /// # use figleaf::{Config, Secret};
    /// # #[derive(Config)]
    /// # #[config(prefix = "/{env}/myapp")]
    /// # struct AppConfig { api_key: Secret }
    /// # fn main() -> Result<(), figleaf::ops::Error> {
    /// let file = AppConfig::ops("prod").region("eu-west-1").terraform()?;
    /// assert!(file.contains("value_wo         = var.api_key\n"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`policy`](Ops::policy), and a placeholder that may be anything.
    pub fn terraform(&self) -> Result<String, Error> {
        let created = self.created()?;
        let policy = self.policy()?;
        let mut file =
            File { hcl: Hcl::default(), names: Identifiers::without(&RESERVED), ops: self };
        file.head();
        for one in &created {
            file.one(one);
        }
        if !policy.is_empty() {
            file.policies(&policy.documents());
        }
        Ok(file.hcl.finish())
    }
}

struct File<'a> {
    hcl: Hcl,
    names: Identifiers,
    ops: &'a Ops,
}

impl<'a> File<'a> {
    fn head(&mut self) {
        self.hcl.line(&format!(
            "# What {} reads in {}. Values are variables: TF_VAR_name=… terraform apply, or a file that is kept nowhere.",
            printable(self.ops.schema.name()),
            printable(self.ops.environment_name()),
        ));
        self.hcl.block("terraform", |hcl| {
            hcl.text("required_version", ">= 1.11");
            hcl.blank();
            hcl.block("required_providers", |hcl| {
                hcl.line("aws = {");
                hcl.line("  source  = \"hashicorp/aws\"");
                hcl.line("  version = \">= 5.88\"");
                hcl.line("}");
            });
        });
    }

    fn one(&mut self, one: &Created) {
        self.hcl.blank();
        self.hcl.remarks(&one.remarks);
        let name = self.names.give(&one.words.snake());
        match one.what {
            What::Elsewhere => self.hcl.remarks(&one.command),
            What::Plain { is_list } => self.plain(one, &name, is_list),
            What::SecureString => self.hidden(one, &name),
            What::Below { is_hidden: false } => self.below(one, &name),
            What::Below { is_hidden: true } => self.hidden_below(one, &name),
            What::Secret { is_binary } => self.secret(one, &name, is_binary),
        }
        for version in &one.versions {
            self.hcl.remarks(version);
        }
    }

    fn plain(&mut self, one: &Created, name: &str, is_list: bool) {
        let default = if one.is_needed { None } else { Some("null") };
        let of = if is_list { "list(string)" } else { "string" };
        self.variable(name, &one.description(), of, default);
        let kind = if is_list { "StringList" } else { "String" };
        self.resource("aws_ssm_parameter", name, |hcl| {
            if !one.is_needed {
                hcl.set("count", format!("var.{name} == null ? 0 : 1"));
            }
            hcl.text("name", &one.name);
            hcl.text("type", kind);
            hcl.set(
                "value",
                match is_list {
                    true => format!("join(\",\", var.{name})"),
                    false => format!("var.{name}"),
                },
            );
        });
    }

    fn hidden(&mut self, one: &Created, name: &str) {
        let version = self.ephemeral(one, name);
        let key = self.key();
        self.resource("aws_ssm_parameter", name, |hcl| {
            count(hcl, one, &version);
            hcl.text("name", &one.name);
            hcl.text("type", "SecureString");
            if let Some(key) = key {
                hcl.text("key_id", key);
            }
            hcl.set("value_wo", format!("var.{name}"));
            hcl.set("value_wo_version", format!("var.{version}"));
        });
    }

    fn below(&mut self, one: &Created, name: &str) {
        self.variable(name, &one.description(), "map(string)", Some("{}"));
        let value = below(&one.name);
        self.resource("aws_ssm_parameter", name, |hcl| {
            hcl.set("for_each", format!("var.{name}"));
            hcl.set("name", value);
            hcl.text("type", "String");
            hcl.set("value", "each.value");
        });
    }

    /// Which there are is not secret, and Terraform keeps it: names with the versions of their values.
    fn hidden_below(&mut self, one: &Created, name: &str) {
        self.hidden_variable(one, name, "map(string)", Some("{}"));
        let versions = self.names.give(&format!("{name}_versions"));
        let told = format!(
            "Each name in {name} with the version of its value: a higher number writes it anew."
        );
        self.variable(&versions, &told, "map(number)", Some("{}"));
        let (value, key) = (below(&one.name), self.key());
        self.resource("aws_ssm_parameter", name, |hcl| {
            hcl.set("for_each", format!("var.{versions}"));
            hcl.set("name", value);
            hcl.text("type", "SecureString");
            if let Some(key) = key {
                hcl.text("key_id", key);
            }
            hcl.set("value_wo", format!("var.{name}[each.key]"));
            hcl.set("value_wo_version", "each.value");
        });
    }

    fn secret(&mut self, one: &Created, name: &str, is_binary: bool) {
        let key = self.key();
        let container = |hcl: &mut Hcl| {
            hcl.text("name", &one.name);
            if let Some(key) = key {
                hcl.text("kms_key_id", key);
            }
        };
        if is_binary {
            // The provider has no write-only argument for bytes.
            let wanted = (!one.is_needed).then(|| self.wanted(one, name));
            self.resource("aws_secretsmanager_secret", name, |hcl| {
                if let Some(wanted) = wanted {
                    hcl.set("count", format!("var.{wanted} ? 1 : 0"));
                }
                container(hcl);
            });
            self.hcl.line("# Its bytes would be kept in the state, and are none of Terraform's:");
            return self.hcl.remarks(&one.fill);
        }
        let version = self.ephemeral(one, name);
        self.resource("aws_secretsmanager_secret", name, |hcl| {
            count(hcl, one, &version);
            container(hcl);
        });
        self.resource("aws_secretsmanager_secret_version", name, |hcl| {
            count(hcl, one, &version);
            let at = if one.is_needed { "" } else { "[0]" };
            hcl.set("secret_id", format!("aws_secretsmanager_secret.{name}{at}.id"));
            hcl.set("secret_string_wo", format!("var.{name}"));
            hcl.set("secret_string_wo_version", format!("var.{version}"));
        });
    }

    fn resource(&mut self, of: &str, name: &str, inner: impl FnOnce(&mut Hcl)) {
        self.hcl.separate();
        self.hcl.block(&format!("resource \"{of}\" \"{name}\""), inner);
    }

    /// The key that values are encrypted under, when one was given.
    fn key(&self) -> Option<&'a str> {
        match self.ops.kms_keys.as_slice() {
            [key] => Some(key),
            _ => None,
        }
    }

    fn policies(&mut self, policies: &[Json]) {
        self.hcl.blank();
        self.hcl.line("# What the program may do: the least that it can be loaded with.");
        let name = match policies {
            [policy] => {
                self.hcl.block("locals", |hcl| hcl.value("policy = jsonencode(", policy, ")"));
                "policy"
            }
            policies => {
                self.hcl.block("locals", |hcl| hcl.list("policies", policies));
                "policies"
            }
        };
        self.hcl.blank();
        self.hcl.block(&format!("output \"{name}\""), |hcl| {
            hcl.set("value", format!("local.{name}"));
        });
    }
}

fn count(hcl: &mut Hcl, one: &Created, version: &str) {
    if !one.is_needed {
        hcl.set("count", format!("var.{version} > 0 ? 1 : 0"));
    }
}

/// The name of each parameter below a path.
fn below(path: &str) -> String {
    let path = quoted_hcl(&format!("{path}/"));
    let open = path.strip_suffix('"').unwrap_or(&path);
    format!("{open}${{each.key}}\"")
}
