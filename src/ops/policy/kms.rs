//! Decrypting what is encrypted under customer-managed keys, through the two services and for these values alone.

use std::collections::BTreeMap;

use super::super::error::Error;
use super::super::settings::REGION_OF_STACK;
use super::document::{Condition, Statement};
use super::grants::Grants;
use crate::rules;
use crate::source::{arn, partition};

/// Two statements, for parameters and for secrets: a condition on the context of the one would refuse the
/// other. A key is used for values of its own region.
pub(super) fn statements(keys: &[String], grants: &Grants) -> Result<Vec<Statement>, Error> {
    let mut regions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for key in keys {
        regions.entry(region_of(key)?).or_default().push(key);
    }
    let is_one = regions.len() == 1;
    let mut statements = Vec::new();
    for (region, mut keys) in regions {
        keys.sort_unstable();
        keys.dedup();
        let of_region = [parameters(grants, region), secrets(grants, region)].into_iter().flatten();
        let before = statements.len();
        for (sid, service, context, values) in of_region {
            let domain = partition::of(region).domain;
            let via = vec![format!("{service}.{region}.{domain}")];
            let end = if is_one { String::new() } else { word(region) };
            statements.push(Statement {
                sid: format!("{sid}{end}"),
                actions: vec!["kms:Decrypt"],
                resources: keys.iter().map(|key| (*key).to_owned()).collect(),
                conditions: vec![
                    Condition { key: "kms:ViaService", values: via },
                    Condition { key: context, values },
                ],
            });
        }
        if statements.len() == before {
            return Err(Error::new(format!(
                "--kms-key: the key is of {region}, where nothing is read that it could be the key of"
            )));
        }
    }
    Ok(statements)
}

type OfService = (&'static str, &'static str, &'static str, Vec<String>);

fn parameters(grants: &Grants, region: &str) -> Option<OfService> {
    // Those of AWS are not encrypted, and a window's value is a secret's.
    let is_own = |arn: &&str| !arn.contains(":parameter/aws/");
    let named = grants.resources("ReadParameters").filter(is_own).map(str::to_owned);
    let below = grants.resources("ReadParametersBelowPaths").filter(is_own);
    let below = below.map(|path| format!("{}/*", path.trim_end_matches('/')));
    let values: Vec<String> = named.chain(below).filter(|arn| is_in(arn, region)).collect();
    let context = "kms:EncryptionContext:PARAMETER_ARN";
    (!values.is_empty()).then_some(("DecryptParameters", "ssm", context, values))
}

fn secrets(grants: &Grants, region: &str) -> Option<OfService> {
    let all = grants.resources("ReadSecrets").map(str::to_owned);
    let values: Vec<String> = all.filter(|arn| is_in(arn, region)).collect();
    let context = "kms:EncryptionContext:SecretARN";
    (!values.is_empty()).then_some(("DecryptSecrets", "secretsmanager", context, values))
}

fn is_in(arn: &str, region: &str) -> bool {
    arn::region(arn).is_none_or(|of| of == region || of == "*" || of == REGION_OF_STACK)
}

/// The region of a key's ARN.
fn region_of(key: &str) -> Result<&str, Error> {
    let resource = arn::resource(key).unwrap_or_default();
    if resource.starts_with("alias/") || key.starts_with("alias/") {
        return Err(Error::new(
            "--kms-key: policies look at the key and not at its alias; its ARN is told by: \
             aws kms describe-key --key-id ALIAS --query KeyMetadata.Arn --output text",
        ));
    }
    let region = arn::region(key).filter(|_| resource.starts_with("key/") && rules::is_arn(key));
    region.ok_or_else(|| {
        Error::new("--kms-key: give the ARN of a key, arn:aws:kms:REGION:ACCOUNT:key/ID")
    })
}

/// A region as a part of a Sid, which has letters and digits alone.
fn word(region: &str) -> String {
    let capital = |part: &str| {
        let mut letters = part.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase())
            .into_iter()
            .chain(letters)
            .collect::<String>()
    };
    region.split('-').map(capital).collect()
}
