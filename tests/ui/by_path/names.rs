use std::collections::BTreeMap;

use figleaf::Config;

type Flags = BTreeMap<String, bool>;

#[derive(Config)]
#[config(prefix = "/{env}/myapp")]
struct AppConfig {
    #[config(by_path, ssm = "/{env}/flags/")]
    trailing: Flags,
    #[config(by_path, ssm = "/")]
    everything: Flags,
    #[config(by_path, ssm = "my flags")]
    blank: Flags,
    #[config(by_path, ssm = "arn:aws:ssm:eu-west-1:123456789012:parameter/flags")]
    arn: Flags,
    #[config(by_path, rename = "flags*")]
    star: Flags,
    #[config(by_path, alias = "old/")]
    older: Flags,
}

fn main() {}
