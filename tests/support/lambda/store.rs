//! Parameter Store and Secrets Manager behind the extension. The bodies are recorded ones, with
//! their nulls. The reason of a refusal goes to the extension's log only.

use super::super::aws::REGION;
use serde_json::{Value, json};
use std::collections::HashMap;

/// What Parameter Store gives for a SecureString to whoever does not ask for its decryption.
const CIPHERTEXT: &str = "AQICAHhTaGlzLWlzLW5vdC10aGUtcGxhaW4tdGV4dC0tLWFzay13aXRoRGVjcnlwdGlvbg==";

#[derive(Default)]
pub struct Store {
    parameters: HashMap<String, Vec<Parameter>>,
    secrets: HashMap<String, Vec<Secret>>,
}

struct Parameter {
    kind: String,
    value: String,
    labels: Vec<String>,
}

struct Secret {
    string: Option<String>,
    binary: Option<String>,
}

impl Store {
    pub fn parameter(&mut self, name: &str, kind: &str, value: &str) {
        let parameter = Parameter { kind: kind.into(), value: value.into(), labels: Vec::new() };
        self.parameters.entry(name.into()).or_default().push(parameter);
    }

    pub fn label(&mut self, name: &str, label: &str) {
        let versions = self.parameters.get_mut(name).expect("label() follows parameter()");
        // A label is at one version only.
        versions.iter_mut().for_each(|version| version.labels.retain(|other| other != label));
        versions.last_mut().expect("a version").labels.push(label.into());
    }

    pub fn secret(&mut self, name: &str, string: Option<&str>, bytes: Option<&[u8]>) {
        let secret = Secret { string: string.map(Into::into), binary: bytes.map(base64) };
        self.secrets.entry(name.into()).or_default().push(secret);
    }

    /// The body for this path and query, or why there is none.
    pub fn get(&self, path: &str, query: &[(String, String)]) -> Result<Value, String> {
        match path {
            "/systemsmanager/parameters/get" => {
                let [name, version, label, decrypt] =
                    options(query, ["name", "version", "label", "withDecryption"])?;
                self.get_parameter(name, version, label, decrypt == Some("true"))
            }
            "/secretsmanager/get" => {
                let [id, stage, version] =
                    options(query, ["secretId", "versionStage", "versionId"])?;
                self.get_secret(id, stage, version)
            }
            _ => Err(format!("no such path: {path}")),
        }
    }

    fn get_parameter(
        &self,
        asked: Option<&str>,
        version: Option<&str>,
        label: Option<&str>,
        decrypt: bool,
    ) -> Result<Value, String> {
        let asked = asked.ok_or("no name")?;
        let known = self.parameters.iter().find(|(name, _)| {
            *name == asked || asked.starts_with("arn:") && parameter_arn(name) == asked
        });
        let (name, versions) = known.ok_or_else(|| format!("ParameterNotFound: {asked}"))?;
        let version = match (version, label) {
            (Some(_), Some(_)) => return Err("version and label".into()),
            (Some(version), None) => version.parse().map_err(|_| "version is no number")?,
            (None, Some(label)) => {
                let labelled = |version: &Parameter| version.labels.iter().any(|l| l == label);
                versions.iter().position(labelled).map_or(0, |at| at + 1)
            }
            (None, None) => versions.len(),
        };
        let parameter = version.checked_sub(1).and_then(|at: usize| versions.get(at));
        let parameter = parameter.ok_or_else(|| format!("ParameterVersionNotFound: {asked}"))?;
        let encrypted = parameter.kind == "SecureString" && !decrypt;
        Ok(json!({
            "Parameter": {
                "ARN": parameter_arn(name),
                "DataType": "text",
                "LastModifiedDate": "2022-11-16T08:22:40.362Z",
                "Name": name,
                "Selector": null,
                "SourceResult": null,
                "Type": parameter.kind,
                "Value": if encrypted { CIPHERTEXT } else { &parameter.value },
                "Version": version,
            },
            "ResultMetadata": {},
        }))
    }

    fn get_secret(
        &self,
        asked: Option<&str>,
        stage: Option<&str>,
        version: Option<&str>,
    ) -> Result<Value, String> {
        let asked = asked.ok_or("no secretId")?;
        let known = self.secrets.iter().find(|(name, _)| {
            *name == asked || asked.starts_with("arn:") && secret_arn(name) == asked
        });
        let (name, versions) = known.ok_or_else(|| format!("ResourceNotFound: {asked}"))?;
        let staged = match stage {
            None if version.is_some() => None,
            None | Some("AWSCURRENT") => Some(versions.len()),
            Some("AWSPREVIOUS") => Some(versions.len() - 1),
            Some(_) => Some(0),
        };
        let at = (1..=versions.len()).find(|&at| {
            staged.is_none_or(|staged| staged == at)
                && version.is_none_or(|version| version == version_id(at))
        });
        let at = at.ok_or_else(|| format!("ResourceNotFound: no such version of {asked}"))?;
        let secret = &versions[at - 1];
        let stages = match versions.len() - at {
            0 => json!(["AWSCURRENT"]),
            1 => json!(["AWSPREVIOUS"]),
            _ => Value::Null,
        };
        Ok(json!({
            "ARN": secret_arn(name),
            "CreatedDate": "2022-11-16T08:22:40.499Z",
            "Name": name,
            "SecretBinary": secret.binary,
            "SecretString": secret.string,
            "VersionId": version_id(at),
            "VersionStages": stages,
            "ResultMetadata": {},
        }))
    }
}

/// The values of these keys. Others are refused, as the agent does.
fn options<'a, const N: usize>(
    query: &'a [(String, String)],
    keys: [&str; N],
) -> Result<[Option<&'a str>; N], String> {
    let mut values = [None; N];
    for (key, value) in query {
        let at = keys.iter().position(|known| known == key);
        let at = at.ok_or_else(|| format!("unknown query parameter {key:?}"))?;
        if values[at].replace(value.as_str()).is_some() {
            return Err(format!("{key} is there twice"));
        }
    }
    Ok(values)
}

fn parameter_arn(name: &str) -> String {
    format!("arn:aws:ssm:{REGION}:123456789012:parameter/{}", name.trim_start_matches('/'))
}

fn secret_arn(name: &str) -> String {
    format!("arn:aws:secretsmanager:{REGION}:123456789012:secret:{name}-MFUBmH")
}

fn version_id(version: usize) -> String {
    format!("00000000-0000-4000-8000-{version:012}")
}

/// Of its own, so that a mistake of the code under test is not made here as well.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = bytes.chunks(3).flat_map(|chunk| {
        let byte = |at: usize| usize::from(chunk.get(at).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        (0..4).map(move |at| match at <= chunk.len() {
            true => char::from(DIGITS[group >> (18 - 6 * at) & 63]),
            false => '=',
        })
    });
    digits.collect()
}
