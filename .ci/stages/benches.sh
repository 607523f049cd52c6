#!/usr/bin/env bash
# the sizes of the programs that docs/performance.md recommends
source "$(dirname "$0")/../common.sh"

step python3 benches/cold_start.py --sizes \
    --only release --only size-runtime --only size-lambda-direct --only size-lambda-extension-only
