use figleaf::Config;

#[derive(Config)]
#[config(prefix = "myapp")]
enum Level {
    Debug(std::rc::Rc<u8>),
    Info,
}

fn main() {}
