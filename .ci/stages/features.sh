#!/usr/bin/env bash
# every pair of the library's features compiles without a warning
source "$(dirname "$0")/../common.sh"

use_tools

# half NUMBER FOLDER: features that only add a leaf, or that belong together, are one group: fewer than half of the sets.
# As `cargo check` does, whose own command cannot refuse warnings of this crate alone.
half() {
    CARGO_TARGET_DIR=$2 cargo-hack hack rustc -p figleaf --lib --profile check --feature-powerset --depth 2 \
        --partition "$1/2" \
        --exclude-features default,_http,_parameters,_secrets,_sdk,_aws \
        --group-features derive,card,humantime,bytesize \
        --group-features amazon-roots,aws-lc \
        --group-features lambda,concurrency-tokio \
        --group-features default-chain,sso \
        -- -D warnings
}

# One crate alone uses one core: two halves beside each other, each with a folder, so that neither waits for the other's.
mkdir -p target
half 2 target/features > target/features.log 2>&1 &
second=$!
trap 'kill "$second" 2> /dev/null || true' EXIT
step half 1 target
trap - EXIT
printf '\n== half 2, which ran beside it\n'
wait "$second" || code=$?
cat target/features.log
leave_no_folder target/features
exit "${code:-0}"
