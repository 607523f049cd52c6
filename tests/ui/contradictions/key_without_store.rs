use figleaf::Config;

#[derive(Config)]
#[config(secretsmanager = "{env}/database")]
struct Database {
    #[config(key = "user")]
    username: String,
}

fn main() {}
