//! Each value as the tutorials read it: one call, then the next one.

use std::error::Error;

use scenario::Scenario;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let scenario = Scenario::from_args();
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let ssm = aws_sdk_ssm::Client::new(&config);
    let secrets_manager = aws_sdk_secretsmanager::Client::new(&config);

    let mut values = Vec::new();
    for name in &scenario.parameters {
        let output = ssm.get_parameter().name(name).with_decryption(true).send().await?;
        let value = output.parameter().and_then(|parameter| parameter.value());
        values.push(value.ok_or("a parameter without a value")?.to_owned());
    }
    for name in &scenario.secrets {
        let output = secrets_manager.get_secret_value().secret_id(name).send().await?;
        values.push(output.secret_string().ok_or("a secret without a text")?.to_owned());
    }
    scenario.check(values.iter().map(String::as_str));
    Ok(())
}
