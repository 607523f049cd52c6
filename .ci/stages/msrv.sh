#!/usr/bin/env bash
# the library compiles with the oldest Rust that it promises, and no dependency asks for a newer one
source "$(dirname "$0")/../common.sh"

msrv=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)

no_dependency_asks_for_more_than() {
    cargo metadata --locked --all-features --format-version 1 | python3 -I -c '
import json, sys

def numbers(version):
    return [int(part) for part in version.split(".")]

packages = json.load(sys.stdin)["packages"]
asked = [(package["name"], package["rust_version"]) for package in packages if package["rust_version"]]
newer = [f"{name} asks for Rust {rust}" for name, rust in asked if numbers(rust) > numbers(sys.argv[1])]
sys.exit("\n".join(newer) or None)
' "$1"
}
step no_dependency_asks_for_more_than "$msrv"

# Where the toolchain is that one every other stage is a test of it. With each toolchain clippy knows what is newer in
# the standard library (`incompatible_msrv`, in the stage `lint`).
toolchain=$(rustup toolchain list 2> /dev/null | grep -oE "^${msrv//./\\.}(\.[0-9]+)?-\S+" | head -n 1 || true)
if [[ "$(rustc --version)" =~ ^"rustc $msrv"[.\ ] ]]; then
    printf '\n== %s is what all stages run with\n' "$(rustc --version)"
elif [ -n "$toolchain" ]; then
    step cargo "+$toolchain" check --locked -p figleaf --all-features --target-dir "target/rust-$msrv"
else
    not_run "the library with Rust $msrv, the oldest that is promised: it is not installed here"
fi
