use figleaf::Config;

#[derive(Config)]
struct Empty {}

#[derive(Config)]
#[config()]
struct OnlySkipped {
    #[config(skip)]
    cache: Vec<u8>,
}

fn main() {
    assert!(Empty::SCHEMA.fields().is_empty());
    assert!(OnlySkipped::SCHEMA.fields().is_empty());
    let _ = |config: OnlySkipped| config.cache;
}
