#!/usr/bin/env bash
# the examples run, the one for Lambda on a local Lambda, and the programs of the guide as a stranger copies them
source "$(dirname "$0")/../common.sh"

step cargo run --quiet -p quickstart
step cargo run --quiet --example custom_source
step cargo run --quiet --example metrics
step cargo run --quiet --all-features --example config -- policy prod --region eu-west-1 --account 123456789012
step scripts/lambda-local.sh
step scripts/walk.py
leave_no_folder target/walk
