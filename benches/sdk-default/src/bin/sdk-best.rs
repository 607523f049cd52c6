//! The SDK as its features are by default, used as well as it can be.

#[path = "../fetch.rs"]
mod fetch;

use std::error::Error;

use scenario::Scenario;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let scenario = Scenario::from_args();
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest()).load().await;
    let ssm = aws_sdk_ssm::Client::new(&config);
    let secrets_manager = aws_sdk_secretsmanager::Client::new(&config);
    let values = fetch::fetch(&ssm, &secrets_manager, &scenario).await?;
    scenario.check(values.iter().map(String::as_str));
    Ok(())
}
