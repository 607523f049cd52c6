use figleaf::Config;

#[derive(Config)]
#[config(rename_all = "kebab_case")]
struct Near {
    port: u16,
}

#[derive(Config)]
#[config(rename_all = "shouting")]
struct Far {
    port: u16,
}

fn main() {}
