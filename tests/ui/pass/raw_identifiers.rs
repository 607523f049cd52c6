use figleaf::Config;
use figleaf::source::ssm;
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
    #[config(version = 3)]
    r#if: String,
    #[config(alias = "ref")]
    r#static: String,
    #[config(by_path)]
    r#mod: std::collections::BTreeMap<String, String>,
    #[config(from = r#for::r#in("x"))]
    r#use: String,
}

mod r#for {
    pub const fn r#in(name: &'static str) -> figleaf::source::Binding {
        figleaf::source::Binding::new("in", name)
    }
}

fn main() {
    let field = &r#Match::SCHEMA.fields()[0];
    assert_eq!((field.name(), field.segment(), field.key()), ("type", "TYPE", "TYPE"));
    let field = &r#Loop::SCHEMA.fields()[0];
    assert_eq!((field.name(), field.segment(), field.key()), ("move", "move", "move"));
    let [_, pinned, aliased, by_path, from] = r#Loop::SCHEMA.fields() else { panic!("five fields") };
    assert_eq!(pinned.store(), Some(&ssm("if").own().with_version(3)));
    assert_eq!((aliased.name(), aliased.aliases()), ("static", ["ref"].as_slice()));
    assert_eq!(by_path.store(), Some(&ssm("mod").own().by_path()));
    assert_eq!(from.store().map(|store| store.source()), Some("in"));
}
