//! Every verb and every flag, in one table: the parser accepts what the help shows.

/// One thing that the command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verb {
    /// What is written on the command line.
    pub(super) name: &'static str,
    pub(super) environment: Needed,
    pub(super) does: &'static str,
    pub(super) example: &'static str,
}

/// Which environments are to be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needed {
    Yes,
    /// Names have their placeholders without one.
    No,
    /// One or more.
    Several,
    /// Two, which are compared.
    Two,
}

pub(super) const POLICY: &str = "policy";
pub(super) const CLI: &str = "template cli";
pub(super) const ENV: &str = "template env";
pub(super) const LOCAL: &str = "template local";
pub(super) const TERRAFORM: &str = "template terraform";
pub(super) const SAM: &str = "template sam";
pub(super) const CDK: &str = "template cdk";
pub(super) const DOCS: &str = "docs";
pub(super) const SCHEMA: &str = "schema";
pub(super) const PLAN: &str = "plan";
pub(super) const CHECK: &str = "check";
pub(super) const DIFF: &str = "diff";
pub(super) const EXPLAIN: &str = "explain";

/// Those that ask AWS stand last: the help says so.
pub(super) const VERBS: &[Verb] = &[
    Verb {
        name: POLICY,
        environment: Needed::Yes,
        does: "the least IAM policy that the configuration can be loaded with",
        example: "policy prod --region eu-west-1 --account 123456789012",
    },
    Verb {
        name: CLI,
        environment: Needed::Yes,
        does: "AWS CLI commands that create each parameter and secret",
        example: "template cli prod --region eu-west-1",
    },
    Verb {
        name: ENV,
        environment: Needed::No,
        does: "a .env.example of the variables that are read",
        example: "template env --out .env.example",
    },
    Verb {
        name: LOCAL,
        environment: Needed::Yes,
        does: "a file for FIGLEAF_LOCAL, to be filled in",
        example: "template local dev --out local.toml",
    },
    Verb {
        name: TERRAFORM,
        environment: Needed::Yes,
        does: "Terraform that creates each of them and keeps no secret, and the policy",
        example: "template terraform prod --region eu-west-1 --account 123456789012",
    },
    Verb {
        name: SAM,
        environment: Needed::Yes,
        does: "the same for SAM and CloudFormation",
        example: "template sam prod --out template.yaml",
    },
    Verb {
        name: CDK,
        environment: Needed::Yes,
        does: "the same for CDK, as a construct in TypeScript",
        example: "template cdk prod --out lib/config.ts",
    },
    Verb {
        name: DOCS,
        environment: Needed::No,
        does: "a Markdown table of every field",
        example: "docs --out CONFIGURATION.md",
    },
    Verb {
        name: SCHEMA,
        environment: Needed::No,
        does: "the JSON Schema of the configuration, or of one document",
        example: "schema prod --document prod/database/config",
    },
    Verb {
        name: PLAN,
        environment: Needed::No,
        does: "requests, shares of quotas and the price of cold starts and refreshes",
        example: "plan prod --starts-per-day 20000",
    },
    Verb {
        name: CHECK,
        environment: Needed::Several,
        does: "whether each environment has what the configuration needs, by loading it",
        example: "check dev prod",
    },
    Verb {
        name: DIFF,
        environment: Needed::Two,
        does: "which fields differ between two environments, without showing a value",
        example: "diff dev prod",
    },
    Verb {
        name: EXPLAIN,
        environment: Needed::Yes,
        does: "where the value of each field comes from, its version and its age",
        example: "explain prod",
    },
];

/// One flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flag {
    pub(super) name: &'static str,
    /// What stands behind it; none of a switch.
    pub(super) value: Option<&'static str>,
    /// The verbs that take it.
    pub(super) verbs: &'static [&'static str],
    pub(super) does: &'static str,
}

const ALL: &[&str] =
    &[POLICY, CLI, ENV, LOCAL, TERRAFORM, SAM, CDK, DOCS, SCHEMA, PLAN, CHECK, DIFF, EXPLAIN];
/// What makes text.
const MADE: &[&str] = &[POLICY, CLI, ENV, LOCAL, TERRAFORM, SAM, CDK, DOCS, SCHEMA, PLAN];
const NAMED: &[&str] =
    &[POLICY, CLI, LOCAL, TERRAFORM, SAM, CDK, DOCS, SCHEMA, PLAN, CHECK, DIFF, EXPLAIN];
/// Those that a policy is in.
const POLICIES: &[&str] = &[POLICY, TERRAFORM, SAM, CDK];
/// What asks AWS.
pub(super) const ASKING: &[&str] = &[CHECK, DIFF, EXPLAIN];

const fn flag(
    name: &'static str,
    value: Option<&'static str>,
    verbs: &'static [&'static str],
    does: &'static str,
) -> Flag {
    Flag { name, value, verbs, does }
}

/// Those that may be given several times.
pub(super) const MANY: &[&str] = &["any", "kms-key", "name", "price", "profile", "var"];

pub(super) const FLAGS: &[Flag] = &[
    flag(
        "region",
        Some("REGION"),
        &[POLICY, CLI, TERRAFORM, SAM, CDK, PLAN],
        "where names without a region are read: eu-west-1",
    ),
    flag("account", Some("ID"), POLICIES, "the account of these names: 12 digits"),
    flag("any-account", None, POLICIES, "the account is meant to be any"),
    flag("var", Some("NAME=VALUE"), NAMED, "fills the placeholder {NAME}"),
    flag(
        "any",
        Some("NAME"),
        &[POLICY],
        "lets the placeholder {NAME} be anything, and tells what that opens",
    ),
    flag("name", Some("VARIABLE=NAME"), NAMED, "the name or ARN of what is bound as ${VARIABLE}"),
    flag("transport", Some("direct|sdk|extension|both"), POLICIES, "how the program reads"),
    flag("no-batch", None, POLICIES, "the program reads secrets one by one"),
    flag(
        "kms-key",
        Some("ARN"),
        POLICIES,
        "allows kms:Decrypt with this key, for these values alone",
    ),
    flag("for", Some("load|check"), &[POLICY], "check: what tells types and ages, and no values"),
    flag(
        "scope",
        Some("exact|prefix"),
        &[POLICY],
        "prefix: everything below the struct's prefix, for fields to come",
    ),
    flag(
        "split",
        None,
        &[POLICY],
        "several documents, each small enough; with --out or --check DIR",
    ),
    flag("starts-per-day", Some("N"), &[PLAN], "cold starts in a day, for the price"),
    flag(
        "instances",
        Some("N"),
        &[PLAN],
        "processes that keep the configuration live: what refreshing takes",
    ),
    flag("max-age", Some("SECONDS"), &[PLAN], "how old a live configuration may be; 300"),
    flag(
        "price",
        Some("KIND=USD"),
        &[PLAN],
        "another price: parameters or secrets (10,000 read), secret (a month)",
    ),
    flag(
        "document",
        Some("NAME"),
        &[SCHEMA],
        "of the JSON document of this name: a parameter, a secret or a variable",
    ),
    flag(
        "offline",
        None,
        &[CHECK],
        "asks nobody: the struct, its names, the sizes of what is given",
    ),
    flag(
        "metadata",
        None,
        &[CHECK],
        "reads no value: what is there, of which type, under which key",
    ),
    flag("values", None, &[DIFF, EXPLAIN], "shows what is neither sensitive nor in a SecureString"),
    flag("role", Some("ARN"), ASKING, "asks as this role, so that it is denied what the role is"),
    flag(
        "profile",
        Some("ENV=PROFILE"),
        ASKING,
        "the profile of AWS's files for one environment; once for each",
    ),
    flag(
        "env-file",
        Some("FILE"),
        ASKING,
        "the application's variables; those of the process are not read, but for AWS's",
    ),
    flag("json", None, ALL, "JSON for programs"),
    flag("out", Some("FILE"), ALL, "writes to the file"),
    flag(
        "check",
        Some("FILE"),
        MADE,
        "writes nothing; exit code 1 and the difference when the file is another",
    ),
    flag("help", None, ALL, "this text; behind a verb, all of its flags"),
];

impl Verb {
    /// Whether it asks AWS.
    pub(super) fn asks(&self) -> bool {
        ASKING.contains(&self.name)
    }
}

pub(super) fn verb(name: &str) -> Option<&'static Verb> {
    VERBS.iter().find(|verb| verb.name == name)
}

impl Flag {
    /// As the help shows it: `--region REGION`.
    pub(super) fn shown(&self) -> String {
        match self.value {
            Some(value) => format!("--{} {value}", self.name),
            None => format!("--{}", self.name),
        }
    }
}
