use figleaf::Config;
use validator::Validate;

macro_rules! service {
    ($name:ident, $ty:ty, $ssm:literal, $default:expr) => {
        #[derive(Config, Validate)]
        struct $name {
            #[config(ssm = $ssm, default = $default)]
            #[validate(range(min = 1))]
            port: $ty,
            host: Option<$ty>,
            #[config(nested)]
            inner: Option<Inner>,
        }
    };
}

#[derive(Config)]
struct Inner {}

service!(Service, u16, "/{env}/port", 80 + 1);

fn main() {
    let fields = Service::SCHEMA.fields();
    assert_eq!(fields[0].type_name(), "u16");
    assert_eq!(fields[0].store().map(|store| store.name()), Some("/{env}/port"));
    assert!(fields[1].is_optional());
}
