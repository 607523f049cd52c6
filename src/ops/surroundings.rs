//! Which variables a look at an environment reads: AWS's of this process, and the application's that are given.

use std::collections::BTreeMap;
use std::ffi::OsString;

/// What the way to AWS needs of the process. Everything else there is this machine's, and would satisfy or hide a
/// field of the application.
fn is_of_the_way(name: &str) -> bool {
    const OTHERS: [&str; 5] = ["HOME", "USERPROFILE", "PATH", "SSL_CERT_FILE", "SSL_CERT_DIR"];
    let is_proxy = || name.to_ascii_uppercase().ends_with("_PROXY");
    name.starts_with("AWS_") || OTHERS.contains(&name) || is_proxy()
}

/// AWS's variables of the process, and the application's.
pub(super) fn variables(
    application: Option<&BTreeMap<String, String>>,
    profile: Option<&str>,
) -> BTreeMap<String, OsString> {
    let process = std::env::vars_os().filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        is_of_the_way(&name).then_some((name, value))
    });
    let mut variables: BTreeMap<String, OsString> = process.collect();
    if let Some(profile) = profile {
        // As with the AWS CLI, a profile that is asked for counts before keys in variables.
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
            variables.remove(name);
        }
        variables.insert("AWS_PROFILE".to_owned(), profile.into());
    }
    // Who asks is said by this process: an application's own keys are not this machine's to use.
    let application = application.into_iter().flatten();
    variables.extend(
        application
            .filter(|(name, _)| !name.starts_with("AWS_"))
            .map(|(name, value)| (name.clone(), value.into())),
    );
    variables
}
