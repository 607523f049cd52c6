//! What a template for SAM says of each parameter, secret and variable.

use super::super::created::{Created, Identifiers, What};
use super::super::settings::Ops;
use super::super::stack::description;
use super::yaml::Yaml;
use crate::printable::printable;

/// A variable that a parameter of the template gives.
pub(super) struct Variable<'a> {
    pub(super) name: String,
    pub(super) variable: String,
    pub(super) doc: &'a str,
}

impl Variable<'_> {
    pub(super) fn parameter(&self, yaml: &mut Yaml) {
        yaml.block(&self.name, |yaml| {
            yaml.line("Type: String");
            let doc = self.doc.split_whitespace().collect::<Vec<_>>().join(" ");
            let told =
                if doc.is_empty() { format!("The variable {}.", self.variable) } else { doc };
            yaml.text("Description", &description(&told));
        });
    }
}

/// What is created, with its names in the template.
pub(super) struct Named<'a> {
    one: &'a Created,
    name: String,
    resource: String,
}

impl<'a> Named<'a> {
    pub(super) fn new(one: &'a Created, names: &mut Identifiers) -> Self {
        let end = if matches!(one.what, What::Secret { .. }) { "Secret" } else { "Parameter" };
        let (name, resource) = match one.what {
            What::Plain { .. } | What::Secret { .. } => {
                let name = one.words.pascal();
                (names.give(&name), names.give(&format!("{name}{end}")))
            }
            What::SecureString | What::Below { .. } | What::Elsewhere => {
                (String::new(), String::new())
            }
        };
        Self { one, name, resource }
    }

    /// What is optional is created when its parameter says so: with a value, or with a yes where the value is secret.
    pub(super) fn parameter(&self, yaml: &mut Yaml) {
        let is_plain = matches!(self.one.what, What::Plain { .. });
        if self.name.is_empty() || (!is_plain && self.one.is_needed) {
            return;
        }
        yaml.block(&self.name, |yaml| {
            yaml.line("Type: String");
            yaml.text("Description", &description(&self.one.description()));
            match (is_plain, self.one.is_needed) {
                (true, true) => yaml.line("MinLength: 1"),
                (true, false) => yaml.text("Default", ""),
                (false, _) => {
                    yaml.line("AllowedValues: [\"yes\", \"no\"]");
                    yaml.text("Default", "no");
                }
            }
        });
    }

    pub(super) fn condition(&self, yaml: &mut Yaml) {
        if self.name.is_empty() || self.one.is_needed {
            return;
        }
        let (name, resource) = (&self.name, &self.resource);
        match self.one.what {
            What::Plain { .. } => {
                yaml.line(&format!("Has{resource}: !Not [!Equals [!Ref {name}, \"\"]]"));
            }
            _ => yaml.line(&format!("Has{resource}: !Equals [!Ref {name}, \"yes\"]")),
        }
    }

    pub(super) fn resource(&self, yaml: &mut Yaml, ops: &Ops) {
        let one = self.one;
        yaml.remarks(&one.remarks);
        match one.what {
            What::Plain { is_list } => self.plain(yaml, is_list),
            What::Secret { .. } => self.secret(yaml, ops),
            What::SecureString | What::Below { .. } => {
                yaml.line(match one.what {
                    What::SecureString => "# CloudFormation cannot create a SecureString:",
                    _ => "# Each of them has a name of its own:",
                });
                yaml.line(&format!("# {}", printable(&one.command)));
            }
            What::Elsewhere => yaml.remarks(&one.command),
        }
        one.versions.iter().for_each(|version| yaml.remarks(version));
    }

    fn plain(&self, yaml: &mut Yaml, is_list: bool) {
        yaml.block(&self.resource, |yaml| {
            yaml.line("Type: AWS::SSM::Parameter");
            self.only_if_wanted(yaml);
            yaml.block("Properties", |yaml| {
                yaml.text("Name", &self.one.name);
                yaml.line(if is_list { "Type: StringList" } else { "Type: String" });
                yaml.line(&format!("Value: !Ref {}", self.name));
            });
        });
    }

    fn secret(&self, yaml: &mut Yaml, ops: &Ops) {
        yaml.remarks(&self.one.fill);
        yaml.block(&self.resource, |yaml| {
            yaml.line("Type: AWS::SecretsManager::Secret");
            self.only_if_wanted(yaml);
            yaml.line("DeletionPolicy: Retain");
            yaml.line("UpdateReplacePolicy: Retain");
            yaml.block("Properties", |yaml| {
                yaml.text("Name", &self.one.name);
                if let [key] = ops.kms_keys.as_slice() {
                    yaml.text("KmsKeyId", key);
                }
            });
        });
    }

    fn only_if_wanted(&self, yaml: &mut Yaml) {
        if !self.one.is_needed {
            yaml.line(&format!("Condition: Has{}", self.resource));
        }
    }
}
