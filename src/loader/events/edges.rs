//! Text that begins or ends in something that nobody sees: the line feed that `echo` writes, the byte order
//! mark of PowerShell, the carriage return of a file from Windows. It is kept as it is, and a password with
//! it is another password.

use crate::layer::{Environment, Layers, Provenance, State};
use crate::origin::Origin;
use crate::plan::{Leaf, Plan};
use crate::printable::is_unseen;
use crate::schema::{Field, Kind};
use crate::source::Binding;

/// What stands at the edge of a string and is not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    Mark,
    LineFeed,
    Nul,
    WhiteSpace,
    Unseen,
}

impl Edge {
    /// In the order in which they are told.
    const ALL: [Self; 5] = [Self::Mark, Self::LineFeed, Self::Nul, Self::WhiteSpace, Self::Unseen];

    /// The edge of a string, if it has one. Text of several lines ends in a line feed as files do: keys and
    /// certificates in PEM, for example.
    fn of(text: &str) -> Option<Self> {
        if text.starts_with('\u{feff}') {
            return Some(Self::Mark);
        }
        let lines = text.trim_end_matches(['\r', '\n']);
        if lines.len() < text.len() {
            return (!lines.contains('\n')).then_some(Self::LineFeed);
        }
        let is_at_edge =
            |is_such: fn(char) -> bool| text.starts_with(is_such) || text.ends_with(is_such);
        match () {
            () if is_at_edge(|c| c == '\0') => Some(Self::Nul),
            () if is_at_edge(char::is_whitespace) => Some(Self::WhiteSpace),
            () if is_at_edge(is_unseen) => Some(Self::Unseen),
            () => None,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Mark => "a byte order mark at its beginning",
            Self::LineFeed => "a line feed at its end",
            Self::Nul => "a NUL character around it",
            Self::WhiteSpace => "white space around it",
            Self::Unseen => "an invisible character around it",
        }
    }
}

/// Types that are made of the text and do not keep it, so that an edge is either refused or does no harm.
const MADE_OF_TEXT: [&str; 22] = [
    "bool",
    "char",
    "f32",
    "f64",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "Duration",
    "IpAddr",
    "Ipv4Addr",
    "Ipv6Addr",
    "SocketAddr",
    "Url",
];

/// Whether a field keeps text as it is. A list and a map that are made of one string have none around their
/// items.
fn keeps_text(field: &Field) -> bool {
    if field.store().is_some_and(Binding::is_path) {
        return true;
    }
    let name = field.type_name().rsplit("::").next().unwrap_or_default();
    let is_map = || field.type_name().contains("Map<");
    let is_made = field.is_list() || is_map() || MADE_OF_TEXT.contains(&name);
    matches!(field.kind(), Kind::Text) && !is_made
}

/// What is told of one stored thing.
struct Told<'p> {
    place: String,
    fields: Vec<&'p str>,
    edges: Vec<Edge>,
    is_sensitive: bool,
}

/// One warning for each stored thing, and each variable, with strings that begin or end in what nobody sees.
pub(in crate::loader) fn warn(
    plan: &Plan,
    layers: &Layers,
    environment: &Environment,
    states: &[State],
) {
    let mut all: Vec<Told<'_>> = Vec::new();
    for (index, leaf) in plan.leaves.iter().enumerate().filter(|(_, leaf)| keeps_text(leaf.field)) {
        let edges: Vec<Edge> = layers.texts(index).filter_map(Edge::of).collect();
        if edges.is_empty() {
            continue;
        }
        let Some(place) = place(leaf, index, layers, environment, states) else { continue };
        let is_encrypted = matches!(states[index], State::Found { encrypted: true, .. });
        let is_sensitive = leaf.field.is_sensitive() || is_encrypted;
        match all.iter_mut().find(|told| told.place == place) {
            Some(told) => {
                told.fields.push(&leaf.path);
                told.edges.extend(edges);
                told.is_sensitive |= is_sensitive;
            }
            None => all.push(Told { place, fields: vec![&leaf.path], edges, is_sensitive }),
        }
    }
    all.into_iter().for_each(Told::warn);
}

/// The variable or the stored thing that a value is from. What users' own providers give is theirs.
fn place(
    leaf: &Leaf,
    index: usize,
    layers: &Layers,
    environment: &Environment,
    states: &[State],
) -> Option<String> {
    match layers.provenance(index)? {
        Provenance::Environment => environment.read(leaf, index).map(|read| read.name.to_string()),
        Provenance::Store => {
            let mut location = leaf.locations().get(states[index].at())?.clone();
            location.pointer.clear();
            Some(Origin::store(&location, None).to_string())
        }
        Provenance::Provider(_) => None,
    }
}

impl Told<'_> {
    fn warn(self) {
        let edges = Edge::ALL.into_iter().filter(|edge| self.edges.contains(edge));
        // Of a secret not even which: it is a part of it.
        let found = match self.is_sensitive {
            true => "white space or an invisible character around it".to_owned(),
            false => edges.map(Edge::as_str).collect::<Vec<_>>().join(", "),
        };
        tracing::warn!(
            target: "figleaf",
            fields = self.fields.join(", "),
            place = self.place,
            found,
            "a value has something around it that is not seen, and is kept as it is: `printf %s` writes it without, \
             `echo` and PowerShell do not"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_seen() {
        for (text, edge) in [
            ("hunter2\n", Edge::LineFeed),
            ("hunter2\r\n", Edge::LineFeed),
            ("hunter2\r", Edge::LineFeed),
            ("\n", Edge::LineFeed),
            ("\u{feff}hunter2", Edge::Mark),
            ("\u{feff}hunter2\n", Edge::Mark),
            ("hunter2\u{feff}", Edge::Unseen),
            ("hunter2\0", Edge::Nul),
            (" hunter2", Edge::WhiteSpace),
            ("hunter2\t", Edge::WhiteSpace),
            ("\nhunter2", Edge::WhiteSpace),
            ("hunter2\u{a0}", Edge::WhiteSpace),
            ("\u{200b}hunter2", Edge::Unseen),
        ] {
            assert_eq!(Edge::of(text), Some(edge), "{text:?}");
        }
        let pem = "-----BEGIN KEY-----\nAAAA\n-----END KEY-----";
        for text in ["", "hunter2", "hunter 2", pem, &format!("{pem}\n"), &format!("{pem}\r\n")] {
            assert_eq!(Edge::of(text), None, "{text:?}");
        }
    }
}
