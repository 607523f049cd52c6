//! `{env}` and other placeholders.

use crate::nearest::distance;

/// Whether a name looks like one that a variable gives as a whole.
pub(crate) fn is_variable(name: &str) -> bool {
    name.starts_with("${") && name.ends_with('}') && name.matches(['{', '}', '$']).count() == 3
}

/// The environment variable that gives a whole name: `DB_SECRET_ARN` of `${DB_SECRET_ARN}`.
pub(crate) fn variable(name: &str) -> Result<&str, String> {
    let variable = name.trim_start_matches("${").trim_end_matches('}');
    match super::environment::is_well_formed(variable) {
        true => Ok(variable),
        false => Err(format!(
            "`{name}` names no environment variable: write letters, digits and `_`, like `${{DB_SECRET_ARN}}`"
        )),
    }
}

/// A name with a letter in the place of each placeholder, or what is wrong with one of them.
pub(crate) fn fill(name: &str) -> Result<String, String> {
    if name.contains('$') {
        return Err(
            "`${…}` is a whole name, from an environment variable: write nothing around it, or \
             `{tenant}` for a part of one, which `.var(\"tenant\", …)` fills"
                .to_owned(),
        );
    }
    let mut filled = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find(['{', '}']) {
        filled.push_str(&rest[..at]);
        let Some(inside) = rest[at..].strip_prefix('{') else {
            return Err("a `}` without a `{` before it: write `{env}`".to_owned());
        };
        let Some(end) = inside.find(['{', '}']).filter(|end| inside[*end..].starts_with('}'))
        else {
            return Err("a `{` is not closed: write `{env}`".to_owned());
        };
        check(&inside[..end])?;
        filled.push('x');
        rest = &inside[end + 1..];
    }
    filled.push_str(rest);
    Ok(filled)
}

fn check(placeholder: &str) -> Result<(), String> {
    if placeholder.is_empty() {
        return Err("`{}` names no placeholder: write `{env}`".to_owned());
    }
    if is_nearly_env(placeholder) {
        return Err(format!("unknown placeholder `{{{placeholder}}}`: did you mean `{{env}}`?"));
    }
    let begins = placeholder.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !begins || !placeholder.chars().all(allowed) {
        let lower = "write a name in lower case, like `{tenant}`";
        let whole = match super::environment::is_well_formed(placeholder) {
            true => format!(", or `${{{placeholder}}}` alone for a whole name from that variable"),
            false => String::new(),
        };
        return Err(format!("`{{{placeholder}}}` is no placeholder: {lower}{whole}"));
    }
    Ok(())
}

/// Every other name is allowed and filled by `.var(…)`, so that a misspelt `{env}` would only be found
/// at run time.
fn is_nearly_env(placeholder: &str) -> bool {
    let lower = placeholder.to_lowercase();
    placeholder != "env" && (distance(&lower, "env") <= 1 || lower.starts_with("environ"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_placeholders() {
        assert_eq!(fill("/{env}/{tenant_2}/a").as_deref(), Ok("/x/x/a"));
        assert_eq!(fill("plain").as_deref(), Ok("plain"));
    }

    #[test]
    fn refuses_what_is_no_placeholder() {
        for name in [
            "/{}/a",
            "/{env",
            "/{env/{a}",
            "/env}/a",
            "/{Tenant}",
            "/{my-tenant}",
            "/{ env }",
            "/{2}",
            "/{{env}}",
            "/${ENV}",
            "$",
        ] {
            assert!(fill(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_variable_gives_a_whole_name() {
        assert!(is_variable("${DB_SECRET_ARN}"));
        assert_eq!(variable("${DB_SECRET_ARN}"), Ok("DB_SECRET_ARN"));
        for name in ["{env}", "/${A}", "${A}/b", "${A", "$A", "${A}${B}", "${{A}}"] {
            assert!(!is_variable(name), "{name}");
        }
        for name in ["${}", "${2}", "${a-b}"] {
            assert!(variable(name).is_err(), "{name}");
        }
    }

    #[test]
    fn recognises_a_misspelt_env() {
        for name in ["{ENV}", "{Env}", "{environment}", "{envs}", "{evn}", "{ENVIRONMENT}"] {
            let message = fill(name).err();
            let suggests = |message: &str| message.ends_with("did you mean `{env}`?");
            assert!(message.as_deref().is_some_and(suggests), "{name}: {message:?}");
        }
        for name in ["{tenant}", "{region}", "{stage}", "{dev}"] {
            assert!(fill(name).is_ok(), "{name}");
        }
    }
}
