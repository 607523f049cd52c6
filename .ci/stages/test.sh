#!/usr/bin/env bash
# every test, with all features
source "$(dirname "$0")/../common.sh"

step cargo test --workspace --all-features

# Terraform is in no registry.
if command -v terraform > /dev/null; then
    step cargo test -p figleaf --all-features --test ops -- --ignored terraform::
else
    not_run 'Terraform on its templates: there is no terraform on this machine'
fi
