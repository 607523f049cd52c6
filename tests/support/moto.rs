//! Real moto as Parameter Store and Secrets Manager.
//!
//! ```ignore
//! let aws = moto::account();
//! aws.put_parameter("/prod/myapp/api-key", ParameterType::SecureString, "sk_test_123456").await;
//! let config = AppConfig::loader().sdk_config(&aws.sdk_config()).load_owned().await?;
//! assert_eq!(aws.requests(), ["AmazonSSM.GetParameters"]);
//! ```

mod install;
mod server;

pub use aws_sdk_ssm::types::ParameterType;
pub use server::{Moto, server};

use super::aws;
use aws_config::SdkConfig;
use aws_sdk_secretsmanager::primitives::Blob;
use std::sync::atomic::{AtomicU64, Ordering};

/// The interpreter that has moto, and with it botocore.
pub fn python() -> Result<std::path::PathBuf, String> {
    install::python()
}

/// An empty AWS account on the server of this process. Tests in one process can use the same names
/// at once.
#[track_caller]
pub fn account() -> Account {
    static NEXT: AtomicU64 = AtomicU64::new(100_000_000_000);
    let id = NEXT.fetch_add(1, Ordering::Relaxed).to_string();
    let moto = server();
    let owner = aws::with_client(&moto.endpoint(), &format!("FIGLEAFO{id}"));
    Account {
        access_key: format!("FIGLEAFT{id}"),
        ssm: aws_sdk_ssm::Client::new(&owner),
        secretsmanager: aws_sdk_secretsmanager::Client::new(&owner),
        moto,
        id,
    }
}

/// One test's AWS account. Everything it does itself goes through an access key of its own, so that
/// [`requests`](Self::requests) are those of the code under test.
pub struct Account {
    id: String,
    moto: &'static Moto,
    access_key: String,
    ssm: aws_sdk_ssm::Client,
    secretsmanager: aws_sdk_secretsmanager::Client,
}

impl Account {
    /// Its twelve digits, as in ARNs.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The access key of the code under test.
    pub fn access_key(&self) -> &str {
        &self.access_key
    }

    pub fn endpoint(&self) -> String {
        self.moto.endpoint()
    }

    /// What the code under test is to use.
    pub fn sdk_config(&self) -> SdkConfig {
        aws::sdk_config(&self.moto.endpoint(), &self.access_key)
    }

    /// What was asked through [`sdk_config`](Self::sdk_config) so far, e.g.
    /// `AmazonSSM.GetParameters`.
    pub fn requests(&self) -> Vec<String> {
        self.moto.requests(&self.access_key)
    }

    /// From now on the code under test may do what this policy allows, and nothing else.
    pub fn allow(&self, policy: &str) {
        self.moto.allow(&self.access_key, policy);
    }

    /// From now on who assumes the role may do what this policy allows, and nothing else. Returns the role's ARN.
    pub fn role(&self, name: &str, policy: &str) -> String {
        let arn = format!("arn:aws:iam::{}:role/{name}", self.id);
        self.moto.allow(&arn, policy);
        arn
    }

    /// What was asked as a role.
    pub fn requests_of(&self, role: &str) -> Vec<String> {
        self.moto.requests(role)
    }

    /// For what the helpers below do not do: labels, stages, deletion. Not counted.
    pub fn ssm(&self) -> &aws_sdk_ssm::Client {
        &self.ssm
    }

    /// As [`ssm`](Self::ssm).
    pub fn secretsmanager(&self) -> &aws_sdk_secretsmanager::Client {
        &self.secretsmanager
    }

    /// A second call with the same name makes the next version.
    pub async fn put_parameter(&self, name: &str, kind: ParameterType, value: &str) {
        let put = self.ssm.put_parameter().name(name).r#type(kind).value(value).overwrite(true);
        put.send().await.unwrap_or_else(|error| panic!("moto refused parameter {name}: {error:?}"));
    }

    /// A second call with the same name makes the next version. Returns the ARN.
    pub async fn put_secret(&self, name: &str, value: &str) -> String {
        self.put(name, Some(value), None).await
    }

    /// As [`put_secret`](Self::put_secret), with a `SecretBinary`.
    pub async fn put_binary_secret(&self, name: &str, value: &[u8]) -> String {
        self.put(name, None, Some(Blob::new(value))).await
    }

    async fn put(&self, name: &str, string: Option<&str>, binary: Option<Blob>) -> String {
        let create = self.secretsmanager.create_secret().name(name);
        let create =
            create.set_secret_string(string.map(Into::into)).set_secret_binary(binary.clone());
        let arn = match create.send().await {
            Ok(created) => created.arn,
            Err(error)
                if error.as_service_error().is_some_and(|e| e.is_resource_exists_exception()) =>
            {
                let put = self.secretsmanager.put_secret_value().secret_id(name);
                let put = put.set_secret_string(string.map(Into::into)).set_secret_binary(binary);
                put.send()
                    .await
                    .unwrap_or_else(|error| panic!("moto refused secret {name}: {error:?}"))
                    .arn
            }
            Err(error) => panic!("moto refused secret {name}: {error:?}"),
        };
        arn.expect("a secret has an ARN")
    }
}
