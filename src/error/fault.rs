//! What is wrong with a value, in words, and the one thing to do about it.

use crate::decode::{Buffered, Fault, Reason, Step};
use crate::disclosure::Disclosure;
use crate::layer::{Flaw, NoObject};
use crate::secret::REDACTED;
use crate::value::number::{Unfit, range};
use crate::value::{Found, Shape, count};

/// The field that a fault is told of.
#[derive(Clone, Copy)]
pub(super) struct Expected {
    /// The field's type as it is written.
    pub(super) type_name: &'static str,
    pub(super) delimiter: &'static str,
    pub(super) disclosure: Disclosure,
    /// Whether the field says that its value is JSON.
    pub(super) is_json: bool,
    /// Whether the value is what is below a path, by the names of the parameters.
    pub(super) is_by_path: bool,
}

impl Expected {
    /// `expected u16, found a string of 6 characters`. The type is the field's as it is written, or
    /// further inside the one that the decoding asked for.
    pub(super) fn fault(&self, fault: &Fault) -> String {
        let Self { type_name, disclosure, .. } = *self;
        let found = self.found(fault);
        let at = match self.path(fault) {
            path if path.is_empty() => String::new(),
            path => format!(" at `{path}`"),
        };
        let wanted = |known: Option<&'static str>| match known {
            Some(known) if !fault.path.is_empty() || fault.buffered != Buffered::No => known,
            _ => type_name,
        };
        match &fault.reason {
            Reason::Type(known) => format!("expected {}, found {found}{at}", wanted(*known)),
            Reason::Number(unfit, known) => {
                let wanted = wanted(*known);
                format!(
                    "expected {wanted}, found {}{at}",
                    self.unfit(*unfit, known.unwrap_or(wanted), &found)
                )
            }
            Reason::Form(words, Some(unfit)) => {
                format!("expected {words}, found {}{at}", self.unfit(*unfit, "", &found))
            }
            Reason::Form(words, None) => format!("expected {words}, found {found}{at}"),
            Reason::Length { wanted: Some(wanted), found } if disclosure == Disclosure::Public => {
                format!("expected {} for {type_name}, found {found}{at}", count(*wanted, "item"))
            }
            Reason::Length { .. } => {
                format!("{type_name}: another number of items is expected{at}")
            }
            Reason::NotJson("Duration") if !fault.path.is_empty() => {
                format!("expected a duration, found {found}{at}")
            }
            Reason::NotJson(_) | Reason::Undeclared if self.is_json_twice(fault) => {
                format!("expected {type_name}, found {TWICE}")
            }
            Reason::NotJson(_) => {
                format!("expected {}, found {found}{at}", wanted(Some("an object")))
            }
            Reason::Undeclared => {
                format!("expected {type_name}, found {found} that looks like JSON{at}")
            }
            Reason::Nested => format!(
                "{type_name}: one delimiter cannot separate a collection inside of a collection{at}"
            ),
            Reason::EmptyItem => format!("{type_name}: an item is empty{at}"),
            Reason::NoPair => format!("expected key=value for {type_name}, found {found}{at}"),
            Reason::SameKey => format!("{type_name}: a key stands there twice{at}"),
            Reason::Variant(known) => {
                format!("expected one of {}, found {found}{at}", known.join(", "))
            }
            Reason::VariantHasData => format!(
                "{type_name}: the variant has data, and the value is the name of a variant alone{at}"
            ),
            Reason::VariantHasNone => {
                format!("{type_name}: the variant has no data, and the value gives it {found}{at}")
            }
            Reason::NotOneKey => {
                format!("expected one key, which names a variant of {type_name}, found {found}{at}")
            }
            Reason::NoVariant => format!("no variant of {type_name} takes {found}{at}"),
            Reason::Missing(field) => format!("{type_name}: no value for `{field}`{at}"),
            Reason::Unknown([]) => format!("{type_name}: an unknown key{at}"),
            Reason::Unknown(known) => {
                format!("{type_name}: an unknown key{at}, expected one of {}", known.join(", "))
            }
            Reason::Duplicate(field) => format!("{type_name}: `{field}` stands there twice{at}"),
            Reason::Syntax(wrong) => {
                format!("expected JSON, found {}", disclosure.wrong(wrong))
            }
            Reason::Refused => format!("not accepted as {type_name}: {found}{at}"),
            Reason::Redacted => format!("expected {type_name}, found the string {REDACTED}{at}"),
            // " in its default" follows.
            Reason::DefaultPanicked => "a panic".to_owned(),
            Reason::Panicked => format!("decoding {type_name} panicked on {found}{at}"),
        }
    }

    fn found(&self, fault: &Fault) -> String {
        let found = fault.found.map(|found| self.disclosure.found(found));
        let found = found.unwrap_or_else(|| "something else".to_owned());
        match fault.buffered {
            Buffered::Somewhere(kind) => format!("{kind} somewhere in {found}"),
            Buffered::No | Buffered::Found => found,
        }
    }

    /// A number that does not fit. Of a sensitive one it is not told how.
    fn unfit(&self, unfit: Unfit, wanted: &str, found: &str) -> String {
        match (self.disclosure, unfit, range(wanted)) {
            (Disclosure::Sensitive, ..) => found.to_owned(),
            (_, Unfit::TooLarge | Unfit::TooSmall, Some(range)) => {
                format!("{} ({wanted} holds {range})", unfit.words())
            }
            _ => unfit.words().to_owned(),
        }
    }

    /// The one thing to do about a fault.
    pub(super) fn help(&self, fault: &Fault) -> Option<String> {
        let (delimiter, is_whole) = (self.delimiter, fault.path.is_empty());
        let json = "if the value is a JSON document, say #[config(json)]";
        let number = matches!(fault.reason, Reason::Type(Some("bool")) | Reason::Number(..))
            || matches!(&fault.reason, Reason::Type(Some(known)) if range(known).is_some() || known.starts_with('f'));
        Some(match &fault.reason {
            Reason::Type(_) if number && self.is_text(fault) && fault.buffered != Buffered::No => BUFFERED.to_owned(),
            Reason::NoVariant => BUFFERED.to_owned(),
            Reason::DefaultPanicked => {
                "Rust has printed the message of the panic above; give a default that cannot fail"
                    .to_owned()
            }
            Reason::Redacted => {
                "this is what figleaf prints in the place of a secret; the value itself was not kept"
                    .to_owned()
            }
            Reason::NotJson("Duration") if is_whole => {
                "say #[config(with = figleaf::with::duration)], which reads 30s or 5m".to_owned()
            }
            Reason::NotJson("Duration") => {
                "say #[serde(deserialize_with = \"figleaf::with::duration\")], which reads 30s or 5m".to_owned()
            }
            Reason::NotJson(_) | Reason::Undeclared if self.is_json_twice(fault) => {
                help_with_twice()
            }
            Reason::Undeclared if is_whole && self.is_quoted(fault) => {
                format!("remove the quotation marks; {json}")
            }
            Reason::NotJson(_) | Reason::Undeclared if is_whole => json.to_owned(),
            Reason::NotJson(_) | Reason::Undeclared if self.is_text(fault) && self.is_json_shaped(fault) => {
                "the JSON there is inside of a string: write it without the quotation marks around it".to_owned()
            }
            Reason::NotJson(_) | Reason::VariantHasData => {
                "store a JSON document, and say #[config(json)] on the field".to_owned()
            }
            Reason::Nested => "store a JSON document, such as [[\"a\", \"b\"], [\"c\"]], and say #[config(json)]".to_owned(),
            Reason::EmptyItem => format!("remove one of two `{}`, or what stands between them", delimiter.escape_debug()),
            Reason::Length { wanted: Some(wanted), .. } => {
                format!("give exactly {}, separated by `{}`", count(*wanted, "item"), delimiter.escape_debug())
            }
            Reason::NoPair => format!("write a=1{delimiter}b=2; {json}"),
            Reason::Syntax(wrong) => return wrong.mistake.help().map(str::to_owned),
            Reason::Type(_) | Reason::Form(..) | Reason::Refused | Reason::Variant(_)
                if self.is_quoted(fault) =>
            {
                "remove the quotation marks around the value".to_owned()
            }
            Reason::Type(_) | Reason::Number(..) | Reason::Refused if is_whole && self.is_object(fault) => {
                "the value is a JSON object: to read one key of it, say #[config(key = \"…\")]".to_owned()
            }
            _ => return None,
        })
    }

    fn is_text(&self, fault: &Fault) -> bool {
        matches!(fault.found, Some(Found::Text(_)))
            || fault.buffered == Buffered::Somewhere("a string")
    }

    /// Whether JSON that was declared holds a string, and that is JSON again.
    fn is_json_twice(&self, fault: &Fault) -> bool {
        self.is_json && fault.path.is_empty() && self.is_json_shaped(fault)
    }

    fn is_quoted(&self, fault: &Fault) -> bool {
        matches!(fault.found, Some(Found::Text(look)) if look.is_quoted)
            && self.disclosure == Disclosure::Public
    }

    fn is_json_shaped(&self, fault: &Fault) -> bool {
        matches!(fault.found, Some(Found::Text(look)) if look.shape != Shape::Plain)
    }

    fn is_object(&self, fault: &Fault) -> bool {
        matches!(fault.found, Some(Found::Text(look)) if look.shape == Shape::Object)
            && self.disclosure == Disclosure::Public
    }

    /// `expected a JSON object, found a list`.
    pub(super) fn flaw(&self, flaw: &Flaw) -> String {
        let Self { type_name: wanted, disclosure, .. } = *self;
        match *flaw {
            Flaw::Binary { length } => {
                format!("expected {wanted}, found {}", disclosure.found(Found::Bytes(length)))
            }
            Flaw::NoObject { found, .. } => {
                let found = match found {
                    NoObject::Value(found) => disclosure.found(found),
                    NoObject::Quoted => TWICE.to_owned(),
                    NoObject::StringList => "a StringList".to_owned(),
                    NoObject::Parameters => "several parameters".to_owned(),
                };
                format!("expected {wanted}, found {found}")
            }
            Flaw::EmptyItem { index } if disclosure == Disclosure::Public => {
                format!("{wanted}: an item is empty at `[{index}]`")
            }
            Flaw::EmptyItem { .. } => format!("{wanted}: an item is empty"),
            Flaw::Syntax(ref wrong) => {
                format!("expected {wanted}, found {}", disclosure.wrong(wrong))
            }
        }
    }
}

/// The one thing to do about a flaw that has nothing to do with its source.
pub(super) fn help_with_flaw(flaw: &Flaw) -> Option<String> {
    Some(match flaw {
        Flaw::Syntax(wrong) => return wrong.mistake.help().map(str::to_owned),
        Flaw::NoObject { found: NoObject::Quoted, .. } => help_with_twice(),
        Flaw::EmptyItem { .. } => {
            "remove one of the two commas, or what stands between them".to_owned()
        }
        Flaw::NoObject { .. } | Flaw::Binary { .. } => return None,
    })
}

const TWICE: &str = "a JSON document inside of a JSON string";

fn help_with_twice() -> String {
    "it was made JSON twice: store what is inside of the string, without its quotation marks and backslashes".to_owned()
}

const BUFFERED: &str = "inside of a tagged, untagged or flattened type a number or a boolean is not read from a string: \
                        write it without quotation marks";

/// How many steps of a path are told: who writes a document decides how deep it is.
const MOST_STEPS: usize = 16;

impl Expected {
    fn path(&self, fault: &Fault) -> String {
        let mut path = String::new();
        for step in fault.path.iter().rev().take(MOST_STEPS) {
            match step {
                Step::Key { name: Some(name), .. } if self.tells_key(name, path.is_empty()) => {
                    let dot = if path.is_empty() { "" } else { "." };
                    path.extend([dot, name]);
                }
                Step::Key { index, .. } | Step::Item(index) => path.push_str(&format!("[{index}]")),
            }
        }
        if fault.path.len() > MOST_STEPS {
            path.push('…');
        }
        path
    }

    /// What is below a path in a store is the rest of a parameter's name, and names are told.
    fn tells_key(&self, name: &str, is_first: bool) -> bool {
        (self.is_by_path && is_first) || self.disclosure.tells_key(name)
    }
}
