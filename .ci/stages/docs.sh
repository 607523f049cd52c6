#!/usr/bin/env bash
# the documentation as docs.rs builds it; its programs and the examples, out of the package
source "$(dirname "$0")/../common.sh"

RUSTDOC="$PWD/.ci/rustdoc" RUSTDOCFLAGS='--cfg docsrs -D warnings' step cargo doc --workspace --all-features --no-deps

# Whatever page a doc comment includes has to be there.
home=target/packaged
unpack_packages "$home"
printf '\n[workspace]\n\n[patch.crates-io]\nfigleaf-derive = { path = "../figleaf-derive" }\n' >> "$home/figleaf/Cargo.toml"
step cargo check --examples --all-features --manifest-path "$home/figleaf/Cargo.toml" --target-dir target
step cargo test --doc --all-features --manifest-path "$home/figleaf/Cargo.toml" --target-dir target
