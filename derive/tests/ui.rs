//! What the derive refuses, and how it says so: `tests/ui`, one folder for each class of mistakes.
//!
//! It stands in this crate, not beside the cases, so that they are compiled without the AWS SDK.
//! After a change of a message: `TRYBUILD=overwrite cargo test -p figleaf-derive --test ui`, then read
//! the difference.

#[test]
fn mistakes_are_compile_errors() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("../tests/ui/[!p]*/*.rs");
    cases.compile_fail("../tests/ui/placeholders/*.rs");
    cases.pass("../tests/ui/pass/*.rs");
}
