//! What AWS refuses as a name. Pure, so that every rule has a test here.
//!
//! A rule of another service is one more function, and one more line in [`check`].

use super::arns::{self, is_arn};
use super::{limits, placeholders, selectors};
use crate::model::{PARAMETERS, SECRETS};

const PARAMETER_CHARACTERS: &str = "_.-/";
const SECRET_CHARACTERS: &str = "/_+=.@-";

/// Public parameters and the window from Parameter Store to Secrets Manager: the two beginnings with
/// `aws` that exist.
const PUBLIC: &str = "/aws/service/";
const REFERENCE: &str = "/aws/reference/secretsmanager/";

const PARAMETER_ARN: arns::Kind = arns::Kind { service: "ssm", resource: "parameter/" };
const SECRET_ARN: arns::Kind = arns::Kind { service: "secretsmanager", resource: "secret:" };

/// Checks a name as it is written on a field or a struct; `prefix` is the struct's, if it is right.
pub(crate) fn check(source: &str, name: &str, prefix: Option<&str>) -> Result<(), String> {
    let filled = placeholders::fill(name)?;
    if filled.is_empty() {
        return Err("the name is empty".to_owned());
    }
    let selector = match source {
        PARAMETERS => selectors::of_parameter(name),
        SECRETS => selectors::of_secret(name),
        _ => None,
    };
    if let Some(selector) = selector {
        return Err(selector.message(source));
    }
    match source {
        PARAMETERS if is_arn(name) => parameter_arn(name),
        PARAMETERS => parameter(&filled, prefix),
        SECRETS if is_arn(name) => secret_arn(name),
        SECRETS => secret(&filled, limits::SECRET),
        _ => Ok(()),
    }
}

/// Checks the name of a path, below which everything is read. GetParametersByPath takes no ARN.
pub(crate) fn check_path(name: &str, prefix: Option<&str>) -> Result<(), String> {
    if is_arn(name) {
        return Err("a path has no ARN: write it as it begins in the names, `/…`".to_owned());
    }
    if name == "/" {
        return Err("it would read every parameter: write `ssm = \"/{env}/…\"`".to_owned());
    }
    check(PARAMETERS, name, prefix)
}

/// Checks a prefix.
pub(crate) fn check_prefix(prefix: &str) -> Result<(), String> {
    let filled = placeholders::fill(prefix)?;
    if is_arn(prefix) {
        let message = "write `prefix = \"/…\"`, and the ARN as `ssm = \"arn:…\"` on its field";
        return Err(format!("a prefix is no ARN: {message}"));
    }
    if !filled.starts_with('/') {
        return Err(format!("a prefix begins with `/`: write `prefix = \"/{prefix}\"`"));
    }
    if filled.len() > 1 && filled.ends_with('/') {
        return Err("figleaf puts the `/` after it: remove the last one".to_owned());
    }
    if filled == "/" {
        return Err("a prefix has a level: write `prefix = \"/{env}/…\"`".to_owned());
    }
    path(&filled, true)
}

/// Checks the name that a field without a store of its own gets.
pub(crate) fn check_implicit(prefix: &str, segment: &str) -> Result<(), String> {
    let prefix = placeholders::fill(prefix)?;
    path(&format!("{prefix}/{segment}"), true)
}

fn parameter(name: &str, prefix: Option<&str>) -> Result<(), String> {
    if let Some(secret_name) = name.strip_prefix(REFERENCE) {
        return secret(secret_name, limits::SECRET);
    }
    match prefix {
        Some(prefix) if !name.starts_with('/') => {
            let prefix = placeholders::fill(prefix)?;
            path(&format!("{prefix}/{name}"), true)
        }
        // A relative name without a prefix here lives under that of a struct around it.
        _ => path(name, name.starts_with('/')),
    }
}

/// The name in an ARN stands there without its first `/`.
fn parameter_arn(arn: &str) -> Result<(), String> {
    let name = placeholders::fill(arns::resource(arn, &PARAMETER_ARN)?)?;
    parameter(&format!("/{name}"), None)
}

/// The name in an ARN has a suffix of Secrets Manager's.
fn secret_arn(arn: &str) -> Result<(), String> {
    let name = placeholders::fill(arns::resource(arn, &SECRET_ARN)?)?;
    secret(&name, limits::SECRET + limits::SECRET_SUFFIX)
}

fn path(name: &str, is_whole: bool) -> Result<(), String> {
    if name.contains("arn:") {
        return Err("an ARN is whole: write nothing before it".to_owned());
    }
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
    if is_whole { reserved(name) } else { Ok(()) }
}

fn reserved(name: &str) -> Result<(), String> {
    if name.starts_with(PUBLIC) {
        return Ok(());
    }
    let lower = name.trim_start_matches('/').to_lowercase();
    match ["aws", "ssm"].into_iter().find(|reserved| lower.starts_with(reserved)) {
        Some(reserved) => Err(format!(
            "names that begin with `{reserved}` are reserved by AWS: write another beginning"
        )),
        None => Ok(()),
    }
}

fn secret(name: &str, most: usize) -> Result<(), String> {
    if name.contains("arn:") {
        return Err("an ARN is whole: write nothing before it".to_owned());
    }
    characters(name, "a secret", SECRET_CHARACTERS)?;
    if name.len() > most {
        return Err(format!("{} characters: the name of a secret has at most {most}", name.len()));
    }
    if name.is_empty() {
        return Err("the name is empty".to_owned());
    }
    Ok(())
}

fn characters(name: &str, what: &str, others: &str) -> Result<(), String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || others.contains(c);
    match name.chars().find(|c| !allowed(*c)) {
        Some(c) => Err(format!(
            "`{c}` cannot be in the name of {what}: write ASCII letters, digits and `{others}`"
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ssm(name: &str) -> Result<(), String> {
        check("ssm", name, None)
    }

    fn secretsmanager(name: &str) -> Result<(), String> {
        check("secretsmanager", name, None)
    }

    #[test]
    fn accepts_names_of_parameters() {
        let names = [
            "/{env}/myapp/api-key",
            "api_key",
            "a/b.c",
            "/aws/service/ami-amazon-linux-latest/al2023",
            "/aws/reference/secretsmanager/prod/db+x@y",
            "/{env}/awsome",
            "aws-key",
            "/awry",
            "arn:aws:ssm:eu-west-1:123456789012:parameter/a/b",
            "arn:aws-cn:ssm:{region}:{account}:parameter/a",
        ];
        for name in names {
            assert_eq!(ssm(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn refuses_names_of_parameters() {
        let names = [
            "",
            "/a b",
            "/a:3",
            "/ä",
            "/a//b",
            "/a/",
            "/aws/a",
            "/AWSthing",
            "/ssm-a",
            "/Ssm/a",
            "/{ENV}/a",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a",
            "arn:aws:ssm:eu-west-1:123456789012:document/a",
            "arn:aws",
            "arn:aws:ssm:eu-west-1:123456789012:parameter//a",
            "arn:aws:ssm:eu-west-1:123456789012:parameter/a b",
            "arn:aws:ssm:eu-west-1:123456789012:parameter/aws/a",
            "arn:aws:ssm:eu-west-1:123456789012:parameter/a:3",
            "{env}/arn:aws:ssm:eu-west-1:123456789012:parameter/a",
            "/aws/reference/secretsmanager/",
            "/aws/reference/secretsmanager/a b",
            "/aws/reference/other",
        ];
        for name in names {
            assert!(ssm(name).is_err(), "{name}");
        }
    }

    #[test]
    fn counts_levels_and_characters() {
        assert_eq!(ssm(&"/a".repeat(15)), Ok(()));
        assert!(ssm(&"/a".repeat(16)).is_err());
        assert_eq!(ssm(&format!("/{}", "a".repeat(1010))), Ok(()));
        assert!(ssm(&format!("/{}", "a".repeat(1011))).is_err());
        assert_eq!(secretsmanager(&"a".repeat(512)), Ok(()));
        assert!(secretsmanager(&"a".repeat(513)).is_err());
        let arn = |name: &str| format!("arn:aws:ssm:eu-west-1:123456789012:parameter{name}");
        assert_eq!(ssm(&arn(&"/a".repeat(15))), Ok(()));
        assert!(ssm(&arn(&"/a".repeat(16))).is_err());
        assert!(ssm(&arn(&format!("/{}", "a".repeat(1011)))).is_err());
        let arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";
        assert_eq!(secretsmanager(&format!("{arn}{}-AbCdEf", "a".repeat(512))), Ok(()));
        assert!(secretsmanager(&format!("{arn}{}-AbCdEf", "a".repeat(513))).is_err());
    }

    #[test]
    fn adds_the_prefix() {
        let prefix = "/a".repeat(14);
        assert_eq!(check("ssm", "a", Some(&prefix)), Ok(()));
        assert!(check("ssm", "a/b", Some(&prefix)).is_err());
        let prefix_of_length = |length: usize| format!("/{}", "a".repeat(length - 1));
        assert_eq!(check("ssm", "b", Some(&prefix_of_length(1009))), Ok(()));
        assert!(check("ssm", "b", Some(&prefix_of_length(1010))).is_err());
        assert_eq!(check("ssm", "/b", Some(&prefix)), Ok(()));
        assert!(check_implicit(&prefix, "a b").is_err());
        assert_eq!(check_implicit("/{env}/app", "aws-key"), Ok(()));
    }

    #[test]
    fn checks_prefixes() {
        assert_eq!(check_prefix("/{env}/myapp"), Ok(()));
        for prefix in ["", "/", "myapp", "/myapp/", "/a//b", "/aws", "/{env", "/my app", "arn:aws"]
        {
            assert!(check_prefix(prefix).is_err(), "{prefix}");
        }
    }

    #[test]
    fn checks_names_of_secrets() {
        for name in [
            "{env}/database/config",
            "a+b=c@d",
            "/a",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-AbCdEf",
        ] {
            assert_eq!(secretsmanager(name), Ok(()), "{name}");
        }
        for name in
            ["", "a b", "a:b", "a#b", "{env}/arn:aws:ssm:eu-west-1:123456789012:parameter/a", "{}"]
        {
            assert!(secretsmanager(name).is_err(), "{name}");
        }
    }
}
