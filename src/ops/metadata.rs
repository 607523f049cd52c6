//! Sources that tell what is there, and read no value. They stand in for the stores in a run that decodes nothing.
//!
//! This is the one place that asks DescribeParameters and DescribeSecret, through either client.

#[cfg(feature = "_parameters")]
mod parameters;
#[cfg(feature = "_secrets")]
mod secrets;

use std::sync::Arc;

use super::facts::{Facts, Unasked};
use super::level::Level;
use crate::loader::Untyped;
use crate::rules::{PARAMETERS, SECRETS};
use crate::source::{Answer, BoxFuture, Failure, Key, Source};

/// Puts what tells less than values in the place of the stores, as far as the level asks for it. A file that stands in
/// for AWS is read: it asks nobody.
pub(super) fn replace(untyped: Untyped, level: Level, facts: &Arc<Facts>) -> Untyped {
    if level == Level::Load || untyped.is_local() {
        return untyped;
    }
    let own = untyped.own_sources();
    let unasked = |name, why| Unasked { name, why, facts: Arc::clone(facts) };
    let mut untyped = own.iter().fold(untyped, |untyped, name| {
        untyped.source(unasked(*name, "the program's own source tells no metadata"))
    });
    let stores = [PARAMETERS, SECRETS].into_iter().filter(|name| !own.contains(name));
    if level == Level::Offline {
        return stores.fold(untyped, |untyped, name| untyped.source(unasked(name, "not asked")));
    }
    #[cfg(feature = "_aws")]
    let aws = untyped.aws();
    for name in stores {
        #[cfg(feature = "_parameters")]
        if let Some((aws, client)) = &aws
            && (name, client.has_parameters()) == (PARAMETERS, true)
        {
            untyped = untyped.source(parameters::Parameters::new(aws.clone(), facts.clone()));
            continue;
        }
        #[cfg(feature = "_secrets")]
        if let Some((aws, client)) = &aws
            && (name, client.has_secrets()) == (SECRETS, true)
        {
            untyped = untyped.source(secrets::Secrets::new(aws.clone(), facts.clone()));
            continue;
        }
        untyped = untyped.source(NoClient(name));
    }
    untyped
}

/// A store that no client is compiled in for.
struct NoClient(&'static str);

impl Source for NoClient {
    fn name(&self) -> &'static str {
        self.0
    }

    fn is_immediate(&self) -> bool {
        true
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        let help = match self.0 {
            PARAMETERS => "enable figleaf's Cargo feature `direct` or `ssm` beside `ops`",
            _ => "enable figleaf's Cargo feature `direct` or `secretsmanager` beside `ops`",
        };
        answer.fail_rest(keys, &Failure::no_source(help));
        Box::pin(std::future::ready(()))
    }
}
