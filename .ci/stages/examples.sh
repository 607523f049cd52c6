#!/usr/bin/env bash
# the examples run, and the one for Lambda on a local Lambda
source "$(dirname "$0")/../common.sh"

step cargo run --quiet -p quickstart
step cargo run --quiet --example custom_source
step cargo run --quiet --example metrics
step cargo run --quiet --all-features --example config -- policy prod --region eu-west-1 --account 123456789012
step scripts/lambda-local.sh
