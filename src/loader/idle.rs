//! Settings that no field asks for. Whoever gives one expects that it does something.

use super::settings::Settings;
use crate::error::{Builder, Code, Subject, alike};
use crate::order;
use crate::plan::Written;
use crate::schema::Schema;

/// The sources that stand in for AWS, also when no field happens to need one of them.
const OF_AWS: [&str; 2] = ["ssm", "secretsmanager"];

/// Reports every setting that says nothing.
pub(super) fn check(
    schema: &'static Schema,
    settings: &Settings,
    sources: &[&'static str],
    problems: &mut Builder,
) {
    let is_plain = settings.vars.is_empty()
        && settings.names.is_empty()
        && sources.iter().all(|name| OF_AWS.contains(name));
    if is_plain {
        return;
    }
    let written = Written::new(schema);
    let placeholders = written.placeholders();
    for name in settings.vars.keys() {
        let path = format!(".var(\"{name}\", …)");
        let (message, help) = match name.as_str() {
            "env" => (
                "{env} is the environment, which has a setting of its own".to_owned(),
                format!("call .environment(…) in its place, or set {}", schema.environment()),
            ),
            name if placeholders.contains(&name) => continue,
            name => {
                let others: Vec<_> =
                    placeholders.iter().copied().filter(|other| *other != "env").collect();
                (format!("no name has the placeholder {{{name}}}"), instead(name, &others))
            }
        };
        problems.problem(Subject::Loader, &path, Code::Conflict, message, Some(help));
    }
    let variables: Vec<_> = written.variables().collect();
    for name in settings.names.keys().filter(|name| !variables.contains(&name.as_str())) {
        let help = match alike(name, &variables) {
            Some(meant) => format!("did you mean \"{meant}\"?"),
            None => {
                format!("bind a field to it: secretsmanager = \"${{{name}}}\", or remove it")
            }
        };
        let message = format!("no field is bound to ${{{name}}}");
        let path = format!(".name(\"{name}\", …)");
        problems.problem(Subject::Loader, &path, Code::Conflict, message, Some(help));
    }
    for name in sources {
        let is_bound = written.sources.contains(name) || OF_AWS.contains(name);
        if !is_bound {
            let known = order::texts(written.sources.iter().copied().chain(OF_AWS));
            let help = match alike(name, &known) {
                Some(known) => format!("did you mean `{known}`?"),
                None => {
                    let known = known.join(", ");
                    format!("correct its name, or remove it: fields may be bound to {known}")
                }
            };
            let message = "no field is bound to a source of this name".to_owned();
            problems.problem(
                Subject::Loader,
                &format!(".source({name})"),
                Code::Conflict,
                message,
                Some(help),
            );
        }
    }
}

fn instead(name: &str, placeholders: &[&str]) -> String {
    let braces = |name: &&str| format!("{{{name}}}");
    if let Some(meant) = alike(name, placeholders) {
        return format!("did you mean {}?", braces(meant));
    }
    match placeholders {
        [] => "remove it: the names have no placeholders to fill".to_owned(),
        all => {
            let all: Vec<_> = all.iter().map(braces).collect();
            format!("remove it: the placeholders to fill are {}", all.join(", "))
        }
    }
}
