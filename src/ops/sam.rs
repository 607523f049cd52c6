//! `template sam`: a template for SAM and CloudFormation.

mod named;
mod yaml;

use self::named::{Named, Variable};
use self::yaml::{Yaml, key};
use super::created::{Identifiers, Words};
use super::error::Error;
use super::settings::Ops;
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
                            yaml.line(&format!("{}: !Ref {}", key(&one.variable), one.name));
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
