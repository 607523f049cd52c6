#!/usr/bin/env bash
# every pair of the library's features compiles without a warning
source "$(dirname "$0")/../common.sh"

use_tools
# Features that only add a leaf, or that belong together, are one group: fewer than half of the sets. As `cargo check`
# does, whose own command cannot refuse warnings of this crate alone.
step cargo-hack hack rustc -p figleaf --lib --profile check --feature-powerset --depth 2 \
    --exclude-features default,_http,_parameters,_secrets,_sdk,_aws \
    --group-features derive,card,humantime,bytesize \
    --group-features amazon-roots,aws-lc \
    --group-features lambda,concurrency-tokio \
    --group-features default-chain,sso \
    -- -D warnings
