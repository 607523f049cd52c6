//! `template cli`: a command of the AWS CLI for each parameter and secret that is read.

use super::error::Error;
use super::inventory::{Inventory, Item, Kind};
use super::settings::Ops;
use crate::Code;
use crate::plan::{Leaf, Location};
use crate::printable::printable;
use crate::schema;
use crate::source::{Help, Key, help};

impl Ops {
    /// Commands of the AWS CLI that create what the configuration reads, one line for each parameter and secret: to
    /// be pasted one by one. A value is typed at the terminal or stands in a file, so that it is in no history and
    /// in no list of processes.
    ///
    /// # Errors
    /// A placeholder without a value, or a region that is none.
    pub fn commands(&self) -> Result<String, Error> {
        if !self.any.is_empty() {
            return Err(Error::new("a command creates one name: give --var in the place of --any"));
        }
        let inventory = self.inventory()?;
        let mut text = format!(
            "#!/usr/bin/env bash\n\
             # What {} reads in {}. Paste line by line: each waits for its value and Enter, and shows none that is secret.\n",
            printable(self.schema.name()),
            printable(self.environment_name()),
        );
        let mut made: Vec<String> = Vec::new();
        // What stands under an older name alone is not to be created.
        for item in inventory.items.iter().filter(|item| inventory.current(item).next().is_some()) {
            text += "\n";
            text += &remarks(&inventory, item);
            let plain = plain(&item.key);
            let create = self.command(&inventory, item, &plain);
            // Two versions of one name, or a secret and the window to it.
            match made.contains(&create) {
                true => text += "# It is created above.\n",
                false => text += &format!("{create}\n"),
            }
            made.push(create);
            if item.key.selector().is_some() {
                text += &of_version(&item.key, &self.command(&inventory, item, &item.key));
                text += "\n";
            }
        }
        Ok(text)
    }

    /// The line for one name; a remark where no command creates it.
    pub(super) fn command(&self, inventory: &Inventory, item: &Item, key: &Key) -> String {
        let question = self.question(inventory, item, key);
        let told = match item.kind {
            Kind::Other => return format!("# {} is no store of AWS", printable(item.source)),
            Kind::Secret => help::create_secret(&question),
            Kind::Parameter | Kind::Public | Kind::Window | Kind::Path => {
                help::put_parameter(&question)
            }
        };
        // What begins with words has to be looked at first.
        match told.starts_with("aws ") || told.starts_with("IFS=") {
            true => told,
            false => format!("# {}", printable(&told)),
        }
    }

    /// What is asked about one name.
    pub(super) fn question<'a>(
        &'a self,
        inventory: &Inventory,
        item: &Item,
        key: &'a Key,
    ) -> Help<'a> {
        let has_keys = !inventory.document_keys(item).is_empty();
        let any = |is: fn(&Leaf) -> bool| inventory.current(item).any(|(leaf, _)| is(leaf));
        let is_json = any(|leaf| matches!(leaf.field.kind(), schema::Kind::Json));
        Help {
            code: Code::Missing,
            key,
            region: self.region.as_deref(),
            // The keys stand in the remark.
            document_keys: &[],
            sensitive: has_keys || any(|leaf| leaf.field.is_sensitive()),
            list: any(|leaf| leaf.field.is_list()),
            json: has_keys || is_json,
            bytes: any(|leaf| matches!(leaf.field.kind(), schema::Kind::Bytes)),
        }
    }
}

/// The name alone, whichever version is read.
pub(super) fn plain(key: &Key) -> Key {
    match key.selector() {
        Some(_) => Key::new(key.name()),
        None => key.clone(),
    }
}

/// What is to be said of the version that is read.
pub(super) fn of_version(key: &Key, command: &str) -> String {
    let told = format!("{key}: {}", command.trim_start_matches("# "));
    format!("# {}", printable(&told))
}

/// Which fields want it, and what they want.
fn remarks(inventory: &Inventory, item: &Item) -> String {
    let mut text = String::new();
    for (leaf, at) in inventory.current(item) {
        text += &remark(leaf, at);
    }
    if !inventory.document_keys(item).is_empty() {
        text += "# Write the JSON object to FILE first.\n";
    }
    text
}

/// A field with its type, and what its doc comment says.
pub(super) fn remark(leaf: &Leaf, at: &Location) -> String {
    let key = match at.pointer.is_empty() {
        true => String::new(),
        false => format!(", key {}", at.pointer.join(".")),
    };
    let told = format!("{}: {}{key}{}", leaf.path, leaf.field.type_name(), needed(leaf));
    let mut text = format!("# {}\n", printable(&told));
    for line in leaf.field.doc().lines() {
        text += format!("#   {}", printable(line)).trim_end();
        text += "\n";
    }
    text
}

/// Whether a field does without.
pub(super) fn needed(leaf: &Leaf) -> &'static str {
    match (leaf.is_needed, leaf.field.default()) {
        (true, _) => "",
        (false, Some(_)) => ", has a default",
        (false, None) => ", optional",
    }
}
