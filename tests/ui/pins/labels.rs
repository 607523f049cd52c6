use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(label = "")]
    empty: String,
    #[config(label = "3")]
    number: String,
    #[config(label = "3rd")]
    digit: String,
    #[config(label = "light blue")]
    blank: String,
    #[config(label = "AwsBlue")]
    reserved: String,
    #[config(label = "{env}")]
    placeholder: String,
    #[config(label = blue)]
    path: String,
}

fn main() {}
