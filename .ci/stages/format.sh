#!/usr/bin/env bash
# rustfmt, spelling (typos) and the shell scripts (shellcheck)
source "$(dirname "$0")/../common.sh"

step cargo fmt --all --check
step cargo fmt --manifest-path benches/Cargo.toml --all --check
step cargo fmt --manifest-path fuzz/Cargo.toml --check

use_tools
step typos

mapfile -t scripts < <(git ls-files .ci/run .ci/rustdoc '*.sh')
step shellcheck -x -P SCRIPTDIR "${scripts[@]}"
