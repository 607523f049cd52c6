// The derive of garde is left out: the attributes alone say what its rules would be.
use figleaf::{Config, Secret};

#[derive(Config)]
#[garde(allow_unvalidated, custom(whole))]
struct AppConfig {
    #[garde(range(min = 10))]
    port: u16,
    #[garde(length(min = 8, max = 64))]
    key: Secret,
    #[garde(skip)]
    fine: u16,
    #[garde(email, pattern("^[a-z]+$"), custom(check))]
    address: Option<String>,
    #[garde(length(graphemes, min = 1))]
    name: String,
    #[garde(if(cond = true, ascii))]
    odd: String,
    #[garde(dive)]
    #[config(nested)]
    database: Database,
    // The same is said to validator.
    #[garde(range(min = 10))]
    #[validate(range(min = 10))]
    both: u16,
}

#[derive(Config)]
struct Database {
    #[garde(ip)]
    host: String,
}

fn main() {}
