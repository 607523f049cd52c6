//! The proxy between this process and AWS: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in
//! capital or small letters, as curl and the other SDKs read them. The SDK for Rust does not by itself.

use aws_smithy_http_client::proxy::ProxyConfig;

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
}

#[derive(Clone)]
struct Proxy {
    /// The variable that names it.
    name: &'static str,
    config: ProxyConfig,
}

const HTTPS: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// `HTTP_PROXY` is not read: under CGI, which some web servers and functions imitate, a request can set it.
const HTTP: [&str; 3] = ["http_proxy", "ALL_PROXY", "all_proxy"];

impl Proxies {
    /// None of a variable that names no proxy that can be used.
    pub(super) fn new(variables: &Variables) -> Result<Self, Failure> {
        let exceptions = variables
            .filled("NO_PROXY")
            .or_else(|| variables.filled("no_proxy"))
            .unwrap_or_default();
        let near = format!("{NEAR},{exceptions}");
        let find = |names: &[&'static str], make: fn(String) -> Option<ProxyConfig>| {
            let mut set = names.iter().filter_map(|name| Some((*name, variables.filled(name)?)));
            let Some((name, url)) = set.next() else { return Ok(None) };
            // As curl takes it.
            let url = if url.contains("://") { url } else { format!("http://{url}") };
            match make(url.clone()) {
                Some(config) => Ok(Some(Proxy { name, config: config.no_proxy(&near) })),
                None => Err(refuse(name, &url)),
            }
        };
        let https = find(&HTTPS, |url| ProxyConfig::https(url).ok())?;
        let http = find(&HTTP, |url| ProxyConfig::http(url).ok())?;
        Ok(Self { https, http })
    }

    /// For connections to a server with this scheme.
    pub(super) fn config(&self, tls: bool) -> Option<ProxyConfig> {
        self.of(tls).map(|proxy| proxy.config.clone())
    }

    /// The variable that names the proxy.
    pub(super) fn name(&self, tls: bool) -> Option<&'static str> {
        self.of(tls).map(|proxy| proxy.name)
    }

    fn of(&self, tls: bool) -> Option<&Proxy> {
        if tls { self.https.as_ref() } else { self.http.as_ref() }
    }
}

/// The URL is not shown: a proxy's login stands in it.
fn refuse(name: &'static str, url: &str) -> Failure {
    let scheme = url.split("://").next().unwrap_or_default();
    match ["http", "https"].contains(&scheme) {
        true => unfit(
            name,
            "it is not the URL of a proxy, such as http://proxy.example.com:3128".to_owned(),
        ),
        false => Failure::of(Code::Conflict, "only proxies of http:// and https:// can be used")
            .of_shared(name)
            .with_help("name an HTTP proxy, or except AWS: NO_PROXY=.amazonaws.com"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(variables: &[(&str, &str)]) -> Result<Proxies, Failure> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).into());
        Proxies::new(&Variables::Given(variables.iter().map(own).collect()))
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
