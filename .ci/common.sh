# shellcheck shell=bash
# What every stage begins with: it is read by `source`, from anywhere in the repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Nobody debugs or builds twice in CI: a third of the disk, and less to write for each of the many test programs.
if [ -n "${CI:-}" ]; then
    export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0
fi

# A command, with its name before it and its time after it.
step() {
    printf '\n== %s\n' "$*"
    local started=$SECONDS code=0
    "$@" || code=$?
    printf -- '-- %ss\n' "$((SECONDS - started))"
    return "$code"
}

# The same for what is fetched: a registry may fail once, and a download be cut.
fetch() {
    step "$@" || step "$@" || step "$@"
}

# Something that this machine cannot check. `.ci/run` repeats it at its end, so that nobody overlooks it.
not_run() {
    remember "NOT RUN: $*"
}

# Something that somebody has to look at, and that does not stop this change.
found() {
    remember "FOUND: $*"
}

remember() {
    printf '\n== %s\n' "$*"
    if [ -n "${CI_REMEMBERED:-}" ]; then
        printf '%s\n' "$*" >> "$CI_REMEMBERED"
    fi
}

# The programs of .ci/tools.txt on the PATH, installed once for each state of that file.
use_tools() {
    local home
    home="$PWD/target/tools/python-$(cksum < .ci/tools.txt | cut -d' ' -f1)"
    if [ ! -e "$home/complete" ]; then
        fetch python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
            --no-deps --require-hashes --only-binary=:all: --upgrade --target "$home" -r .ci/tools.txt
        touch "$home/complete"
    fi
    PATH="$home/bin:$PATH"
}

# A program of crates.io on the PATH, built once for each version: use_cargo_tool NAME VERSION.
use_cargo_tool() {
    local home="$PWD/target/tools/$1-$2"
    if [ ! -x "$home/bin/$1" ]; then
        # Unoptimised, which takes half the time to build: it reads a few files.
        fetch cargo install --quiet --debug --locked --root "$home" --target-dir "$home/build" "$1@$2"
        rm -rf "$home/build"
    fi
    PATH="$home/bin:$PATH"
}

# In CI what one stage alone has built makes room for the next ones: leave_no_folder FOLDER.
leave_no_folder() {
    if [ -n "${CI:-}" ]; then
        rm -rf "$1"
    fi
}

# What will be published, beside each other in this folder: unpack_packages FOLDER. Both are packaged at once, because
# figleaf needs a figleaf-derive that no registry has before the release. `--allow-dirty`: who runs this has perhaps not
# committed yet.
unpack_packages() {
    rm -rf "$1"
    cargo package --quiet -p figleaf-derive -p figleaf --locked --no-verify --allow-dirty
    local version package
    version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
    for package in figleaf figleaf-derive; do
        mkdir -p "$1/$package"
        tar -xzf "target/package/$package-$version.crate" -C "$1/$package" --strip-components=1
    done
}
