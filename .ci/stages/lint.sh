#!/usr/bin/env bash
# clippy with all features, with none, with the extension alone; the benchmarks
source "$(dirname "$0")/../common.sh"

# Not for the whole workspace where features are few: the derive's tests would turn its feature on.
step cargo clippy --workspace --all-targets --all-features -- -D warnings
step cargo clippy -p figleaf --all-targets --no-default-features -- -D warnings
step cargo clippy -p figleaf --all-targets --no-default-features --features derive,extension,lambda -- -D warnings

# Those that do not need the SDK once more.
step cargo clippy --locked --manifest-path benches/Cargo.toml --all-targets -p bare -p bare-http -p bound \
    -p figleaf-extension -p in-process -p launcher -p mock -p scenario -p shapes -- -D warnings
