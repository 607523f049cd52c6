//! AWS's own signer, as both services want it.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    SignableBody, SignableRequest, SigningInstructions, SigningParams, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use http::Uri;

/// Who signs, and for what.
pub(super) struct Signature<'a> {
    pub(super) service: &'static str,
    pub(super) region: &'a str,
    pub(super) credentials: &'a Credentials,
}

impl Signature<'_> {
    /// The further headers that sign a request with these headers, at this time.
    pub(super) fn of(
        &self,
        url: &Uri,
        headers: &[(&str, &str)],
        body: &[u8],
        time: SystemTime,
    ) -> Option<SigningInstructions> {
        let identity: Identity = self.credentials.clone().into();
        let params: SigningParams<'_> = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(time)
            .settings(SigningSettings::default())
            .build()
            .ok()?
            .into();
        let headers = headers.iter().copied();
        let request =
            SignableRequest::new("POST", url.to_string(), headers, SignableBody::Bytes(body))
                .ok()?;
        Some(sign(request, &params).ok()?.into_parts().0)
    }
}
