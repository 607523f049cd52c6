//! What GitHub's reader of Markdown makes of `docs`.

use std::process::Command;

use figleaf::__private::{FieldBuilder, SchemaBuilder};
use figleaf::ops::Ops;
use figleaf::schema::{DefaultValue, Field, Kind};

use super::hostile;
use super::linted::{ask, tool};

/// The cells of each row as they are read.
const READ: &str = "
import cmarkgfm, html.parser, json, sys
class Rows(html.parser.HTMLParser):
    rows, text = [], None
    def handle_starttag(self, tag, attrs):
        if tag == 'tr': self.rows.append([])
        if tag in ('td', 'th'): self.text = ''
    def handle_endtag(self, tag):
        if tag in ('td', 'th'):
            self.rows[-1].append(self.text)
            self.text = None
    def handle_data(self, data):
        if self.text is not None: self.text += data
rows = Rows()
rows.feed(cmarkgfm.markdown_to_html_with_extensions(sys.stdin.read(), options=1 << 17, extensions=['table']))
print(json.dumps(rows.rows))
";

fn rows(markdown: &str) -> Vec<Vec<String>> {
    let python = tool("python", "cmarkgfm==2025.10.22");
    let output = ask(Command::new(python).args(["-I", "-c", READ]), markdown);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// On one line, and what is not seen is escaped.
fn shown(text: &str) -> String {
    let is_hidden = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{feff}');
    let one = |c: char| match is_hidden(c) {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    let line = text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    line.trim().chars().map(one).collect()
}

#[test]
fn any_default_is_read_back_as_code() {
    let texts = ["a|b", "a\\|b", "\\\\|", "`", "``", "a `` b ``` c", "\\", "a\\", "<b>|\\|*x*"];
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    let texts: Vec<&'static str> = [texts, hostile::texts(300, false)]
        .concat()
        .into_iter()
        .map(|text| &*text.leak())
        .collect();
    let field = |text: &&'static str| -> Field {
        FieldBuilder::new("field", "String", Kind::Text)
            .with_env("V")
            .with_default(DefaultValue::Text(text))
            .build()
    };
    let fields: Vec<Field> = texts.iter().map(field).collect();
    let schema = Box::leak(Box::new(SchemaBuilder::new("Random", Vec::leak(fields)).build()));
    let rows = rows(&Ops::new(schema, "prod").docs().unwrap());
    assert_eq!(rows.len(), texts.len() + 1);
    for (row, text) in rows[1..].iter().zip(texts) {
        assert_eq!((row.len(), row[3].as_str()), (6, shown(text).as_str()), "{text:?}");
    }
}

/// A doc comment is Markdown itself: what it has escaped stays so.
#[test]
fn no_doc_comment_ends_its_cell() {
    static FIELDS: &[Field] = &[
        FieldBuilder::new("plain", "String", Kind::Text).with_doc("a | b").with_env("A").build(),
        FieldBuilder::new("escaped", "String", Kind::Text)
            .with_doc("a \\| b")
            .with_env("B")
            .build(),
        FieldBuilder::new("twice", "String", Kind::Text)
            .with_doc("a \\\\| b")
            .with_env("C")
            .build(),
    ];
    static SCHEMA: figleaf::schema::Schema = SchemaBuilder::new("Docs", FIELDS).build();
    let rows = rows(&Ops::new(&SCHEMA, "prod").docs().unwrap());
    let told: Vec<&str> = rows[1..].iter().map(|row| row[5].as_str()).collect();
    assert_eq!(told, ["a | b", "a | b", "a \\| b"]);
}
