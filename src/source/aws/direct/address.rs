//! The hosts of AWS's own endpoints, by service, region and variant.

use aws_types::SdkConfig;

use super::super::endpoint::Service;
use crate::error::Code;
use crate::error::causes::AWS;
use crate::source::{Failure, partition};

/// Which of its endpoints of a service is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Variant {
    /// With cryptography that the United States have validated.
    pub(super) fips: bool,
    /// With IPv6 beside IPv4.
    pub(super) dual_stack: bool,
}

impl Variant {
    pub(super) fn of(config: &SdkConfig) -> Self {
        Self {
            fips: config.use_fips() == Some(true),
            dual_stack: config.use_dual_stack() == Some(true),
        }
    }
}

/// The host. Source: the endpoint rules of both services, which the SDK ships; a test compares them.
pub(super) fn host(service: Service, region: &str, variant: Variant) -> Result<String, Failure> {
    let partition = partition::of(region);
    let Variant { fips, dual_stack } = variant;
    let Some(dual) = partition.dual_stack.filter(|_| dual_stack) else {
        if dual_stack {
            return Err(none("dual-stack", "AWS_USE_DUALSTACK_ENDPOINT"));
        }
        let is_plain = fips && service.has_plain_fips(partition.name);
        let fips = if fips && !is_plain { "-fips" } else { "" };
        return Ok(format!("{}{fips}.{region}.{}", service.signing_name(), partition.domain));
    };
    let domain = match service.is_dual_stack_anyway(partition.name, fips) {
        true => partition.domain,
        false => dual,
    };
    let fips = if fips { "-fips" } else { "" };
    Ok(format!("{}{fips}.{region}.{domain}", service.signing_name()))
}

impl Service {
    /// What its hosts begin with, and what its requests are signed for.
    pub(super) fn signing_name(self) -> &'static str {
        match self {
            Self::ParameterStore => "ssm",
            Self::SecretsManager => "secretsmanager",
        }
    }

    /// Whether its endpoint without a mark is the one with FIPS.
    fn has_plain_fips(self, partition: &str) -> bool {
        self == Self::ParameterStore && partition == "aws-us-gov"
    }

    /// Whether its endpoint without a mark has IPv6.
    fn is_dual_stack_anyway(self, partition: &str, fips: bool) -> bool {
        let is_known = match partition {
            "aws" | "aws-us-gov" => true,
            "aws-cn" => !fips,
            _ => false,
        };
        self == Self::SecretsManager && is_known
    }
}

fn none(what: &'static str, variable: &str) -> Failure {
    Failure::of(Code::Conflict, format!("this partition of AWS has no {what} endpoints"))
        .of_shared(AWS)
        .helped(format!("unset {variable}"))
}

#[cfg(all(test, feature = "secretsmanager", feature = "ssm"))]
mod tests {
    use std::fmt::Debug;

    use futures_util::FutureExt;

    use super::*;

    /// A region of each partition.
    const REGIONS: [&str; 9] = [
        "eu-west-1",
        "cn-north-1",
        "us-gov-west-1",
        "eusc-de-east-1",
        "us-iso-east-1",
        "us-isob-east-1",
        "eu-isoe-west-1",
        "us-isof-south-1",
        "mx-central-1",
    ];

    const VARIANTS: [Variant; 4] = [
        Variant { fips: false, dual_stack: false },
        Variant { fips: true, dual_stack: false },
        Variant { fips: false, dual_stack: true },
        Variant { fips: true, dual_stack: true },
    ];

    fn url<E: Debug>(
        resolved: impl Future<Output = Result<aws_smithy_types::endpoint::Endpoint, E>>,
    ) -> Option<String> {
        let endpoint = resolved.now_or_never().unwrap().ok()?;
        Some(endpoint.url().trim_start_matches("https://").to_owned())
    }

    fn of_ssm(region: &str, Variant { fips, dual_stack }: Variant) -> Option<String> {
        use aws_sdk_ssm::config::endpoint::{DefaultResolver, Params, ResolveEndpoint};
        let params = Params::builder().region(region).use_fips(fips).use_dual_stack(dual_stack);
        url(DefaultResolver::new().resolve_endpoint(&params.build().unwrap()))
    }

    fn of_secrets_manager(region: &str, Variant { fips, dual_stack }: Variant) -> Option<String> {
        use aws_sdk_secretsmanager::config::endpoint::{DefaultResolver, Params, ResolveEndpoint};
        let params = Params::builder().region(region).use_fips(fips).use_dual_stack(dual_stack);
        url(DefaultResolver::new().resolve_endpoint(&params.build().unwrap()))
    }

    #[test]
    fn hosts_are_those_of_the_sdk() {
        for region in REGIONS {
            for variant in VARIANTS {
                let of = |service| host(service, region, variant).ok();
                let at = format!("{region} {variant:?}");
                assert_eq!(of(Service::ParameterStore), of_ssm(region, variant), "{at}");
                assert_eq!(
                    of(Service::SecretsManager),
                    of_secrets_manager(region, variant),
                    "{at}"
                );
            }
        }
    }
}
