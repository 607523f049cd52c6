#!/usr/bin/env bash
# everything can be packaged; the packages hold the files that belong in them and no others
source "$(dirname "$0")/../common.sh"

# The whole list of a package: what Cargo adds, and what the repository has at these paths.
belongs() {
    printf '%s\n' .cargo_vcs_info.json Cargo.lock Cargo.toml Cargo.toml.orig
    # A link counts as what it leads to: of a folder, each file in it.
    (cd "$1" && git ls-files "${@:2}" | while read -r path; do find -L "$path" -type f; done)
}
holds_only() {
    local package=$1 folder=$2
    diff -u --label 'belongs there' --label "is in the package $package" \
        <(belongs "$folder" "${@:3}" | sort) <(cargo package --quiet -p "$package" --list --allow-dirty | sort)
}
# The example `config` has the quickstart's struct, which is in another package.
step holds_only figleaf . src docs ':(glob)examples/*.rs' ':(exclude)examples/config.rs' CHANGELOG.md README.md LICENSE-MIT LICENSE-APACHE
step holds_only figleaf-derive derive src README.md LICENSE-MIT LICENSE-APACHE

step cargo package --quiet --workspace --locked --no-verify --allow-dirty
# Cargo builds them out of their packages. The stages `minimal` and `docs` do the same with all features.
step cargo package --quiet -p figleaf-derive -p figleaf --locked --allow-dirty --no-default-features
