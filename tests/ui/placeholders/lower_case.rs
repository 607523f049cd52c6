use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(ssm = "/{Tenant}/key")]
    upper: String,
    #[config(ssm = "/{my-tenant}/key")]
    hyphen: String,
    #[config(ssm = "/{ tenant }/key")]
    spaces: String,
    #[config(ssm = "/{tenant_2}/key")]
    fine: String,
}

fn main() {}
