//! Where each service is asked, when that is not AWS's own endpoint, and what says so.

use aws_types::SdkConfig;
use aws_types::service_config::ServiceConfigKey;
use http::Uri;

use super::variables::{Form, unfit};
use crate::error::Code;
use crate::source::Failure;
use crate::source::env::Variables;

/// The services that are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    #[cfg(feature = "_parameters")]
    ParameterStore,
    #[cfg(feature = "_secrets")]
    SecretsManager,
}

const GENERAL: &str = "AWS_ENDPOINT_URL";

impl Service {
    /// As the SDK calls it.
    pub(super) fn id(self) -> &'static str {
        match self {
            #[cfg(feature = "_parameters")]
            Self::ParameterStore => "SSM",
            #[cfg(feature = "_secrets")]
            Self::SecretsManager => "Secrets Manager",
        }
    }

    fn variable(self) -> &'static str {
        match self {
            #[cfg(feature = "_parameters")]
            Self::ParameterStore => "AWS_ENDPOINT_URL_SSM",
            #[cfg(feature = "_secrets")]
            Self::SecretsManager => "AWS_ENDPOINT_URL_SECRETS_MANAGER",
        }
    }
}

/// An endpoint and what sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoint {
    pub(super) url: String,
    pub(super) set_by: &'static str,
}

impl Endpoint {
    /// That of the variables; an empty one counts as unset.
    pub(super) fn of_variables(variables: &Variables, service: Service) -> Option<Self> {
        let names = [service.variable(), GENERAL];
        names.into_iter().find_map(|set_by| Some(Self { url: variables.filled(set_by)?, set_by }))
    }

    /// That of a configuration which the program gives, as the service's client would find it; an empty
    /// one counts as unset.
    pub(super) fn of_given(
        config: &SdkConfig,
        variables: &Variables,
        service: Service,
    ) -> Option<Self> {
        let filled = |url: &String| !url.is_empty();
        let own = || {
            let key = ServiceConfigKey::builder()
                .service_id(service.id())
                .env(GENERAL)
                .profile("endpoint_url");
            config.service_config()?.load_config(key.build().ok()?).filter(filled)
        };
        let is_of_program = config.get_origin("endpoint_url").is_client_config();
        let url = if is_of_program { None } else { own() };
        let url = url.or_else(|| config.endpoint_url().map(str::to_owned).filter(filled))?;
        let names = [service.variable(), GENERAL];
        let variable = names.into_iter().find(|name| variables.filled(name).as_ref() == Some(&url));
        Some(Self { url, set_by: variable.unwrap_or(".sdk_config(…)") })
    }

    /// Refuses what the SDK would panic at or could not use.
    pub(super) fn check(&self, config: &SdkConfig) -> Result<(), Failure> {
        if let Some(wrong) = Form::Url.refuses(&self.url) {
            return Err(unfit(self.set_by, wrong));
        }
        let is_special = config.use_fips() == Some(true) || config.use_dual_stack() == Some(true);
        match is_special {
            true => Err(Failure::of(
                Code::Conflict,
                "FIPS and dual-stack endpoints are AWS's own: one cannot be given beside them",
            )
            .of_shared(self.set_by)
            .with_help(
                "unset the endpoint, or AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT",
            )),
            false => Ok(()),
        }
    }

    /// Scheme, host and port: a login or a path is not shown.
    pub(super) fn shown(&self) -> String {
        let uri: Option<Uri> = self.url.parse().ok();
        let parts =
            uri.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.host()?, uri.port_u16())));
        match parts {
            Some((scheme, host, Some(port))) => format!("{scheme}://{host}:{port}"),
            Some((scheme, host, None)) => format!("{scheme}://{host}"),
            None => String::new(),
        }
    }
}
