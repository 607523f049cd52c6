use figleaf::Config;

#[derive(Config)]
#[config(prefix = "/1/2/3/4/5/6/7/8/9/10/11/12/13/14")]
struct AppConfig {
    fifteen: String,
    #[config(ssm = "15/16")]
    sixteen: String,
    #[config(ssm = "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16")]
    absolute: String,
}

fn main() {}
