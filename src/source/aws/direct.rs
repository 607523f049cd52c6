//! figleaf's own client of both services: four operations of one protocol, JSON 1.1, signed by AWS's own signer.
//!
//! It reads and never writes, so that every request may be sent twice: how often, the one policy for all clients
//! says (`retry`), as it does for the SDK's.

mod address;
mod clock;
mod sign;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_types::SdkConfig;
use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::{Request, StatusCode, Uri, header};
use tokio::time::timeout;

use super::endpoint::Service;
use super::net::{CONNECT_TIMEOUT, Net, Server, host};
use crate::error::causes::{Judged, Refusal, of_body};
use crate::error::connection;
use crate::http1::{Answered, Body};
use crate::source::{Failure, Key, arn};
use crate::value::Map;
use crate::value::json::{self, Object};
use address::Variant;
pub(super) use clock::Clock;

/// What is asked of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    GetParameters,
    GetParametersByPath,
    GetSecretValue,
    BatchGetSecretValue,
    #[cfg(feature = "ops")]
    DescribeParameters,
    #[cfg(feature = "ops")]
    DescribeSecret,
}

impl Operation {
    /// As the protocol names it, in `X-Amz-Target`.
    fn target(self) -> &'static str {
        match self {
            Self::GetParameters => "AmazonSSM.GetParameters",
            Self::GetParametersByPath => "AmazonSSM.GetParametersByPath",
            Self::GetSecretValue => "secretsmanager.GetSecretValue",
            Self::BatchGetSecretValue => "secretsmanager.BatchGetSecretValue",
            #[cfg(feature = "ops")]
            Self::DescribeParameters => "AmazonSSM.DescribeParameters",
            #[cfg(feature = "ops")]
            Self::DescribeSecret => "secretsmanager.DescribeSecret",
        }
    }
}

/// The client of one service in one run. What it needs longer than that, connections and TLS, is kept in `Net`.
pub(crate) struct Direct {
    net: Arc<Net>,
    service: Service,
    region: String,
    credentials: Credentials,
    /// A URL that is not AWS's own.
    endpoint: Option<String>,
    variant: Variant,
    user_agent: String,
    limits: Limits,
}

/// The program's own limits, of its `SdkConfig`.
#[derive(Clone, Copy)]
struct Limits {
    connect: Duration,
    /// For one attempt. None: the deadline of the load.
    attempt: Option<Duration>,
}

impl Limits {
    fn of(config: &SdkConfig) -> Self {
        let timeouts = config.timeout_config();
        let connect = timeouts.and_then(|timeouts| timeouts.connect_timeout());
        let attempt = timeouts.and_then(|timeouts| {
            let limits = [
                timeouts.read_timeout(),
                timeouts.operation_attempt_timeout(),
                timeouts.operation_timeout(),
            ];
            limits.into_iter().flatten().min()
        });
        Self { connect: connect.unwrap_or(CONNECT_TIMEOUT), attempt }
    }
}

impl Direct {
    pub(super) fn new(
        net: &Arc<Net>,
        service: Service,
        config: &SdkConfig,
        credentials: &Credentials,
        endpoint: Option<String>,
    ) -> Self {
        let app = config.app_name().map_or_else(String::new, |name| format!(" app/{name}"));
        Self {
            net: net.clone(),
            service,
            region: super::home(config).to_owned(),
            credentials: credentials.clone(),
            endpoint,
            variant: Variant::of(config),
            user_agent: format!("figleaf/{}{app}", env!("CARGO_PKG_VERSION")),
            limits: Limits::of(config),
        }
    }

    /// The region of what is no ARN.
    pub(crate) fn region(&self) -> &str {
        &self.region
    }

    /// Asks in the region of this key. When AWS refuses the time of a request, and its clock shows another one,
    /// the request is sent once more with AWS's.
    pub(crate) async fn call(
        &self,
        operation: Operation,
        place: &Key,
        asked: Object,
    ) -> Result<Map, Judged> {
        let region = arn::region(place.name()).unwrap_or(&self.region);
        let url = self.url(region).map_err(Judged::on_the_way)?;
        let body = Bytes::from(asked.end());
        let now = self.net.clock.now();
        let mut answer = self.send(operation, region, &url, &body, now).await?;
        if self.net.clock.is_wrong(now, &answer) {
            tracing::warn!(target: "figleaf", "the clock of this machine is wrong, requests are signed with the time of AWS");
            let now = self.net.clock.now();
            answer = self.send(operation, region, &url, &body, now).await?;
        }
        let status = answer.status();
        match status {
            StatusCode::OK => json::read_object(answer.body())
                .ok_or_else(|| Judged::of_broken_answer(status.as_u16(), false)),
            _ => Err(refusal(&answer)),
        }
    }

    fn url(&self, region: &str) -> Result<Uri, Failure> {
        let url = match &self.endpoint {
            Some(url) => format!("{}/", url.trim_end_matches('/')),
            None => format!("https://{}/", address::host(self.service, region, self.variant)?),
        };
        url.parse().map_err(|_| connection::not_built())
    }

    /// Boxed, so that a program has its code once and not for each of its callers.
    fn send<'a>(
        &'a self,
        operation: Operation,
        region: &'a str,
        url: &'a Uri,
        body: &'a Bytes,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Answered, Judged>> {
        self.sent(operation, region, url, body, now).boxed()
    }

    async fn sent(
        &self,
        operation: Operation,
        region: &str,
        url: &Uri,
        body: &Bytes,
        now: SystemTime,
    ) -> Result<Answered, Judged> {
        let unusable = || Judged::on_the_way(connection::not_built());
        let request = self.request(operation, region, url, body, now).ok_or_else(unusable)?;
        let server = Server::of(url, self.limits.connect).ok_or_else(unusable)?;
        let sent = self.net.send(&server, request, false);
        let answer = match self.limits.attempt {
            Some(limit) => timeout(limit, sent)
                .await
                .map_err(|_| Judged::on_the_way(connection::own_limit()))?,
            None => sent.await,
        };
        answer.map_err(|broken| connection::of_broken(&broken))
    }

    /// The headers are set by hand: the signer's own way panics at what is no header.
    fn request(
        &self,
        operation: Operation,
        region: &str,
        url: &Uri,
        body: &Bytes,
        now: SystemTime,
    ) -> Option<Request<Body>> {
        let host = host(url)?;
        let signed = [
            (header::HOST.as_str(), host.to_str().ok()?),
            (header::CONTENT_TYPE.as_str(), "application/x-amz-json-1.1"),
            ("x-amz-target", operation.target()),
        ];
        let mut request = Request::post(url).header(header::USER_AGENT, &self.user_agent);
        for (name, value) in signed {
            request = request.header(name, value);
        }
        let service = self.service.signing_name();
        let signature = sign::Signature { service, region, credentials: &self.credentials };
        let signature = signature.of(url, &signed, body, now)?;
        for (name, value) in signature.headers() {
            let mut value = header::HeaderValue::from_str(value).ok()?;
            value.set_sensitive(true);
            request = request.header(name, value);
        }
        request.body(Body::new(body.clone())).ok()
    }
}

/// What an answer that is not the asked one says.
fn refusal(answer: &Answered) -> Judged {
    let broken = || Judged::of_broken_answer(answer.status().as_u16(), false);
    said(answer, Judged::of_refusal).unwrap_or_else(broken)
}

/// What a service says in its own words. The code is in a header or in the body.
fn said<T>(answer: &Answered, judge: impl FnOnce(&Refusal<'_>) -> T) -> Option<T> {
    let code = answer.headers().get("x-amzn-errortype").and_then(|code| code.to_str().ok());
    of_body(answer.body(), answer.status().as_u16(), code, judge)
}
