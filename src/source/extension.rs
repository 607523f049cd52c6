//! The AWS Parameters and Secrets Lambda Extension, and the Secrets Manager Agent: an HTTP server on
//! this machine that reads both stores and caches what it read.
//!
//! It is a transport of the bindings `ssm` and `secretsmanager`, not a source of its own. What it
//! answers is judged with care, because it says little: one and the same `400` stands for a name that
//! is missing and for one that is denied, and before the function's first invocation it answers
//! nothing at all.

mod answer;
mod cache;
mod token;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use http::Request;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout};

use super::env::{RUNTIME_API, Variable, Variables};
use super::partition::is_region;
use super::valueless::Valueless;
use super::{Answer, BoxFuture, Help, Key, Selector, Source, help};
use crate::error::causes::Verdict;
use crate::error::{Code, Problem, Subject};
use crate::loopback::Loopback;
use crate::order::sorted;
use crate::retry::Backoff;

pub(crate) use answer::Said;
pub(crate) use cache::ttl;

/// The variable that names the extension's port.
pub(crate) const PORT: &str = "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT";

/// The port when the variable is not set. Source: AWS's documentation of the extension.
const DEFAULT_PORT: u16 = 2773;

/// Requests that are under way at once. The extension has three connections to each store, so with six
/// there is always a request that waits for one of them, and never a crowd that it would refuse.
const AT_ONCE: usize = 6;

/// How long an extension that is not ready is asked again inside an invocation.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// The pauses between these attempts. It is on this machine and this program's own, so that nobody else asks.
const PAUSES: Backoff = Backoff::fixed(Duration::from_millis(5), Duration::from_millis(40));

/// Everything but letters, digits and `-._~` is escaped, `/` too.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The extension, with one pool of connections for both stores.
pub(crate) struct Extension {
    http: Loopback,
    variables: Arc<Variables>,
    slots: Semaphore,
}

impl Extension {
    pub(crate) fn new(variables: Arc<Variables>) -> Result<Self, Problem> {
        let http = Loopback::port(port(&variables)?);
        Ok(Self { http, variables, slots: Semaphore::new(AT_ONCE) })
    }

    /// Who is asked: on Lambda the extension.
    fn peer(&self) -> Peer {
        match self.variables.is_set(RUNTIME_API) {
            true => Peer::Extension,
            false => Peer::Agent,
        }
    }

    /// Asks for one value once, when there is a slot for it.
    async fn ask(&self, store: Store, key: &Key, limit: Option<Duration>) -> Said {
        let Ok(_slot) = self.slots.acquire().await else { return Said::Closed };
        let asked = self.ask_now(store, key);
        // One way for both, so that the whole request is not compiled twice.
        timeout(limit.unwrap_or(Duration::MAX), asked).await.unwrap_or(Said::Silent)
    }

    async fn ask_now(&self, store: Store, key: &Key) -> Said {
        let token = match token::read(&self.variables) {
            Ok(token) => token,
            Err(missing) => return Said::NoToken(missing),
        };
        tracing::debug!(target: "figleaf", name = %key, store = store.name(), "extension");
        let request = Request::get("/").header("X-Aws-Parameters-Secrets-Token", token);
        let path = store.path(key);
        match self.http.send(request, &path, Bytes::new()).await {
            Ok(answer) => answer::judge(store, answer.status(), answer.body()),
            Err(broken) => Said::from(broken),
        }
    }

    /// Asks for one value, again while the extension is not ready and there is patience.
    async fn ask_patiently(&self, store: Store, key: &Key, patience: Patience) -> Said {
        let started = Instant::now();
        let mut failures = 0;
        loop {
            let said = self.ask(store, key, patience.each).await;
            failures += 1;
            let pause = PAUSES.whole(failures);
            if !said.may_change() || started.elapsed() + pause > patience.until_ready {
                return said;
            }
            sleep(pause).await;
        }
    }
}

/// The port of the variable. Another one than it meant would be somebody else's.
fn port(variables: &Variables) -> Result<u16, Problem> {
    let text = match variables.get(PORT) {
        Variable::Unset => return Ok(DEFAULT_PORT),
        Variable::Text(text) => text,
        Variable::NotUnicode => String::from("?"),
    };
    match text.trim() {
        "" => Ok(DEFAULT_PORT),
        text => text.parse().ok().filter(|port| *port != 0).ok_or_else(|| {
            Problem::of_setting(
                Subject::Variable,
                PORT,
                Code::Invalid,
                "expected a port, which is a number from 1 to 65535",
                "set it to the extension's port, such as 2773, or unset it",
            )
        }),
    }
}

/// How long to wait for what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// For an extension that is not ready. Zero: it is asked once.
    pub(crate) until_ready: Duration,
    /// For each answer, when there is another transport to turn to. None: the deadline of the load.
    pub(crate) each: Option<Duration>,
}

impl Patience {
    /// Inside an invocation, where an extension that is starting will be ready at once.
    pub(crate) const INVOCATION: Self = Self { until_ready: READY_WITHIN, each: None };
    /// Before the first invocation, where it cannot become ready however long one waits.
    pub(crate) const INIT: Self = Self { until_ready: Duration::ZERO, each: None };
    /// When the SDK can be asked instead.
    pub(crate) const WITH_OTHER: Self =
        Self { until_ready: Duration::ZERO, each: Some(Duration::from_secs(1)) };
}

/// Who serves this protocol on the port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peer {
    Extension,
    /// The Secrets Manager Agent, on everything that is not Lambda.
    Agent,
}

/// The two stores behind the extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Store {
    Parameters,
    Secrets,
}

impl Store {
    fn name(self) -> &'static str {
        match self {
            Self::Parameters => "ssm",
            Self::Secrets => "secretsmanager",
        }
    }

    /// Without `withDecryption` a SecureString comes back as ciphertext, with status 200.
    fn path(self, key: &Key) -> String {
        let name = escaped(key.name());
        let mut path = match self {
            Self::Parameters => {
                format!("/systemsmanager/parameters/get?name={name}&withDecryption=true")
            }
            Self::Secrets => format!("/secretsmanager/get?secretId={name}"),
        };
        if let Some(selector) = key.selector() {
            let query = match selector {
                Selector::Version(_) => "version",
                Selector::Label(_) => "label",
                Selector::Stage(_) => "versionStage",
                Selector::VersionId(_) => "versionId",
            };
            path.push_str(&format!("&{query}={}", escaped(&selector.to_string())));
        }
        path
    }
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// One store through the extension, and through another source what the extension does not give.
pub(crate) struct ExtensionStore {
    pub(crate) extension: Arc<Extension>,
    pub(crate) store: Store,
    pub(crate) patience: Patience,
    /// The store through the SDK.
    pub(crate) other: Option<Box<dyn Source>>,
    pub(crate) valueless: Valueless,
}

impl ExtensionStore {
    async fn fetch_all<'k>(&self, keys: &'k [Key], answer: &mut Answer) {
        if let Some(region) =
            self.extension.variables.text("AWS_REGION").filter(|name| is_region(name))
        {
            answer.set_region(region);
        }
        let peer = self.extension.peer();
        let ask = |key: &'k Key| async move {
            let said = match key.is_path() {
                true => Said::NoPaths,
                false => self.extension.ask_patiently(self.store, key, self.patience).await,
            };
            (key, said)
        };
        let mut requests: FuturesUnordered<_> = keys.iter().map(ask).collect();
        let mut rest = Vec::new();
        while let Some((key, said)) = requests.next().await {
            if !key.is_path() {
                answer.tally.sent("extension", false);
            }
            match said {
                Said::Found(value) => answer.found(key, value),
                Said::Service(Verdict::Absent) => answer.absent(key),
                Said::Service(Verdict::NoVersion) => {
                    self.valueless.note(key);
                    answer.absent(key);
                }
                _ if self.other.is_some() => rest.push(key.clone()),
                said => answer.failed(key, said.failure(peer)),
            }
        }
        drop(requests);
        if let Some(other) = self.other.as_ref().filter(|_| !rest.is_empty()) {
            tracing::debug!(target: "figleaf", keys = rest.len(), "the extension did not answer for all, asking the SDK");
            other.fetch(&sorted(rest, Ord::cmp), answer).await;
        }
    }
}

impl Source for ExtensionStore {
    fn name(&self) -> &'static str {
        self.store.name()
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(self.fetch_all(keys, answer))
    }

    fn help(&self, problem: &Help<'_>) -> Option<String> {
        if let Some(other) = &self.other {
            return other.help(problem);
        }
        let (allow, create) = match self.store {
            Store::Parameters => {
                (help::allow_parameter("GetParameter", problem), help::put_parameter(problem))
            }
            Store::Secrets if self.valueless.has(problem.key) => {
                return Some(help::put_secret_value(problem));
            }
            Store::Secrets => (help::allow_secret(problem), help::create_secret(problem)),
        };
        match problem.code {
            Code::Missing => Some(create),
            // Everything else that is denied says by itself what to do.
            Code::Denied => Some(format!("{allow}, or create it: {create}")),
            _ => None,
        }
    }
}
