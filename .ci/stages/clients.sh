#!/usr/bin/env bash
# the way to AWS once more: through the SDK, and with each client compiled in alone
source "$(dirname "$0")/../common.sh"

# The stage `test` has gone through figleaf's own client.
FIGLEAF_TEST_CLIENT=sdk step cargo test -p figleaf --all-features \
    --test arns --test batch_denied --test container --test credentials --test details --test failures --test paths \
    --test proxy --test redaction --test requests --test surroundings --test tls --test versions --test whole

# The extension alone: no AWS crate in the tree.
step cargo test -p figleaf --no-default-features --features derive,extension,lambda \
    --lib --test decode --test extension --test store --test validation

# The SDK without its chain, as a function has it: credentials from variables and the container's endpoint.
step cargo test -p figleaf --no-default-features --features derive,ssm,secretsmanager \
    --test container --test proxy --test surroundings

# figleaf's own client alone, as a function has it.
step cargo test -p figleaf --no-default-features --features derive,direct \
    --test container --test direct --test proxy --test surroundings --test tls
