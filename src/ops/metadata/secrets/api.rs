//! DescribeSecret through either client.

use std::time::SystemTime;

use crate::error::causes::Judged;
use crate::source::Key;
use crate::source::secretsmanager::Api;

/// What is told of one secret.
#[derive(Debug, Clone, Default)]
pub(super) struct Described {
    pub(super) arn: Option<String>,
    pub(super) key: Option<String>,
    pub(super) modified: Option<SystemTime>,
    pub(super) is_deleted: bool,
    /// The ids of its versions, with their stages.
    pub(super) versions: Vec<(String, Vec<String>)>,
}

impl Api {
    pub(super) async fn describe(&self, key: &Key) -> Result<Described, Judged> {
        match self {
            #[cfg(feature = "secretsmanager")]
            Self::Sdk(clients) => sdk::describe(clients.of(key), key).await,
            #[cfg(feature = "direct")]
            Self::Direct(direct) => direct::describe(direct, key).await,
            #[cfg(all(feature = "_sdk", not(feature = "secretsmanager")))]
            Self::None => Err(Judged::no_client()),
        }
    }
}

#[cfg(feature = "secretsmanager")]
mod sdk {
    use aws_sdk_secretsmanager::Client;

    use super::{Described, Judged};
    use crate::error::sdk::judge;
    use crate::source::Key;

    pub(super) async fn describe(client: &Client, key: &Key) -> Result<Described, Judged> {
        let request = client.describe_secret().secret_id(key.name());
        let told = request.send().await.map_err(|error| judge(&error))?;
        let time = told.last_changed_date().and_then(|time| (*time).try_into().ok());
        Ok(Described {
            arn: told.arn().map(str::to_owned),
            key: told.kms_key_id().map(str::to_owned),
            modified: time,
            is_deleted: told.deleted_date().is_some(),
            versions: told.version_ids_to_stages.into_iter().flatten().collect(),
        })
    }
}

#[cfg(feature = "direct")]
mod direct {
    use super::{Described, Judged};
    use crate::source::aws::direct::{Direct, Operation};
    use crate::source::{Key, answers};
    use crate::value::json::Object;
    use crate::value::{Text, Value};

    pub(super) async fn describe(direct: &Direct, key: &Key) -> Result<Described, Judged> {
        let asked = Object::new().string("SecretId", key.name());
        let told = direct.call(Operation::DescribeSecret, key, asked).await?;
        let text = |name| answers::text(&told, name).map(str::to_owned);
        let versions = told.get("VersionIdsToStages").and_then(answers::as_map);
        let versions = versions.into_iter().flat_map(crate::value::Map::iter).map(version);
        Ok(Described {
            arn: text("ARN"),
            key: text("KmsKeyId"),
            modified: answers::time(&told, "LastChangedDate"),
            is_deleted: told.get("DeletedDate").is_some_and(|date| !matches!(date, Value::Null)),
            versions: versions.collect(),
        })
    }

    fn version((id, stages): &(Text, Value)) -> (String, Vec<String>) {
        let stages = match stages {
            Value::List(stages) => stages.iter().filter_map(answers::as_text).collect(),
            _ => Vec::new(),
        };
        (id.to_string(), stages.into_iter().map(str::to_owned).collect())
    }
}
