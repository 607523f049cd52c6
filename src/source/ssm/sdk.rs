//! Parameter Store through the AWS SDK.

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{self, ParameterType};

use super::api::{PAGE, Page, Parameter, Parameters};
use crate::error::causes::Judged;
use crate::error::sdk::judge;
use crate::source::{Details, Fetched, Key};

pub(super) async fn parameters(client: &Client, names: &[String]) -> Result<Parameters, Judged> {
    let request = client.get_parameters().set_names(Some(names.to_vec())).with_decryption(true);
    let output = request.send().await.map_err(|error| judge(&error))?;
    Ok(Parameters {
        found: output.parameters().iter().map(parameter).collect(),
        invalid: output.invalid_parameters.unwrap_or_default(),
    })
}

pub(super) async fn page(client: &Client, path: &Key, token: Option<&str>) -> Result<Page, Judged> {
    let request = client
        .get_parameters_by_path()
        .path(path.name())
        .recursive(true)
        .with_decryption(true)
        .max_results(PAGE)
        .set_next_token(token.map(str::to_owned));
    let output = request.send().await.map_err(|error| judge(&error))?;
    Ok(Page {
        found: output.parameters().iter().map(parameter).collect(),
        token: output.next_token,
    })
}

fn parameter(parameter: &types::Parameter) -> Parameter {
    let kind = parameter.r#type().map(ParameterType::as_str);
    let time = parameter.last_modified_date().and_then(|time| (*time).try_into().ok());
    let details = Details::of(Some(parameter.version().to_string()), parameter.arn(), kind, time);
    let value =
        parameter.value().map(|value| Fetched::parameter(kind, value).with_details(details));
    Parameter {
        name: parameter.name().map(str::to_owned),
        arn: parameter.arn().map(str::to_owned),
        value,
    }
}
