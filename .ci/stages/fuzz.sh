#!/usr/bin/env bash
# what comes from outside, a minute for each target (fuzz/README.md)
source "$(dirname "$0")/../common.sh"

# The seeds decide. What a search by chance finds is no fault of the change that it happens to run with: it is told at the
# end, with the input that shows it again.
step fuzz/run --seeds
if ! fuzz/run; then
    found 'fuzz/run has found an input: see above, and fuzz/README.md for what to do with it'
fi
leave_no_folder fuzz/target
