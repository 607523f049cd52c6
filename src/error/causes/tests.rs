use super::*;
use crate::source::Scope;

fn failure(code: &str, message: &str, status: u16) -> Failure {
    match Refusal::new(code, message, status).verdict() {
        Verdict::Failed(failure) => failure,
        Verdict::Absent | Verdict::NoVersion => panic!("{code} {message} is absent"),
    }
}

fn told(code: &str, message: &str) -> (Code, String, String) {
    let failure = failure(code, message, 400);
    (failure.code, failure.detail.into_owned(), failure.help.unwrap_or_default().into_owned())
}

#[test]
fn what_is_not_there_is_absent() {
    for code in [
        "ResourceNotFoundException",
        "ParameterNotFound",
        "ParameterVersionNotFound",
        "com.amazonaws.secretsmanager#ResourceNotFoundException",
        "ResourceNotFoundException:http://internal.amazon.com/coral/",
    ] {
        assert_eq!(Refusal::new(code, "", 400).verdict(), Verdict::Absent, "{code}");
    }
}

#[test]
fn a_secret_without_a_version_is_there() {
    let message =
        "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT";
    let refusal = Refusal::new("ResourceNotFoundException", message, 400);
    assert_eq!(refusal.verdict(), Verdict::NoVersion);
    let message = "Secrets Manager can't find the specified secret.";
    let refusal = Refusal::new("ResourceNotFoundException", message, 400);
    assert_eq!(refusal.verdict(), Verdict::Absent);
}

/// The wordings of the IAM user guide, "Troubleshoot access denied error messages".
#[test]
fn the_policy_that_denies_is_named() {
    let start = "User: arn:aws:sts::123456789012:assumed-role/app/i-1 is not authorized to perform: \
                 ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:123456789012:parameter/a";
    let kinds = [
        ("service control policy", "a"),
        ("resource control policy", "a"),
        ("VPC endpoint policy", "a"),
        ("permissions boundary", "a"),
        ("session policy", "a"),
        ("resource-based policy", "a"),
    ];
    for (kind, article) in kinds {
        let implicit = format!("{start} because no {kind} allows the ssm:GetParameters action");
        let (code, detail, help) = told("AccessDeniedException", &implicit);
        assert_eq!(code, Code::Denied);
        assert_eq!(detail, format!("no {kind} allows ssm:GetParameters"));
        assert!(!help.is_empty(), "{kind}");
        let explicit = format!("{start} with an explicit deny in {article} {kind}");
        let (_, detail, _) = told("AccessDeniedException", &explicit);
        assert_eq!(detail, format!("an explicit deny of ssm:GetParameters in a {kind}"));
    }
    let (_, detail, help) = told(
        "AccessDeniedException",
        &format!("{start} with an explicit deny in an identity-based policy"),
    );
    assert_eq!(detail, "an explicit deny of ssm:GetParameters in an identity-based policy");
    assert!(help.starts_with("remove that deny"), "{help}");
    // With the ARN of the policy, as newer messages have it.
    let with_arn = format!(
        "{start} with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o/p"
    );
    assert_eq!(
        told("AccessDeniedException", &with_arn).1,
        "an explicit deny of ssm:GetParameters in a service control policy"
    );
}

/// What the role's own policy does not allow is what the source's help is about.
#[test]
fn an_ordinary_denial_says_nothing_more() {
    for message in [
        "",
        "not authorized",
        "User: x is not authorized to perform: ssm:GetParameters because no identity-based policy allows the ssm:GetParameters action",
    ] {
        for code in ["AccessDeniedException", "AccessDenied", "UnauthorizedAccess"] {
            assert_eq!(
                told(code, message),
                (Code::Denied, String::new(), String::new()),
                "{message}"
            );
        }
    }
}

#[test]
fn keys_of_kms_are_told_from_the_action() {
    for (code, message) in [
        ("AccessDeniedException", "Access to KMS is not allowed"),
        (
            "AccessDeniedException",
            "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
        ),
        (
            "DecryptionFailure",
            "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
        ),
        ("InvalidKeyId", "The key could not be used"),
    ] {
        let (code, detail, help) = told(code, message);
        assert_eq!(
            (code, detail.as_str()),
            (Code::Denied, "the role may not decrypt it"),
            "{message}"
        );
        assert!(help.contains("kms:Decrypt on the key that encrypts it"), "{help}");
    }
    let message = "User: x is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab because no identity-based policy allows the kms:Decrypt action";
    let (_, detail, help) = told("AccessDeniedException", message);
    assert_eq!(detail, "the role may not decrypt it");
    assert!(
        help.contains("kms:Decrypt on arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab,"),
        "{help}"
    );
    let message = "User: x is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab with an explicit deny in a service control policy";
    assert_eq!(
        told("AccessDeniedException", message).1,
        "an explicit deny of kms:Decrypt on arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab in a service control policy"
    );
}

#[test]
fn a_key_that_is_disabled_or_being_deleted_is_not_a_permission() {
    for (code, message, says) in [
        (
            "InvalidKeyId",
            "arn:aws:kms:eu-west-1:1:key/k is disabled. (Service: AWSKMS; Status Code: 400; Error Code: DisabledException)",
            "disabled",
        ),
        ("DisabledException", "", "disabled"),
        ("KMSInvalidStateException", "", "being deleted"),
        ("InvalidKeyId", "arn:aws:kms:eu-west-1:1:key/k is pending deletion.", "being deleted"),
        (
            "AccessDeniedException",
            "KMSInvalidStateException: the key is pending deletion",
            "being deleted",
        ),
        ("KMSNotFoundException", "", "does not exist"),
    ] {
        let (kind, detail, help) = told(code, message);
        assert_eq!(kind, Code::Denied, "{message}");
        assert!(detail.contains(says), "{code} {message}: {detail}");
        assert!(!help.contains("kms:Decrypt"), "{help}");
    }
}

#[test]
fn clock_region_and_credentials_are_three_things() {
    for (code, message, says) in [
        (
            "InvalidSignatureException",
            "Signature expired: 20261125T080000Z is now earlier than 20261125T090000Z (20261125T090500Z - 5 min.)",
            "clock",
        ),
        (
            "InvalidSignatureException",
            "Signature not yet current: 20261125T100000Z is still later than …",
            "clock",
        ),
        ("SignatureDoesNotMatch", "Signature expired: …", "clock"),
        ("RequestExpired", "", "clock"),
        ("RequestTimeTooSkewed", "", "clock"),
        ("InvalidSignatureException", "Credential should be scoped to a valid region. ", "region"),
        (
            "InvalidSignatureException",
            "Credential should be scoped to correct service: 'ssm'.",
            "region",
        ),
        (
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided.",
            "secret access key",
        ),
        ("IncompleteSignature", "", "secret access key"),
        (
            "ExpiredTokenException",
            "The security token included in the request is expired",
            "expired",
        ),
        (
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
            "not valid",
        ),
        ("OptInRequired", "", "has not turned on"),
    ] {
        let failure = failure(code, message, 400);
        assert_eq!(failure.code, Code::Denied, "{code}");
        assert_eq!(failure.scope, Scope::Shared(codes::AWS), "{code}");
        assert!(failure.detail.contains(says), "{code} {message}: {}", failure.detail);
    }
}

#[test]
fn a_secret_that_is_being_deleted_can_be_restored() {
    for message in [
        "You can't perform this operation on the secret because it was marked for deletion.",
        "You can't perform this operation on the secret because it was marked deleted.",
        "An error occurred: the secret is scheduled for deletion",
    ] {
        let (code, detail, help) = told("InvalidRequestException", message);
        assert_eq!((code, detail.as_str()), (Code::Unavailable, "it is scheduled for deletion"));
        assert_eq!(
            help,
            "restore it: aws secretsmanager restore-secret{region} --secret-id {name}"
        );
    }
}

#[test]
fn what_is_not_known_keeps_its_code_or_its_status() {
    assert_eq!(
        failure("SomethingNew", "hunter2", 400).detail,
        "it refuses the request: SomethingNew"
    );
    assert_eq!(failure("InternalServerError", "hunter2", 500).detail, "InternalServerError");
    for status in [401, 403, 404, 407, 413, 500, 502, 503, 504] {
        let failure = failure("", "hunter2", status);
        assert_eq!(failure.code, Code::Unavailable);
        assert_eq!(failure.detail, format!("it answered HTTP status {status} and no reason"));
    }
    assert_eq!(failure("", "", 429).code, Code::Throttled);
    assert_eq!(failure("", "", 200).detail, "it answered something that is not its protocol");
    // A code that is none may be anything.
    for none in ["hunter2 is it", "Hunter2", "hunter", "HUNTER"] {
        assert_eq!(failure(none, "", 400).detail, "it answered HTTP status 400 and no reason");
    }
}

#[cfg(any(feature = "direct", feature = "extension"))]
#[test]
fn bodies_of_the_agent_go_through_the_table() {
    let of_body = |body: &[u8], status| of_body(body, status, None, |refusal| refusal.verdict());
    let body = br#"{"__type":"ResourceNotFoundException","message":"Secrets Manager can't find the specified secret."}"#;
    assert_eq!(of_body(body, 404), Some(Verdict::Absent));
    let body = br#"{"__type":"AccessDeniedException","Message":"Access to KMS is not allowed"}"#;
    let Some(Verdict::Failed(failure)) = of_body(body, 400) else { panic!() };
    assert_eq!(failure.detail, "the role may not decrypt it");
    assert_eq!(of_body(b"Not found", 404), None);
    assert_eq!(of_body(br#"{"message":"x"}"#, 400), None);
}
