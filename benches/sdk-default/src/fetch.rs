//! What an expert writes by hand. A file that programs include and no library of theirs, because each has
//! the SDK with features of its own.

use std::error::Error;

use futures_util::future::{OptionFuture, join3, try_join_all};
use scenario::{PARAMETERS_AT_ONCE, SECRETS_AT_ONCE, Scenario};

/// All requests at once, and as few as there can be.
pub async fn fetch(
    ssm: &aws_sdk_ssm::Client,
    secrets_manager: &aws_sdk_secretsmanager::Client,
    scenario: &Scenario,
) -> Result<Vec<String>, Box<dyn Error>> {
    let parameters = scenario.parameters.chunks(PARAMETERS_AT_ONCE).map(|names| {
        ssm.get_parameters().set_names(Some(names.to_vec())).with_decryption(true).send()
    });
    let batches = match scenario.secrets.as_slice() {
        [_one] => &[],
        several => several,
    };
    let batches = batches.chunks(SECRETS_AT_ONCE).map(|names| {
        secrets_manager.batch_get_secret_value().set_secret_id_list(Some(names.to_vec())).send()
    });
    let single = match scenario.secrets.as_slice() {
        [one] => Some(secrets_manager.get_secret_value().secret_id(one).send()),
        _ => None,
    };
    let (parameters, batches, single) =
        join3(try_join_all(parameters), try_join_all(batches), OptionFuture::from(single)).await;

    let mut values = Vec::new();
    for output in parameters? {
        let parameters = output.parameters.unwrap_or_default();
        values.extend(parameters.into_iter().filter_map(|parameter| parameter.value));
    }
    for output in batches? {
        let secrets = output.secret_values.unwrap_or_default();
        values.extend(secrets.into_iter().filter_map(|secret| secret.secret_string));
    }
    values.extend(single.transpose()?.and_then(|output| output.secret_string));
    Ok(values)
}
