//! Parameter Store through figleaf's own client.

use super::api::{PAGE, Page, Parameter, Parameters};
use crate::error::causes::Judged;
use crate::source::Key;
use crate::source::answers;
use crate::source::aws::direct::{Direct, Operation};
use crate::value::Map;
use crate::value::json::Object;

pub(super) async fn parameters(
    direct: &Direct,
    place: &Key,
    names: &[String],
) -> Result<Parameters, Judged> {
    let asked = Object::new().strings("Names", names).raw("WithDecryption", "true");
    let answer = direct.call(Operation::GetParameters, place, asked).await?;
    let invalid = answers::list(&answer, "InvalidParameters");
    let invalid = invalid.filter_map(answers::as_text).map(str::to_owned).collect();
    Ok(Parameters { found: found(&answer), invalid })
}

pub(super) async fn page(direct: &Direct, path: &Key, token: Option<&str>) -> Result<Page, Judged> {
    let mut asked = Object::new()
        .string("Path", path.name())
        .raw("Recursive", "true")
        .raw("WithDecryption", "true")
        .raw("MaxResults", &PAGE.to_string());
    if let Some(token) = token {
        asked = asked.string("NextToken", token);
    }
    let answer = direct.call(Operation::GetParametersByPath, path, asked).await?;
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
