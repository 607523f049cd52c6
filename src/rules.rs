//! What AWS refuses as a name of a parameter or a secret. Pure, so that every rule has a test.
//!
//! The derive asks it of the names that are written, with a letter in the place of each placeholder, and the
//! library of those that only a deployment knows. A procedural macro exports no functions, so this file and its
//! folder belong to both crates: in the derive they are links to these, and `cargo package` puts the files in their place.

pub(crate) mod arns;
pub(crate) mod limits;

pub(crate) use arns::is_arn;

pub(crate) const PARAMETERS: &str = "ssm";
pub(crate) const SECRETS: &str = "secretsmanager";

const PARAMETER_CHARACTERS: &str = "_.-/";
/// With the `!` of the secrets that other services manage: `rds!db-…`, `events!…`.
const SECRET_CHARACTERS: &str = "/_+=.@-!";

/// Public parameters and the window from Parameter Store to Secrets Manager: the two beginnings with
/// `aws` that exist.
pub(crate) const PUBLIC: &str = "/aws/service/";
pub(crate) const REFERENCE: &str = "/aws/reference/secretsmanager/";

const PARAMETER_ARN: arns::Kind = arns::Kind { service: PARAMETERS, resource: "parameter/" };
const SECRET_ARN: arns::Kind = arns::Kind { service: SECRETS, resource: "secret:" };

/// Checks a whole name or ARN without placeholders. Of other sources nothing is known.
pub(crate) fn whole(source: &str, name: &str, is_path: bool) -> Result<(), String> {
    if let Some(c) = name.chars().find(|c| c.is_control() || matches!(c, '{' | '}')) {
        return Err(format!("`{}` cannot be in a name", c.escape_debug()));
    }
    match source {
        PARAMETERS if is_path && is_arn(name) => {
            Err("a path has no ARN: write it as it begins in the names, `/…`".to_owned())
        }
        PARAMETERS if is_arn(name) => of_parameter_arn(parameter_of(name)?),
        PARAMETERS if !name.starts_with('/') && (is_path || name.contains('/')) => {
            Err("the name of a parameter with levels begins with `/`".to_owned())
        }
        PARAMETERS => parameter(name, true),
        SECRETS if is_arn(name) => of_secret_arn(secret_of(name)?),
        SECRETS => secret(name),
        _ => Ok(()),
    }
}

/// Checks the name of a parameter. A part of one may begin as a whole one may not.
pub(crate) fn parameter(name: &str, is_whole: bool) -> Result<(), String> {
    match name.strip_prefix(REFERENCE) {
        Some(name) => secret(name),
        None => path(name, is_whole),
    }
}

/// The resource in the ARN of a parameter: its name without the first `/`.
pub(crate) fn parameter_of(arn: &str) -> Result<&str, String> {
    arns::resource(arn, &PARAMETER_ARN)
}

/// Checks what [`parameter_of`] gives.
pub(crate) fn of_parameter_arn(resource: &str) -> Result<(), String> {
    let name = format!("/{resource}");
    if name.starts_with(REFERENCE) {
        return Err(
            "a reference to a secret has no ARN: write its name, or bind the secret itself \
                    with `secretsmanager`"
                .to_owned(),
        );
    }
    parameter(&name, true)
}

/// The resource in the ARN of a secret: its name and a suffix of Secrets Manager's.
pub(crate) fn secret_of(arn: &str) -> Result<&str, String> {
    arns::resource(arn, &SECRET_ARN)
}

/// Checks what [`secret_of`] gives.
pub(crate) fn of_secret_arn(resource: &str) -> Result<(), String> {
    secret_of_length(resource, limits::SECRET + limits::SECRET_SUFFIX)
}

/// Checks the name of a parameter that is no window to a secret.
pub(crate) fn path(name: &str, is_whole: bool) -> Result<(), String> {
    no_arn_within(name)?;
    characters(name, "a parameter", PARAMETER_CHARACTERS)?;
    if name.contains("//") {
        return Err("`//` in the name of a parameter: remove one `/`".to_owned());
    }
    if name.ends_with('/') {
        return Err("the name of a parameter does not end with `/`: remove it".to_owned());
    }
    let levels = name.trim_start_matches('/').split('/').count();
    let most = limits::LEVELS;
    if levels > most {
        return Err(format!("{levels} levels: the name of a parameter has at most {most}"));
    }
    let (length, most) = (name.len(), limits::PARAMETER);
    if length > most {
        return Err(format!("{length} characters: the name of a parameter has at most {most}"));
    }
    if is_whole && let Some(beginning) = reserved(name) {
        return Err(format!(
            "names that begin with `{beginning}` are reserved by AWS: write another beginning"
        ));
    }
    Ok(())
}

/// The beginning of a parameter's name that AWS keeps for itself, if it has one.
pub(crate) fn reserved(name: &str) -> Option<&'static str> {
    if name.starts_with(PUBLIC) || name.starts_with(REFERENCE) {
        return None;
    }
    let begins = name.trim_start_matches('/').get(..3).unwrap_or_default();
    ["aws", "ssm"].into_iter().find(|reserved| begins.eq_ignore_ascii_case(reserved))
}

/// Checks the name of a secret.
pub(crate) fn secret(name: &str) -> Result<(), String> {
    secret_of_length(name, limits::SECRET)
}

fn secret_of_length(name: &str, most: usize) -> Result<(), String> {
    no_arn_within(name)?;
    characters(name, "a secret", SECRET_CHARACTERS)?;
    if name.len() > most {
        return Err(format!("{} characters: the name of a secret has at most {most}", name.len()));
    }
    if name.is_empty() {
        return Err("the name is empty".to_owned());
    }
    Ok(())
}

fn no_arn_within(name: &str) -> Result<(), String> {
    match name.contains("arn:") {
        true => Err("an ARN is whole: write nothing before it".to_owned()),
        false => Ok(()),
    }
}

fn characters(name: &str, what: &str, others: &str) -> Result<(), String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || others.contains(c);
    match name.chars().find(|c| !allowed(*c)) {
        Some(c) => Err(format!(
            "`{}` cannot be in the name of {what}: write ASCII letters, digits and `{others}`",
            c.escape_debug()
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names() {
        for (source, name) in [
            (PARAMETERS, "/prod/a/b"),
            (PARAMETERS, "plain"),
            (PARAMETERS, "/aws/service/x"),
            (PARAMETERS, "/aws/reference/secretsmanager/rds!db-1"),
            (PARAMETERS, "arn:aws:ssm:eu-west-1:123456789012:parameter/a/b"),
            (PARAMETERS, "arn:aws:ssm:us-east-1::parameter/aws/service/ami"),
            (SECRETS, "prod/db"),
            (SECRETS, "rds!db-0e6b"),
            (SECRETS, "events!connection/x"),
            (SECRETS, "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1-AbCdEf"),
            (SECRETS, "arn:aws-eusc:secretsmanager:eusc-de-east-1:123456789012:secret:a-AbCdEf"),
            ("vault", "anything at all:#"),
        ] {
            assert_eq!(whole(source, name, false), Ok(()), "{name}");
        }
        assert_eq!(whole(PARAMETERS, "/prod/flags", true), Ok(()));
    }

    #[test]
    fn what_is_no_whole_name() {
        for (source, name) in [
            (PARAMETERS, "a/b"),
            (PARAMETERS, "/a\n"),
            (PARAMETERS, "/a!b"),
            (PARAMETERS, "/{env}/a"),
            (PARAMETERS, "/a:3"),
            (PARAMETERS, "/aws/a"),
            (
                PARAMETERS,
                "arn:aws:ssm:eu-west-1:123456789012:parameter/aws/reference/secretsmanager/prod/db",
            ),
            (PARAMETERS, "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-AbCdEf"),
            (SECRETS, "prod/db:AWSPREVIOUS"),
            (SECRETS, "\"prod/db\""),
            (SECRETS, " prod/db"),
            (SECRETS, "arn:aws:ssm:eu-west-1:123456789012:parameter/a"),
            (SECRETS, "arn:{p}:secretsmanager:eu-west-1:123456789012:secret:a-AbCdEf"),
            (SECRETS, "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-AbCdEf:key::"),
            ("vault", "a\nb"),
        ] {
            assert!(whole(source, name, false).is_err(), "{name}");
        }
        let arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/a";
        assert!(whole(PARAMETERS, arn, true).is_err());
        assert!(whole(PARAMETERS, "flags", true).is_err());
    }
}
