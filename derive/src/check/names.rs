//! What AWS refuses as a name. Pure, so that every rule has a test here.
//!
//! A rule of another service is one more function, and one more line in [`check`].

use super::placeholders;

const MAX_LEVELS: usize = 15;
const MAX_PARAMETER: usize = 1011;
const MAX_SECRET: usize = 512;
const PARAMETER_CHARACTERS: &str = "_.-/";
const SECRET_CHARACTERS: &str = "/_+=.@-";

/// Public parameters and the window from Parameter Store to Secrets Manager: the two beginnings with
/// `aws` that exist.
const PUBLIC: &str = "/aws/service/";
const REFERENCE: &str = "/aws/reference/secretsmanager/";

/// Checks a name as it is written on a field or a struct; `prefix` is the struct's, if it is right.
pub(crate) fn check(source: &str, name: &str, prefix: Option<&str>) -> Result<(), String> {
    let name = placeholders::fill(name)?;
    if name.is_empty() {
        return Err("the name is empty".to_owned());
    }
    match source {
        "ssm" => parameter(&name, prefix),
        "secretsmanager" => secret(&name),
        _ => Ok(()),
    }
}

/// Checks a prefix.
pub(crate) fn check_prefix(prefix: &str) -> Result<(), String> {
    let filled = placeholders::fill(prefix)?;
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
    if name.starts_with("arn:") {
        return arn(name, "ssm", "parameter/");
    }
    if let Some(secret_name) = name.strip_prefix(REFERENCE) {
        return secret(secret_name);
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

fn path(name: &str, is_whole: bool) -> Result<(), String> {
    characters(name, "a parameter", PARAMETER_CHARACTERS)?;
    if name.contains("//") {
        return Err("`//` in the name of a parameter: remove one `/`".to_owned());
    }
    if name.ends_with('/') {
        return Err("the name of a parameter does not end with `/`: remove it".to_owned());
    }
    let levels = name.trim_start_matches('/').split('/').count();
    if levels > MAX_LEVELS {
        return Err(format!("{levels} levels: the name of a parameter has at most {MAX_LEVELS}"));
    }
    if name.len() > MAX_PARAMETER {
        return Err(format!(
            "{} characters: the name of a parameter has at most {MAX_PARAMETER}",
            name.len()
        ));
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

fn secret(name: &str) -> Result<(), String> {
    if name.starts_with("arn:") {
        return arn(name, "secretsmanager", "secret:");
    }
    characters(name, "a secret", SECRET_CHARACTERS)?;
    if name.len() > MAX_SECRET {
        return Err(format!(
            "{} characters: the name of a secret has at most {MAX_SECRET}",
            name.len()
        ));
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

/// `arn:partition:service:region:account:resource`, where the service decides what the resource
/// begins with.
fn arn(name: &str, service: &str, resource: &str) -> Result<(), String> {
    let parts: Vec<_> = name.splitn(6, ':').collect();
    if let ["arn", partition, of, _, _, rest] = parts[..]
        && !partition.is_empty()
        && of == service
        && rest.strip_prefix(resource).is_some_and(|rest| !rest.is_empty())
    {
        return Ok(());
    }
    Err(format!(
        "this is the ARN of something else: write `arn:aws:{service}:<region>:<account>:{resource}…`"
    ))
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
            "arn:aws:secretsmanager:eu-west-1:1:secret:a",
            "arn:aws:ssm:eu-west-1:1:document/a",
            "arn:aws",
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
    }

    #[test]
    fn adds_the_prefix() {
        let prefix = "/a".repeat(14);
        assert_eq!(check("ssm", "a", Some(&prefix)), Ok(()));
        assert!(check("ssm", "a/b", Some(&prefix)).is_err());
        assert_eq!(check("ssm", "/b", Some(&prefix)), Ok(()));
        assert!(check_implicit(&prefix, "a b").is_err());
        assert_eq!(check_implicit("/{env}/app", "aws-key"), Ok(()));
    }

    #[test]
    fn checks_prefixes() {
        assert_eq!(check_prefix("/{env}/myapp"), Ok(()));
        for prefix in ["", "/", "myapp", "/myapp/", "/a//b", "/aws", "/{env", "/my app"] {
            assert!(check_prefix(prefix).is_err(), "{prefix}");
        }
    }

    #[test]
    fn checks_names_of_secrets() {
        for name in [
            "{env}/database/config",
            "a+b=c@d",
            "/a",
            "arn:aws:secretsmanager:eu-west-1:1:secret:a-AbCdEf",
        ] {
            assert_eq!(secretsmanager(name), Ok(()), "{name}");
        }
        for name in ["", "a b", "a:b", "a#b", "arn:aws:ssm:eu-west-1:1:parameter/a", "{}"] {
            assert!(secretsmanager(name).is_err(), "{name}");
        }
    }
}
