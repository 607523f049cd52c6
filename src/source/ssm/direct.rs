//! Parameter Store through figleaf's own client.

use super::api::{PAGE, Page, Parameter, Parameters};
use crate::error::causes::Judged;
use crate::source::Key;
use crate::source::answers;
use crate::source::aws::direct::{Direct, Operation};
use crate::value::Map;

pub(super) async fn parameters(
    direct: &Direct,
    place: &Key,
    names: &[String],
) -> Result<Parameters, Judged> {
    let asked = serde_json::json!({ "Names": names, "WithDecryption": true });
    let answer = direct.call(Operation::GetParameters, place, &asked).await?;
    let invalid = answers::list(&answer, "InvalidParameters");
    let invalid = invalid.filter_map(answers::as_text).map(str::to_owned).collect();
    Ok(Parameters { found: found(&answer), invalid })
}

pub(super) async fn page(direct: &Direct, path: &Key, token: Option<&str>) -> Result<Page, Judged> {
    let mut asked = serde_json::json!({
        "Path": path.name(), "Recursive": true, "WithDecryption": true, "MaxResults": PAGE,
    });
    if let Some(token) = token {
        asked["NextToken"] = token.into();
    }
    let answer = direct.call(Operation::GetParametersByPath, path, &asked).await?;
    let token = answers::text(&answer, "NextToken").map(str::to_owned);
    Ok(Page { found: found(&answer), token })
}

fn found(answer: &Map) -> Vec<Parameter> {
    let parameters = answers::list(answer, "Parameters").filter_map(answers::as_map);
    parameters
        .map(|parameter| Parameter {
            name: answers::text(parameter, "Name").map(str::to_owned),
            arn: answers::text(parameter, "ARN").map(str::to_owned),
            value: answers::parameter(parameter),
        })
        .collect()
}
