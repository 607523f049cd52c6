//! What `--help` says.

use super::flags::{FLAGS, Flag, Needed, VERBS, Verb};

/// What there is.
pub(super) fn all(config: &str) -> String {
    let mut text = format!(
        "What {config} needs, made of the struct. None of the verbs reads AWS, credentials or variables but the last three.\n\n"
    );
    text += "Usage: config VERB [ENV] [FLAGS]\n\nVerbs:\n";
    let rows = VERBS.iter().map(|verb| (synopsis(verb), verb.does)).collect::<Vec<_>>();
    text += &table(&rows);
    text += "\nFlags of every verb:\n";
    let common = FLAGS.iter().filter(|flag| flag.verbs.len() == VERBS.len());
    text += &table(&common.map(|flag| (flag.shown(), flag.does)).collect::<Vec<_>>());
    text += "\nExamples:\n";
    for verb in VERBS {
        text += &format!("  config {}\n", verb.example);
    }
    text + EXIT
}

const EXIT: &str = "\nExit codes: 0 all is well; 1 --check found a difference, or check a problem; 2 no answer, such as for a wrong flag.\n\
     Behind a verb, --help shows all of its flags: config policy --help\n";

/// One verb with all of its flags.
pub(super) fn of(verb: &Verb) -> String {
    let mut text = format!(
        "config {}: {}.\n\nUsage: config {} [FLAGS]\n\nFlags:\n",
        verb.name,
        verb.does,
        synopsis(verb)
    );
    let is_own = |flag: &&Flag| flag.verbs.contains(&verb.name);
    let rows = FLAGS.iter().filter(is_own).map(|flag| (flag.shown(), flag.does));
    text += &table(&rows.collect::<Vec<_>>());
    text + &format!("\nExample:\n  config {}\n", verb.example)
}

fn synopsis(verb: &Verb) -> String {
    match verb.environment {
        Needed::Yes => format!("{} ENV", verb.name),
        Needed::No => format!("{} [ENV]", verb.name),
        Needed::Several => format!("{} ENV...", verb.name),
        Needed::Two => format!("{} ENV ENV", verb.name),
    }
}

fn table(rows: &[(String, &str)]) -> String {
    let width = rows.iter().map(|(left, _)| left.len()).max().unwrap_or_default();
    rows.iter().map(|(left, right)| format!("  {left:width$}  {right}\n")).collect()
}
