use figleaf::Config;

#[derive(Config)]
#[config(secretsmanager = "{env}/database", stage = "AWSPREVIOUS")]
struct Database {
    #[config(stage = "AWSPENDING")]
    password: figleaf::Secret,
    #[config(version = 3)]
    user: String,
    #[config(env = "DATABASE_HOST", label = "blue")]
    host: String,
    #[config(ssm = "/database/port", version = 3)]
    fine: u16,
}

fn main() {}
