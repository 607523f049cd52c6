//! `template sam`: a template for SAM and CloudFormation.

mod yaml;

use self::yaml::Yaml;
use super::created::{Created, Identifiers, What, Words};
use super::error::Error;
use super::settings::Ops;
use super::stack::description;
use crate::plan::{Leaf, Target};
use crate::printable::printable;

impl Ops {
    /// A template for SAM and CloudFormation: a parameter of the template for each value that is not secret, secrets
    /// without a value, the policy, and a function that has both. CloudFormation cannot create a SecureString:
    /// the commands for those stand in remarks. Where no region and no account was given, those of the stack are allowed.
    ///
    /// # Errors
    /// As [`policy`](Ops::policy), and a placeholder that may be anything.
    pub fn sam(&self) -> Result<String, Error> {
        let mut names = Identifiers::without(&["Function"]);
        let policies: Vec<String> =
            self.documents_of_stack()?.iter().map(|_| names.give("ReadConfig")).collect();
        let created = self.created()?;
        let created: Vec<Named<'_>> =
            created.iter().map(|one| Named::new(one, &mut names)).collect();
        let variables = self.variables(&mut names);
        let mut yaml = Yaml::default();
        yaml.line(&format!(
            "# What {} reads in {}: its parameters and secrets, and a function that may read them.",
            printable(self.schema.name()),
            printable(self.environment_name()),
        ));
        yaml.text("AWSTemplateFormatVersion", "2010-09-09");
        yaml.line("Transform: AWS::Serverless-2016-10-31");
        yaml.block("Parameters", |yaml| {
            created.iter().for_each(|one| one.parameter(yaml));
            variables.iter().for_each(|one| one.parameter(yaml));
        });
        yaml.block("Conditions", |yaml| created.iter().for_each(|one| one.condition(yaml)));
        yaml.block("Resources", |yaml| {
            created.iter().for_each(|one| one.resource(yaml, self));
            for (name, document) in policies.iter().zip(self.documents_of_stack().iter().flatten())
            {
                yaml.line("# What the program may do: the least that it can be loaded with.");
                yaml.block(name, |yaml| {
                    yaml.line("Type: AWS::IAM::ManagedPolicy");
                    yaml.block("Properties", |yaml| yaml.value("PolicyDocument", document));
                });
            }
            self.function(yaml, &policies, &variables);
        });
        yaml.block("Outputs", |yaml| {
            for name in &policies {
                yaml.block(name, |yaml| yaml.line(&format!("Value: !Ref {name}")));
            }
        });
        Ok(yaml.finish())
    }

    fn function(&self, yaml: &mut Yaml, policies: &[String], variables: &[Variable<'_>]) {
        yaml.line("# Built by sam build. A function that is there already takes over Policies and Environment.");
        yaml.block("Function", |yaml| {
            yaml.line("Type: AWS::Serverless::Function");
            yaml.block("Metadata", |yaml| yaml.line("BuildMethod: rust-cargolambda"));
            yaml.block("Properties", |yaml| {
                for line in [
                    "CodeUri: .",
                    "Handler: bootstrap",
                    "Runtime: provided.al2023",
                    "Architectures: [arm64]",
                    "MemorySize: 256",
                    "Timeout: 15",
                ] {
                    yaml.line(line);
                }
                yaml.block("Policies", |yaml| {
                    policies.iter().for_each(|name| yaml.line(&format!("- !Ref {name}")));
                });
                yaml.block("Environment", |yaml| {
                    yaml.block("Variables", |yaml| {
                        for (variable, value) in self.known_variables() {
                            yaml.text(variable, value);
                        }
                        for one in variables {
                            yaml.line(&format!("{}: !Ref {}", one.variable, one.name));
                        }
                    });
                });
            });
        });
    }

    /// The variables that have to be set, but for secrets, which are to be in no variable.
    fn variables(&self, names: &mut Identifiers) -> Vec<Variable<'static>> {
        let plan = self.plan();
        let is_needed = |leaf: &&Leaf| {
            matches!(leaf.target, Target::Nowhere) && leaf.is_needed && !leaf.field.is_sensitive()
        };
        let needed = plan.leaves.iter().filter(is_needed);
        let named = needed.filter_map(|leaf| {
            let variable = leaf.variable()?.to_owned();
            let name = names.give(&Words::new(&leaf.path).pascal());
            Some(Variable { name, variable, doc: leaf.field.doc() })
        });
        named.collect()
    }
}

/// A variable that a parameter of the template gives.
struct Variable<'a> {
    name: String,
    variable: String,
    doc: &'a str,
}

impl Variable<'_> {
    fn parameter(&self, yaml: &mut Yaml) {
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
struct Named<'a> {
    one: &'a Created,
    name: String,
    resource: String,
}

impl<'a> Named<'a> {
    fn new(one: &'a Created, names: &mut Identifiers) -> Self {
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
    fn parameter(&self, yaml: &mut Yaml) {
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

    fn condition(&self, yaml: &mut Yaml) {
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

    fn resource(&self, yaml: &mut Yaml, ops: &Ops) {
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
