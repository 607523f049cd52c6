//! Names as they are written, with placeholders: whether AWS can accept what becomes of them.
//!
//! A rule of another service is one more function in `rules`, and one more line in [`check`].

use super::{placeholders, selectors};
use crate::model::{PARAMETERS, SECRETS};
use crate::rules::{self, is_arn};

/// Checks a name as it is written on a field or a struct; `prefix` is the struct's, if it is right.
pub(crate) fn check(source: &str, name: &str, prefix: Option<&str>) -> Result<(), String> {
    let selector = match source {
        PARAMETERS => selectors::of_parameter(name),
        SECRETS => selectors::of_secret(name),
        _ => None,
    };
    // What is no placeholder or variable is told first.
    let is_given = placeholders::is_variable(name.split(['#', ':']).next().unwrap_or_default());
    let filled = if is_given { String::from("x") } else { placeholders::fill(name)? };
    if filled.is_empty() {
        return Err("the name is empty".to_owned());
    }
    if let Some(selector) = selector {
        return Err(selector.message(source));
    }
    if is_given {
        return placeholders::variable(name).map(drop);
    }
    match source {
        PARAMETERS if is_arn(name) => {
            rules::of_parameter_arn(&placeholders::fill(rules::parameter_of(name)?)?)
        }
        PARAMETERS => parameter(&filled, prefix),
        SECRETS if is_arn(name) => {
            rules::of_secret_arn(&placeholders::fill(rules::secret_of(name)?)?)
        }
        SECRETS => rules::secret(&filled),
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
    if placeholders::is_variable(prefix) {
        let message = "write `prefix = \"/{tenant}/…\"`, which `.var(\"tenant\", …)` fills";
        return Err(format!("a prefix is no whole name: {message}"));
    }
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
    rules::path(&filled, true)
}

/// Checks the name that a field without a store of its own gets.
pub(crate) fn check_implicit(prefix: &str, segment: &str) -> Result<(), String> {
    let prefix = placeholders::fill(prefix)?;
    rules::path(&format!("{prefix}/{segment}"), true)
}

fn parameter(name: &str, prefix: Option<&str>) -> Result<(), String> {
    match prefix {
        Some(prefix) if !name.starts_with('/') => check_implicit(prefix, name),
        // A relative name without a prefix here lives under that of a struct around it.
        _ => rules::parameter(name, name.starts_with('/')),
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
            "/aws/reference/secretsmanager/rds!db-0e6b",
            "${PARAMETER}",
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
            "arn:aws:ssm:eu-west-1:123456789012:parameter/aws/reference/secretsmanager/{env}/a",
            "{env}/arn:aws:ssm:eu-west-1:123456789012:parameter/a",
            "/aws/reference/secretsmanager/",
            "/aws/reference/secretsmanager/a b",
            "/aws/reference/other",
            "/a!b",
            "${PARAMETER}/x",
            "/{env}/${PARAMETER}",
            "${PARAMETER",
            "$PARAMETER",
            "${}",
            "${2}",
            "${A}${B}",
            "${PARAMETER}:3",
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
        for prefix in
            ["", "/", "myapp", "/myapp/", "/a//b", "/aws", "/{env", "/my app", "arn:aws", "${P}"]
        {
            assert!(check_prefix(prefix).is_err(), "{prefix}");
        }
    }

    #[test]
    fn checks_names_of_secrets() {
        for name in [
            "{env}/database/config",
            "a+b=c@d",
            "rds!db-0e6b{env}",
            "${DB_SECRET_ARN}",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1-AbCdEf",
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
