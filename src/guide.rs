//! The guide: pages that teach, beside the reference.
//!
//! | to begin | |
//! |---|---|
//! | [First steps](first_steps) | from an empty folder to a program that reads AWS |
//! | [Environments and names](environments) | `dev`, `prod`, and what a value is called where |
//! | [Secrets](secrets) | how to hold one, use one, store one and rotate one |
//! | [Migrating](migrating) | from hand-written code, figment, config and envy |
//!
//! | where it runs | |
//! |---|---|
//! | [Lambda](lambda) | a function, from its `Cargo.toml` to its template |
//! | [Services](services) | ECS, EKS and EC2, with probes and a `/config` page |
//! | [Live configuration](live) | values that stay right while the program runs |
//! | [Operations](operations) | policies, commands, templates and checks made of the struct |
//! | [Monitoring](monitoring) | metrics of loads, events and their fields |
//! | [Testing](testing) | tests of your own program, without AWS and with moto |
//!
//! | when something is wrong | |
//! |---|---|
//! | [Errors](errors) | what each report means, and what to do |
//! | [Credentials](credentials) | when AWS does not know who asks |
//! | [Questions](faq) | that others have asked |
//!
//! | to look things up | |
//! |---|---|
//! | [Attributes](attributes) | every attribute and every type, each with an example |
//! | [Sources](sources) | which place wins, and what each store is asked |
//! | [Security](security) | what is never shown, and the least that a policy allows |
//! | [Performance](performance) | what a cold start costs, and the Cargo profile for a function |
//! | [Versions](versions) | what stays the same, the oldest Rust |
//! | [Design](design) | how it works inside, and how to add a source |
//!
//! The same pages are in `docs/` of the repository. Other files that they name, such as `examples/service/`, are there too, and
//! not in the package. This module is in the documentation alone: no program has it.

/// One page of `docs/`. Its links lead to files there; the definitions before it, which count first, lead to
/// modules here. Examples that need Cargo features are tested when these are on, and quotes are not.
macro_rules! page {
    ($(#[$summary:meta])* $name:ident = $file:literal $(, tested with $features:meta)?) => {
        #[doc = include_str!("guide/links.md")]
        $(#[$summary])*
        #[cfg_attr(any(not(doctest) $(, $features)?), doc = "")]
        #[cfg_attr(any(not(doctest) $(, $features)?), doc = include_str!(concat!("../docs/", $file)))]
        pub mod $name {}
    };
}

page! { first_steps = "first-steps.md", tested with all(feature = "derive", feature = "local") }
page! { environments = "environments.md", tested with feature = "derive" }
page! { secrets = "secrets.md", tested with feature = "derive" }
page! { migrating = "migrating.md", tested with all(feature = "derive", feature = "local") }
page! { lambda = "lambda.md", tested with all(feature = "derive", feature = "lambda") }
page! { services = "services.md" }
page! { live = "live.md" }
page! { operations = "operations.md" }
page! { monitoring = "monitoring.md", tested with feature = "derive" }
page! { testing = "testing.md", tested with feature = "derive" }
page! { errors = "errors.md" }
page! { credentials = "credentials.md" }
page! { faq = "faq.md" }
page! {
    attributes = "attributes.md",
    tested with all(feature = "bytesize", feature = "derive", feature = "humantime")
}
page! { sources = "sources.md", tested with feature = "derive" }
page! { security = "security.md" }
page! { performance = "performance.md" }
page! { versions = "versions.md" }
page! { design = "design.md" }
