//! A schema whose names and doc comments would end a text, a line or a comment of every language.

use figleaf::__private::{FieldBuilder, SchemaBuilder};
use figleaf::Transport;
use figleaf::ops::Ops;
use figleaf::schema::{DefaultValue, Field, Kind, Schema};
use figleaf::source::{secretsmanager, ssm};

/// What may be tried, in one text.
pub const HOSTILE: &str = "\"'`${x} %{ if } $${y} */ /* -->\\ {{resolve:ssm:/a}} \u{2028}# ü日本\u{1f600}\u{85}\nsecond: line\r\n\tthird #{z} <<EOT";

static FIELDS: &[Field] = &[
    FieldBuilder::new("api_key", "Secret<String>", Kind::Text)
        .sensitive(true)
        .with_store(ssm("/{env}/a"))
        .build(),
    // Taken already by the version of the one before.
    FieldBuilder::new("api_key_version", "String", Kind::Text)
        .with_doc(HOSTILE)
        .with_store(ssm("/{env}/\"quo'ted\"/$x/%y/größe\\"))
        .build(),
    FieldBuilder::new("version", "u16", Kind::Text)
        .optional()
        .with_store(ssm("/{env}/version"))
        .build(),
    FieldBuilder::new("größe", "u16", Kind::Text).with_store(ssm("/{env}/größe")).build(),
    FieldBuilder::new("list", "Vec<String>", Kind::Text)
        .list(true)
        .with_default(DefaultValue::Text("a,b"))
        .with_store(ssm("/{env}/list"))
        .build(),
    FieldBuilder::new("flags", "Map", Kind::Text)
        .with_doc(HOSTILE)
        .with_store(ssm("/{env}/fl\"ags/$x").by_path())
        .build(),
    FieldBuilder::new("hidden_flags", "Map", Kind::Text)
        .sensitive(true)
        .with_store(ssm("/{env}/hidden").by_path())
        .build(),
    FieldBuilder::new("pinned", "String", Kind::Text)
        .with_store(ssm("/{env}/pinned").with_version(3))
        .build(),
    FieldBuilder::new("labelled", "String", Kind::Text)
        .with_store(ssm("/{env}/pinned").with_label("blue"))
        .build(),
    FieldBuilder::new("far", "String", Kind::Text)
        .with_store(ssm("arn:aws:ssm:us-east-1:210987654321:parameter/shared/a"))
        .build(),
    FieldBuilder::new("public", "String", Kind::Text)
        .with_store(ssm("/aws/service/ami/latest"))
        .build(),
    FieldBuilder::new("public_by_arn", "String", Kind::Text)
        .with_store(ssm("arn:aws:ssm:us-east-1::parameter/aws/service/ami/latest"))
        .build(),
    FieldBuilder::new("window", "Secret", Kind::Text)
        .sensitive(true)
        .with_store(ssm("/aws/reference/secretsmanager/{env}/behind"))
        .build(),
    FieldBuilder::new("behind", "Secret", Kind::Text)
        .sensitive(true)
        .with_store(secretsmanager("{env}/behind"))
        .build(),
    FieldBuilder::new("optional_secret", "Secret", Kind::Text)
        .optional()
        .sensitive(true)
        .with_store(secretsmanager("{env}/optional"))
        .build(),
    FieldBuilder::new("optional_key", "Secret", Kind::Text)
        .optional()
        .sensitive(true)
        .with_store(ssm("/{env}/optional-key"))
        .build(),
    FieldBuilder::new("document", "String", Kind::Text)
        .with_doc(HOSTILE)
        .with_store(secretsmanager("{env}/document").with_key("k\"e${y}\ntouch x\u{7f}"))
        .build(),
    FieldBuilder::new("bytes", "Secret<Vec<u8>>", Kind::Bytes)
        .sensitive(true)
        .with_store(secretsmanager("{env}/bytes"))
        .build(),
    FieldBuilder::new("managed", "Secret", Kind::Text)
        .sensitive(true)
        .with_store(secretsmanager("rds!db-1"))
        .build(),
    FieldBuilder::new("arn", "Secret", Kind::Text)
        .sensitive(true)
        .with_store(secretsmanager(
            "arn:aws:secretsmanager:eu-west-1:210987654321:secret:db-AbCd12",
        ))
        .build(),
    // To YAML 1.1 they are no strings.
    FieldBuilder::new("no", "String", Kind::Text).with_store(ssm("/{env}/no")).build(),
    FieldBuilder::new("on", "String", Kind::Text).with_store(ssm("/{env}/on")).build(),
    FieldBuilder::new("null", "String", Kind::Text).with_store(ssm("/{env}/null")).build(),
    FieldBuilder::new("y", "String", Kind::Text).optional().with_store(ssm("/{env}/y")).build(),
    FieldBuilder::new("off", "String", Kind::Text).with_env("NO").build(),
];

pub static SCHEMA: Schema = SchemaBuilder::new("Hostile", FIELDS).with_doc(HOSTILE).build();

pub fn ops() -> Ops {
    Ops::new(&SCHEMA, "prod").transport(Transport::Sdk)
}

/// Texts that look random, of characters that mean something to some language, and are the same in each run.
pub fn texts(count: usize, is_name: bool) -> Vec<String> {
    let pool: Vec<char> =
        "$${}{%%\"'`\\\\*/#<>-~:!?&|@=+.,;[]()^ anüß日\u{1f600}\u{feff}\u{2028}\u{7f}\t\r\n0\u{85}"
            .chars()
            .filter(|c| !is_name || !"{}\t\r\n".contains(*c))
            .collect();
    let mut state = 7_u64;
    let mut roll = |sides: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % sides as u64).unwrap()
    };
    (0..count).map(|_| (0..1 + roll(12)).map(|_| pool[roll(pool.len())]).collect()).collect()
}

/// Fields with such names and doc comments.
pub fn random() -> (Ops, Vec<String>, Vec<String>) {
    let docs: Vec<String> = texts(120, false);
    let names = texts(120, true).into_iter().enumerate();
    let names: Vec<String> = names.map(|(number, text)| format!("/{text}{number}")).collect();
    let field = |(name, doc): (&String, &String)| {
        let (name, doc): (&str, &str) = (name.clone().leak(), doc.clone().leak());
        FieldBuilder::new("field", "String", Kind::Text).with_doc(doc).with_store(ssm(name)).build()
    };
    let fields: Vec<Field> = names.iter().zip(&docs).map(field).collect();
    let schema = Box::leak(Box::new(SchemaBuilder::new("Random", Vec::leak(fields)).build()));
    (Ops::new(schema, "prod").region("eu-west-1").account("123456789012"), names, docs)
}

/// A doc comment on one line.
pub fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
