//! What a template has to create: each parameter and secret of one environment once, with what is asked for it.

mod identifiers;

use super::commands;
use super::error::Error;
use super::inventory::{Inventory, Item};
use super::settings::Ops;
use crate::plan::{Leaf, Location};
use crate::printable::printable;
use crate::rules::SECRETS;
use crate::source::{Key, help};

pub(super) use identifiers::{Identifiers, Words};

/// One parameter, one secret, or what a template cannot create.
pub(super) struct Created {
    pub(super) what: What,
    /// Its name in the store; of what lies below a path, the path without the slash at its end.
    pub(super) name: String,
    pub(super) words: Words,
    /// Which fields want it and what they want, in lines that begin with `# `.
    pub(super) remarks: String,
    /// What its field says that it is; nothing of a document.
    pub(super) doc: String,
    /// Whether there is a field that cannot do without.
    pub(super) is_needed: bool,
    /// The keys that a JSON document has to have.
    pub(super) keys: Vec<&'static str>,
    /// The command that creates it; a remark where none does.
    pub(super) command: String,
    /// A remark with the command that gives a secret its value when it exists already.
    pub(super) fill: String,
    /// Remarks about the versions of it that are read.
    pub(super) versions: Vec<String>,
}

/// What it is that is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A `String` or `StringList`.
    Plain {
        is_list: bool,
    },
    SecureString,
    /// Parameters below a path, whose names are not known.
    Below {
        is_hidden: bool,
    },
    Secret {
        is_binary: bool,
    },
    /// Another account, AWS or another service creates it.
    Elsewhere,
}

impl Ops {
    /// Everything that a template has to create, in the order of the commands.
    pub(super) fn created(&self) -> Result<Vec<Created>, Error> {
        if !self.any.is_empty() {
            return Err(Error::new("a template has whole names: give --var in the place of --any"));
        }
        let inventory = self.inventory()?;
        let mut all: Vec<Created> = Vec::new();
        for item in &inventory.items {
            // What stands under an older name alone is not to be created.
            if inventory.current(item).next().is_none() {
                continue;
            }
            let one = self.one(&inventory, item);
            // Two versions of one name, or a secret and the window to it.
            let known = all.iter_mut().find(|known| known.is_same(&one));
            match known {
                Some(known) => known.join(one),
                None => all.push(one),
            }
        }
        Ok(all)
    }

    fn one(&self, inventory: &Inventory, item: &Item) -> Created {
        let plain = commands::plain(&item.key);
        // Behind a window is a secret of another name.
        let of_secret = item.behind().map_or_else(|| plain.clone(), Key::new);
        let command = self.command(inventory, item, &plain);
        let fill = help::give_secret_value(&self.question(inventory, item, &of_secret));
        let readers: Vec<(&Leaf, &Location)> = inventory.current(item).collect();
        let mut keys: Vec<&'static str> = readers
            .iter()
            .filter(|(leaf, _)| leaf.is_needed)
            .filter_map(|(_, at)| at.pointer.first().copied())
            .collect();
        keys.dedup();
        let whole = readers.iter().filter(|(_, at)| at.pointer.is_empty());
        Created {
            what: self.what(inventory, item, &plain, &command),
            name: item.behind().unwrap_or(item.key.name()).trim_end_matches('/').to_owned(),
            words: Words::of(self.schema, &readers),
            remarks: readers.iter().map(|(leaf, at)| commands::remark(leaf, at)).collect(),
            doc: whole.map(|(leaf, _)| leaf.field.doc()).collect::<Vec<_>>().join(" "),
            is_needed: readers.iter().any(|(leaf, _)| leaf.is_needed),
            keys,
            fill: format!("# Its value: {}", printable(&fill)),
            command,
            versions: item
                .key
                .selector()
                .map(|_| commands::of_version(&item.key, &self.command(inventory, item, &item.key)))
                .into_iter()
                .collect(),
        }
    }

    fn what(&self, inventory: &Inventory, item: &Item, key: &Key, command: &str) -> What {
        let question = self.question(inventory, item, key);
        // The command of what cannot be created is a remark.
        if command.starts_with('#') {
            return What::Elsewhere;
        }
        let kind = help::type_of_parameter(&question);
        match kind {
            _ if item.source == SECRETS || item.behind().is_some() => {
                What::Secret { is_binary: question.bytes }
            }
            kind if key.is_path() => What::Below { is_hidden: kind == "SecureString" },
            "SecureString" => What::SecureString,
            kind => What::Plain { is_list: kind == "StringList" },
        }
    }
}

impl Created {
    fn is_same(&self, other: &Self) -> bool {
        let is_secret = |what| matches!(what, What::Secret { .. });
        let is_one_service = is_secret(self.what) == is_secret(other.what);
        is_one_service && self.name == other.name && self.what != What::Elsewhere
    }

    /// The same once more, for other fields.
    fn join(&mut self, other: Self) {
        self.remarks += &other.remarks;
        self.is_needed |= other.is_needed;
        self.versions.extend(other.versions);
        self.keys.extend(other.keys);
        self.keys.dedup();
    }

    /// What a person is told who gives the value: the doc comment, or the keys of a document, or the name.
    pub(super) fn description(&self) -> String {
        let doc = self.doc.split_whitespace().collect::<Vec<_>>().join(" ");
        let keys = match self.keys.as_slice() {
            [] => String::new(),
            keys => format!("A JSON object with the keys {}.", keys.join(", ")),
        };
        let below = match self.what {
            What::Below { .. } => format!("Each name below {} with its value.", self.name),
            _ => String::new(),
        };
        let told = [doc, keys, below].into_iter().filter(|part| !part.is_empty());
        let told = told.collect::<Vec<_>>().join(" ");
        if told.is_empty() { format!("The value of {}.", self.name) } else { told }
    }
}
