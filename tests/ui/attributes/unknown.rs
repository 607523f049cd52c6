use figleaf::Config;

#[derive(Config)]
#[config(prefx = "/{env}/myapp")]
struct AppConfig {
    #[config(defualt = 8080)]
    port: u16,
    #[config(colour = "red")]
    theme: String,
}

fn main() {}
