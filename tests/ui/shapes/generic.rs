use figleaf::Config;

#[derive(Config)]
struct Typed<T> {
    value: T,
}

#[derive(Config)]
struct Sized<const N: usize> {
    #[config(defualt)]
    values: [u8; N],
}

#[derive(Config)]
struct Borrowed<'a> {
    name: &'a str,
}

fn main() {}
