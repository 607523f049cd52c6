//! Which variables a look at an environment reads: the way to AWS those of this process, fields the application's.

use std::collections::BTreeMap;
use std::ffi::OsString;

/// What the way to AWS needs of the process. Everything else there is this machine's.
fn is_of_the_way(name: &str) -> bool {
    const OTHERS: [&str; 5] = ["HOME", "USERPROFILE", "PATH", "SSL_CERT_FILE", "SSL_CERT_DIR"];
    let is_proxy = || name.to_ascii_uppercase().ends_with("_PROXY");
    name.starts_with("AWS_") || OTHERS.contains(&name) || is_proxy()
}

/// The variables that fields are read from. What this machine has would satisfy or hide a field, also when it is
/// called `AWS_REGION`.
pub(super) fn application(
    application: Option<&BTreeMap<String, String>>,
) -> BTreeMap<String, OsString> {
    let application = application.into_iter().flatten();
    application.map(|(name, value)| (name.clone(), value.into())).collect()
}

/// The variables of the way to AWS and of what stands in for it: the process's, with the application's own.
pub(super) fn way(
    application: Option<&BTreeMap<String, String>>,
    profile: Option<&str>,
) -> BTreeMap<String, OsString> {
    // Who asks, and through which proxy, is said by this process: an application's own keys are not this machine's
    // to use.
    let mut variables = self::application(application);
    variables.retain(|name, _| !is_of_the_way(name));
    variables.extend(std::env::vars_os().filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        is_of_the_way(&name).then_some((name, value))
    }));
    if let Some(profile) = profile {
        // As with the AWS CLI, a profile that is asked for counts before keys in variables.
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
            variables.remove(name);
        }
        variables.insert("AWS_PROFILE".to_owned(), profile.into());
    }
    variables
}
