//! The variables of a file for Terraform.

use super::super::created::Created;
use super::super::escape::quoted_hcl;
use super::File;
use super::hcl::Hcl;

impl File<'_> {
    /// A variable that is kept nowhere, and one that says when it is written. Returns the latter's name.
    pub(super) fn ephemeral(&mut self, one: &Created, name: &str) -> String {
        let (default, begin, none) = match one.is_needed {
            true => (None, "1", ""),
            false => (Some("null"), "0", "; with 0 there is none"),
        };
        self.hidden_variable(one, name, "string", default);
        let version = self.names.give(&format!("{name}_version"));
        let told = format!("The version of {name}: a higher number writes it anew{none}.");
        self.variable(&version, &told, "number", Some(begin));
        version
    }

    /// A variable that says whether there is to be something that no variable has the value of. Returns its name.
    pub(super) fn wanted(&mut self, one: &Created, name: &str) -> String {
        let wanted = self.names.give(&format!("create_{name}"));
        let told = format!("Whether {} is created, whose value is given later.", one.name);
        self.variable(&wanted, &told, "bool", Some("false"));
        wanted
    }

    pub(super) fn variable(&mut self, name: &str, told: &str, of: &str, default: Option<&str>) {
        self.declare(name, told, of, default, |_| ());
    }

    /// Kept nowhere, and looked at before it is written when it is a document.
    pub(super) fn hidden_variable(
        &mut self,
        one: &Created,
        name: &str,
        of: &str,
        default: Option<&str>,
    ) {
        self.declare(name, &one.description(), of, default, |hcl| {
            hcl.set("sensitive", "true");
            hcl.set("ephemeral", "true");
            if !one.keys.is_empty() {
                hcl.blank();
                hcl.block("validation", |hcl| {
                    hcl.set("condition", has_keys(one, name));
                    let keys = one.keys.join(", ");
                    hcl.text("error_message", &format!("A JSON object with the keys {keys}."));
                });
            }
        });
    }

    fn declare(
        &mut self,
        name: &str,
        told: &str,
        of: &str,
        default: Option<&str>,
        rest: impl FnOnce(&mut Hcl),
    ) {
        self.hcl.separate();
        self.hcl.block(&format!("variable \"{name}\""), |hcl| {
            hcl.text("description", told);
            hcl.set("type", of);
            if let Some(default) = default {
                hcl.set("default", default);
            }
            rest(hcl);
        });
    }
}

/// What a document has to have is looked at before it is written.
fn has_keys(one: &Created, name: &str) -> String {
    let keys = one.keys.iter().map(|key| quoted_hcl(key)).collect::<Vec<_>>().join(", ");
    let all = format!("alltrue([for key in [{keys}] : can(jsondecode(var.{name})[key])])");
    match one.is_needed {
        true => all,
        false => format!("var.{name} == null ? true : {all}"),
    }
}
