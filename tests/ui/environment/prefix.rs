use figleaf::Config;

#[derive(Config)]
#[config(env_prefix = "MYAPP_")]
struct Underscore {
    port: u16,
}

#[derive(Config)]
#[config(env_prefix = "app")]
struct LowerCase {
    port: u16,
}

#[derive(Config)]
#[config(env_prefix = "My_App_")]
struct Mixed {
    port: u16,
}

#[derive(Config)]
#[config(env_prefix = "MYAPP")]
struct NotAscii {
    größe: u64,
}

fn main() {}
