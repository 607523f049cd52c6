#!/usr/bin/env bash
# Runs examples/lambda.rs as a Lambda function on this machine, with moto in the place of AWS: no account,
# nothing to set up. It needs Rust and Python 3.10 or newer with its venv module, and the network the first
# time. Everything that it installs lies in the target directory.
#
# cargo-lambda runs binaries, not examples: the example becomes the program of a project of its own, with the
# Cargo.toml of docs/lambda.md.
set -euo pipefail
cd "$(dirname "$0")/.."

CARGO_LAMBDA_VERSION=1.9.2
# The one place that says which moto is used.
MOTO_VERSION=$(sed -n 's/^const MOTO_VERSION: &str = "\(.*\)";$/\1/p' tests/support/moto/install.rs)
# How long the host may take to listen, and an invocation to answer. Only what is broken takes so long.
SECONDS_AT_MOST=60
# A key that breaks a rule of the example, and that nobody must get to see.
SHORT_KEY=hunter2

say() { printf '\n== %s\n' "$*"; }
fail() {
    printf '\nfailed: %s\n' "$*" >&2
    exit 1
}
helper() { python3 -I scripts/lambda_local.py "$@"; }

[ -n "$MOTO_VERSION" ] || fail "tests/support/moto/install.rs does not say which moto"
command -v python3 >/dev/null || fail "python3 is needed (Debian and Ubuntu: apt install python3-venv)"

# The function gets what is set below: nothing of the person's own AWS set-up, and no proxy on the way to
# this machine.
for name in $(compgen -e | grep -E '^(AWS_|GREETER_|MOTO_)' || true) FIGLEAF_LOCAL; do unset "$name"; done
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
export NO_PROXY="127.0.0.1,localhost${NO_PROXY:+,$NO_PROXY}"
export no_proxy=$NO_PROXY

# Whatever happens, nothing that was started here stays.
work=$(mktemp -d)
host=
stop() {
    [ -n "$host" ] || return 0
    kill -TERM "$host" 2>/dev/null || true # it ends the function
    wait "$host" 2>/dev/null || true
    host=
}
clean_up() {
    stop
    exec 9>&- # the end of its stdin ends moto
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say "moto $MOTO_VERSION and cargo-lambda $CARGO_LAMBDA_VERSION"
target=$(cargo metadata --locked --no-deps --format-version 1 | helper target)
export CARGO_TARGET_DIR=$target
helper install "$target/moto-$MOTO_VERSION" "moto[server]==$MOTO_VERSION"
# What it depends on is a compiler for other platforms, which `watch` does not need.
helper install "$target/cargo-lambda-$CARGO_LAMBDA_VERSION" --no-deps "cargo-lambda==$CARGO_LAMBDA_VERSION"
moto_python=$target/moto-$MOTO_VERSION/bin/python
cargo_lambda=$target/cargo-lambda-$CARGO_LAMBDA_VERSION/bin/cargo-lambda
printf 'installed in %s\n' "$target"

say "examples/lambda.rs in a project of its own"
project=$target/lambda-local
helper project "$project" "$PWD"
cargo build --manifest-path "$project/Cargo.toml"

say "moto with two parameters and a secret"
mkfifo "$work/in" "$work/out"
exec 9<>"$work/in"
"$moto_python" -I tests/support/moto_server.py <"$work/in" >"$work/out" 9>&- &
# It says its port when it listens. When it ends instead, this reads nothing.
read -r moto_port <"$work/out" || fail "moto did not start"
endpoint=http://127.0.0.1:$moto_port
# The digits are moto's account. It notes for each access key what was asked for.
OWNER=FIGLEAFTOWNER100000000001
FUNCTION=FIGLEAFTFUNCTION100000000001
AWS_ENDPOINT_URL=$endpoint AWS_DEFAULT_REGION=eu-west-1 AWS_ACCESS_KEY_ID=$OWNER \
    AWS_SECRET_ACCESS_KEY=secret "$moto_python" -I scripts/lambda_local.py fill
printf 'on %s\n' "$endpoint"

# start LOG [NAME=VALUE …]: the function's host on a free port, and the function's variables.
start() {
    log=$1
    port=$(helper free-port)
    local variable options=()
    for variable in "${@:2}" ENVIRONMENT=prod AWS_LAMBDA_LOG_FORMAT=JSON AWS_REGION=eu-west-1 \
        AWS_ENDPOINT_URL="$endpoint" AWS_ACCESS_KEY_ID="$FUNCTION" AWS_SECRET_ACCESS_KEY=secret \
        AWS_SESSION_TOKEN=token; do
        options+=(--env-var "$variable")
    done
    (cd "$project" && exec "$cargo_lambda" lambda watch --ignore-changes --invoke-port "$port" \
        --timeout "$SECONDS_AT_MOST" "${options[@]}") \
        </dev/null >"$log" 2>&1 9>&- &
    host=$!
    helper wait-for "$port" "$host" "$SECONDS_AT_MOST" || fail "cargo lambda watch: $(cat "$log")"
}

# check STEP ARGUMENTS…: judges what came back, and shows the log when it is not right.
check() {
    local step=check-$1
    shift
    helper "$step" "$@" || fail "$step. The log of the function: $(cat "$log")"
}

invoke() {
    answer=$("$cargo_lambda" lambda invoke --invoke-port "$port" --data-ascii '{"name":"Ada"}' 2>&1) ||
        fail "cargo lambda invoke: $answer $(cat "$log")"
    printf '%s\n' "$answer"
}

say "cargo lambda watch, and cargo lambda invoke with {\"name\":\"Ada\"}"
start "$work/right.log"
invoke
check answer "$answer"
say "asked of moto for it"
check requests "$endpoint" "$FUNCTION"
stop

say "the same with GREETER_API_KEY set to something too short: the start fails and says why"
start "$work/wrong.log" GREETER_API_KEY="$SHORT_KEY"
invoke
check failure "$answer" "$log" "$SHORT_KEY"
stop

printf '\nall of it works, in %ss\n' "$SECONDS"
