use figleaf::Config;
use figleaf::source::{Binding, ssm};

const fn own(name: &'static str) -> Binding {
    ssm(name)
}

#[derive(Config)]
#[config(from = own("/all"), version = 3)]
struct AppConfig {
    #[config(from = own("/a"), label = "blue")]
    label: String,
    #[config(from = own("/b"), stage = "AWSPREVIOUS")]
    stage: String,
}

fn main() {}
