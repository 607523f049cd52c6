use figleaf::Config;

#[derive(Config)]
union Number {
    a: u32,
    b: f32,
}

fn main() {}
