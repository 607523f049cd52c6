#!/usr/bin/env bash
# dependencies that nothing uses (machete); licences, bans and sources of all others (deny)
source "$(dirname "$0")/../common.sh"

use_cargo_tool cargo-machete 0.9.2
step cargo-machete

use_tools
step cargo-deny --locked --all-features check --hide-inclusion-graph licenses bans sources
step cargo-deny --locked --manifest-path benches/Cargo.toml check --hide-inclusion-graph sources

# The advisories are a Git repository, which a machine that reaches registries alone cannot have.
if cargo-deny --log-level off fetch db 2> /dev/null; then
    # News of the day, and no fault of the change that meets them.
    if ! step cargo-deny --locked --all-features check --hide-inclusion-graph advisories; then
        found 'an advisory about a dependency: see above'
    fi
else
    not_run 'advisories about dependencies: their database (a Git repository) is not reached from here'
fi
