//! The proxy between this process and AWS: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in
//! capital or small letters, as curl and the other SDKs read them. The SDK for Rust does not by itself.

#[cfg(feature = "direct")]
use std::sync::Arc;

#[cfg(feature = "_sdk")]
use aws_smithy_http_client::proxy::ProxyConfig;
use http::Uri;
#[cfg(feature = "direct")]
use hyper_util::client::proxy::matcher::{Intercept, Matcher};

use super::Client;
use super::variables::unfit;
use crate::error::Code;
use crate::source::Failure;
use crate::source::env::Variables;

/// What is on this machine or link, and is never asked through a proxy: emulators, the container's and the
/// instance's endpoints for credentials.
const NEAR: &str = "localhost,127.0.0.0/8,::1,169.254.0.0/16,fd00:ec2::/32";

/// The proxies of a load.
#[derive(Clone)]
pub(super) struct Proxies {
    https: Option<Proxy>,
    http: Option<Proxy>,
    /// The hosts that are reached without one.
    #[cfg(feature = "_sdk")]
    except: String,
    #[cfg(feature = "direct")]
    matcher: Arc<Matcher>,
}

#[derive(Clone)]
struct Proxy {
    /// The variable that names it.
    name: &'static str,
    url: String,
}

const HTTPS: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// `HTTP_PROXY` is not read: under CGI, which some web servers and functions imitate, a request can set it.
const HTTP: [&str; 3] = ["http_proxy", "ALL_PROXY", "all_proxy"];

impl Proxies {
    /// None of a variable that names no proxy that this client can use.
    pub(super) fn new(variables: &Variables, client: Client) -> Result<Self, Failure> {
        let exceptions = variables
            .filled("NO_PROXY")
            .or_else(|| variables.filled("no_proxy"))
            .unwrap_or_default();
        let except = format!("{NEAR},{exceptions}");
        let find = |names: &[&'static str]| {
            let mut set = names.iter().filter_map(|name| Some((*name, variables.filled(name)?)));
            let Some((name, url)) = set.next() else { return Ok(None) };
            // As curl takes it.
            let url = if url.contains("://") { url } else { format!("http://{url}") };
            client.check_proxy(name, &url)?;
            Ok(Some(Proxy { name, url }))
        };
        let (https, http) = (find(&HTTPS)?, find(&HTTP)?);
        #[cfg(feature = "direct")]
        let matcher = {
            let url = |proxy: &Option<Proxy>| {
                proxy.as_ref().map_or_else(String::new, |proxy| proxy.url.clone())
            };
            let matcher =
                Matcher::builder().https(url(&https)).http(url(&http)).no(except.as_str());
            Arc::new(matcher.build())
        };
        Ok(Self {
            https,
            http,
            #[cfg(feature = "_sdk")]
            except,
            #[cfg(feature = "direct")]
            matcher,
        })
    }

    /// For connections of the SDK to a server with this scheme.
    #[cfg(feature = "_sdk")]
    pub(super) fn config(&self, tls: bool) -> Option<ProxyConfig> {
        let url = self.of(tls)?.url.as_str();
        let config = if tls { ProxyConfig::https(url) } else { ProxyConfig::http(url) };
        Some(config.ok()?.no_proxy(&self.except))
    }

    /// For a request of figleaf's own client.
    #[cfg(feature = "direct")]
    pub(super) fn of_request(&self, url: &Uri) -> Option<Intercept> {
        self.matcher.intercept(url)
    }

    /// The variable that names the proxy.
    pub(super) fn name(&self, tls: bool) -> Option<&'static str> {
        self.of(tls).map(|proxy| proxy.name)
    }

    fn of(&self, tls: bool) -> Option<&Proxy> {
        if tls { self.https.as_ref() } else { self.http.as_ref() }
    }
}

impl Client {
    fn check_proxy(self, name: &'static str, url: &str) -> Result<(), Failure> {
        let schemes: &[&str] = match self {
            #[cfg(feature = "_sdk")]
            Self::Sdk => &["http", "https"],
            #[cfg(feature = "direct")]
            Self::Direct => &["http"],
        };
        let uri: Option<Uri> = url.parse().ok();
        let has_host = uri.is_some_and(|uri| uri.host().is_some_and(|host| !host.is_empty()));
        let scheme = url.split("://").next().unwrap_or_default();
        match (schemes.contains(&scheme), has_host) {
            (true, true) => Ok(()),
            (true, false) => Err(unfit(
                name,
                "it is not the URL of a proxy, such as http://proxy.example.com:3128".to_owned(),
            )),
            (false, _) => Err(refuse(name, schemes)),
        }
    }
}

/// The URL is not shown: a proxy's login stands in it.
fn refuse(name: &'static str, schemes: &[&str]) -> Failure {
    let detail = match schemes {
        [_] => "only proxies of http:// can be used",
        _ => "only proxies of http:// and https:// can be used",
    };
    Failure::of(Code::Conflict, detail)
        .of_shared(name)
        .with_help("name an HTTP proxy, or except AWS: NO_PROXY=.amazonaws.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(variables: &[(&str, &str)]) -> Result<Proxies, Failure> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).into());
        let variables = Variables::Given(variables.iter().map(own).collect());
        let mut all = Client::ALL.iter().map(|client| Proxies::new(&variables, *client));
        let first = all.next().unwrap();
        assert!(all.all(|other| other.is_ok() == first.is_ok()));
        first
    }

    #[test]
    fn the_first_variable_that_is_set_names_it() {
        let name = |variables: &[_], tls| proxies(variables).unwrap().name(tls);
        assert_eq!(name(&[], true), None);
        assert_eq!(name(&[("HTTPS_PROXY", "")], true), None);
        assert_eq!(name(&[("HTTPS_PROXY", "proxy:3128")], true), Some("HTTPS_PROXY"));
        assert_eq!(name(&[("HTTPS_PROXY", "proxy:3128")], false), None);
        assert_eq!(
            name(&[("all_proxy", "http://u:p@proxy"), ("http_proxy", "http://other")], true),
            Some("all_proxy")
        );
        assert_eq!(
            name(&[("all_proxy", "http://u:p@proxy"), ("http_proxy", "http://other")], false),
            Some("http_proxy")
        );
    }

    #[test]
    fn what_is_no_proxy_is_told_without_its_login() {
        for (url, code) in [
            ("socks5://u:hunter2@proxy:1080", Code::Conflict),
            ("http://u:hunter2@", Code::Invalid),
        ] {
            let failure = proxies(&[("HTTPS_PROXY", url)]).err().unwrap();
            assert_eq!(failure.code, code, "{url}");
            assert!(!format!("{failure:?}").contains("hunter2"), "{failure:?}");
        }
    }
}
