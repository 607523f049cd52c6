#!/usr/bin/env bash
# what comes from outside, a minute for each target (fuzz/README.md)
source "$(dirname "$0")/../common.sh"

step fuzz/run
