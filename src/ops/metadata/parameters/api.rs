//! DescribeParameters through either client.

use std::time::SystemTime;

use crate::error::causes::Judged;
use crate::source::Key;
use crate::source::ssm::Api;

/// Which parameters are listed.
pub(super) struct Filter {
    pub(super) key: &'static str,
    pub(super) option: &'static str,
    pub(super) values: Vec<String>,
}

/// What is told of one parameter.
#[derive(Debug, Clone, Default)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) arn: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) key: Option<String>,
    pub(super) version: u64,
    pub(super) modified: Option<SystemTime>,
}

#[derive(Default)]
pub(super) struct Page {
    pub(super) found: Vec<Listed>,
    /// For the next page.
    pub(super) token: Option<String>,
}

/// The most parameters of one page. Source: the API's reference.
const PAGE: i32 = 50;

impl Api {
    /// A page of what the filter leaves, in the region of this key.
    pub(super) async fn list(
        &self,
        place: &Key,
        filter: &Filter,
        token: Option<&str>,
    ) -> Result<Page, Judged> {
        match self {
            #[cfg(feature = "ssm")]
            Self::Sdk(clients) => sdk::page(clients.of(place), filter, token).await,
            #[cfg(feature = "direct")]
            Self::Direct(direct) => direct::page(direct, place, filter, token).await,
            #[cfg(all(feature = "_sdk", not(feature = "ssm")))]
            Self::None => Err(Judged::no_client()),
        }
    }
}

#[cfg(feature = "ssm")]
mod sdk {
    use aws_sdk_ssm::Client;
    use aws_sdk_ssm::types::{ParameterMetadata, ParameterStringFilter};

    use super::{Filter, Judged, Listed, PAGE, Page};
    use crate::error::sdk::judge;

    pub(super) async fn page(
        client: &Client,
        filter: &Filter,
        token: Option<&str>,
    ) -> Result<Page, Judged> {
        let Filter { key, option, values } = filter;
        let filter = ParameterStringFilter::builder().key(*key).option(*option);
        let filter = filter.set_values(Some(values.clone())).build();
        let request = client
            .describe_parameters()
            .set_parameter_filters(filter.ok().map(|filter| vec![filter]))
            .max_results(PAGE)
            .set_next_token(token.map(str::to_owned));
        let output = request.send().await.map_err(|error| judge(&error))?;
        Ok(Page {
            found: output.parameters().iter().map(listed).collect(),
            token: output.next_token,
        })
    }

    fn listed(one: &ParameterMetadata) -> Listed {
        Listed {
            name: one.name().unwrap_or_default().to_owned(),
            arn: one.arn().map(str::to_owned),
            kind: one.r#type().map(|kind| kind.as_str().to_owned()),
            key: one.key_id().map(str::to_owned),
            version: u64::try_from(one.version()).unwrap_or_default(),
            modified: one.last_modified_date().and_then(|time| (*time).try_into().ok()),
        }
    }
}

#[cfg(feature = "direct")]
mod direct {
    use super::{Filter, Judged, Listed, PAGE, Page};
    use crate::source::aws::direct::{Direct, Operation};
    use crate::source::{Key, answers};
    use crate::value::json::Object;
    use crate::value::{Map, Value};

    pub(super) async fn page(
        direct: &Direct,
        place: &Key,
        filter: &Filter,
        token: Option<&str>,
    ) -> Result<Page, Judged> {
        let Filter { key, option, values } = filter;
        let filter = Object::new().string("Key", key).string("Option", option);
        let filter = filter.strings("Values", values).end();
        let mut asked = Object::new()
            .list("ParameterFilters", &mut std::iter::once(filter))
            .raw("MaxResults", &PAGE.to_string());
        if let Some(token) = token {
            asked = asked.string("NextToken", token);
        }
        let answer = direct.call(Operation::DescribeParameters, place, asked).await?;
        let found = answers::list(&answer, "Parameters").filter_map(answers::as_map);
        let token = answers::text(&answer, "NextToken").map(str::to_owned);
        Ok(Page { found: found.map(listed).collect(), token })
    }

    fn listed(one: &Map) -> Listed {
        let text = |name| answers::text(one, name).map(str::to_owned);
        let version = match one.get("Version") {
            Some(Value::Number(number)) => number.text().and_then(|text| text.parse().ok()),
            _ => None,
        };
        Listed {
            name: text("Name").unwrap_or_default(),
            arn: text("ARN"),
            kind: text("Type"),
            key: text("KeyId"),
            version: version.unwrap_or_default(),
            modified: answers::time(one, "LastModifiedDate"),
        }
    }
}
