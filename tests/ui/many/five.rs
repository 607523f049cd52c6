use figleaf::Config;

#[derive(Config, serde::Deserialize)]
#[config(prefix = "{env}/myapp", env_prefix = "MYAPP")]
struct AppConfig {
    #[config(defualt = 8080)]
    port: u16,
    #[config(ssm = "/shared/{ENV}/key", label = "3")]
    key: String,
    #[config(json, delimiter = ",")]
    origins: Vec<String>,
    #[config(env = "MYAPP_PORT")]
    other_port: u16,
    #[serde(rename = "n")]
    name: String,
}

/// The mistakes are all there is: `AppConfig` still implements `Config`.
#[derive(Config)]
struct Outer {
    #[config(nested)]
    inner: AppConfig,
}

fn uses_it() -> &'static AppConfig {
    AppConfig::get()
}

fn main() {}
