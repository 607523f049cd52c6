#!/usr/bin/env bash
# the documentation as docs.rs builds it, and the examples, out of the packages
source "$(dirname "$0")/../common.sh"

# Whatever page a doc comment includes has to be there. The programs in it are tests, which the stage `test` runs.
home=target/packaged
unpack_packages "$home"
printf '\n[workspace]\n\n[patch.crates-io]\nfigleaf-derive = { path = "../figleaf-derive" }\n' >> "$home/figleaf/Cargo.toml"
out_of_it=(--all-features --manifest-path "$home/figleaf/Cargo.toml" --target-dir target)

RUSTDOC="$PWD/.ci/rustdoc" RUSTDOCFLAGS='--cfg docsrs -D warnings' \
    step cargo doc --no-deps -p figleaf -p figleaf-derive "${out_of_it[@]}"
step cargo check --examples "${out_of_it[@]}"
