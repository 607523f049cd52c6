use figleaf::Config;

#[derive(Config)]
#[config(prefix = "{env}/myapp")]
struct Relative {}

#[derive(Config)]
#[config(prefix = "/{env}/myapp/")]
struct Trailing {}

#[derive(Config)]
#[config(prefix = "/")]
struct Root {}

#[derive(Config)]
#[config(prefix = "/my app")]
struct Space {}

fn main() {}
