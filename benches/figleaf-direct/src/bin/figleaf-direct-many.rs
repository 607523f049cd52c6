use scenario::Scenario;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), figleaf::Error> {
    let scenario = Scenario::from_args();
    let values = shapes::load_many(scenario.parameters.len(), scenario.secrets.len()).await?;
    scenario.check(values);
    Ok(())
}
