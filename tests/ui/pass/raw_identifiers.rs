use figleaf::Config;
use validator::Validate;

#[derive(Config, Validate)]
#[config(rename_all = "UPPERCASE")]
struct r#Match {
    #[validate(length(min = 1))]
    r#type: String,
    #[config(nested)]
    r#loop: r#Loop,
}

#[derive(Config)]
struct r#Loop {
    r#move: Option<u8>,
}

fn main() {
    let field = &r#Match::SCHEMA.fields()[0];
    assert_eq!((field.name(), field.segment(), field.key()), ("type", "TYPE", "TYPE"));
    let field = &r#Loop::SCHEMA.fields()[0];
    assert_eq!((field.name(), field.segment(), field.key()), ("move", "move", "move"));
}
