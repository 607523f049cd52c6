#!/usr/bin/env python3
"""Walks through the documentation as a stranger does: makes programs of what README.md and the pages in docs/ show,
literally, compiles them without a warning, runs them, and compares what appears with what the pages say.

    scripts/walk.py            all of it
    scripts/walk.py lambda     one journey: readme, first_steps, secrets, lambda, service, testing, operations

It needs Rust and Python 3, and moto and the AWS CLI, which it installs as the tests do. scripts/README.md
tells the steps. The projects lie in target/walk.
"""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
HOME = REPOSITORY / "target" / "walk"
CLI = re.search(r'"awscli==(.*?)"', (REPOSITORY / "tests/ops/roundtrip.rs").read_text())[1]
MOTO = re.search(r'MOTO_VERSION: &str = "(.*)"', (REPOSITORY / "tests/support/moto/install.rs").read_text())[1]
# Only what is broken takes so long.
SECONDS_AT_MOST = 60


def blocks(page, language, containing=""):
    """The blocks of code of a page, as they stand there."""
    found = re.findall(rf"^```{re.escape(language)}\n(.*?)^```$", (REPOSITORY / page).read_text(), re.M | re.S)
    return [block for block in found if containing in block]


def block(page, language, containing=""):
    found = blocks(page, language, containing)
    assert found, f"{page} has no block of {language} with {containing!r}"
    return found[0]


def project(name, dependencies, files, more=""):
    """A package with the dependencies and files of a page, in which a warning is an error."""
    folder = HOME / name
    shutil.rmtree(folder, ignore_errors=True)
    head = f'[package]\nname = "{name}"\nversion = "0.0.0"\nedition = "2024"\npublish = false\n\n'
    lints = '\n[lints.rust]\nwarnings = "deny"\n'
    # The walk is a workspace, so that a dependency is compiled once.
    workspace = f"""\
[workspace]
members = ["{name}"]
resolver = "3"

[profile.dev]
debug = false

[patch.crates-io]
figleaf = {{ path = {json.dumps(str(REPOSITORY))} }}
"""
    for path, text in {"Cargo.toml": head + dependencies + more + lints, **files}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (HOME / "Cargo.toml").write_text(workspace)
    shutil.copyfile(REPOSITORY / "Cargo.lock", HOME / "Cargo.lock")
    return folder


def surroundings(variables):
    """Nothing of the person's own configuration and AWS set-up."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SHOP_", "FIGLEAF_"))}
    kept.pop("ENVIRONMENT", None)
    nothing = {"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
    return {**kept, **nothing, "AWS_EC2_METADATA_DISABLED": "true", "CARGO_TARGET_DIR": str(HOME / "target"), **variables}


def run(folder, *command, code=0, **variables):
    """What a command writes. A step is printed, as somebody would type it."""
    shown = {name: value for name, value in variables.items() if not name.startswith(("AWS_", "PATH"))}
    told = " ".join(f"{name}={shlex.quote(value)}" for name, value in shown.items())
    print(f"   {folder.name}$ {told}{' ' if told else ''}{' '.join(command)}", flush=True)
    done = subprocess.run(command, cwd=folder, env=surroundings(variables), capture_output=True, text=True)
    if done.returncode != code:
        sys.exit(f"it ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout, done.stderr


def cargo_run(folder, code=0, **variables):
    return run(folder, "cargo", "run", "--quiet", code=code, **variables)


def same(there, page, shown):
    assert there.strip() == shown.strip(), f"{page} shows\n{shown}\nand what appears is\n{there}"


def readme():
    """A new user: README's program with README's file."""
    page = "README.md"
    files = {
        "src/main.rs": block(page, "rust,no_run", "struct AppConfig"),
        "local.toml": block(page, "toml", "[secretsmanager]"),
    }
    folder = project("myapp", block(page, "toml", "[dependencies]"), files)
    out, _ = cargo_run(folder, FIGLEAF_LOCAL="local.toml")
    # Its program about live configuration is there to be read, and compiles.
    live = project("live", block(page, "toml", "[dependencies]"), {"src/main.rs": block(page, "rust,no_run", "live()")})
    run(live, "cargo", "build", "--quiet")
    assert "api_key: [REDACTED]" in out and 'origins ["http://localhost:3000"], log level info' in out, out


def install(name, version, package):
    """A package of PyPI in an environment of its own, which the tests use as well."""
    home = REPOSITORY / "target" / f"{name}-{version}"
    helper = [sys.executable, "-I", str(REPOSITORY / "scripts/lambda_local.py"), "install", str(home)]
    subprocess.run([*helper, f"{package}=={version}"], check=True)
    return home / "bin"


class Moto:
    """A stand-in for AWS that ends with the walk."""

    def __enter__(self):
        self.python = str(install("moto", MOTO, "moto[server]") / "python")
        server = [self.python, "-I", str(REPOSITORY / "tests/support/moto_server.py")]
        self.server = subprocess.Popen(server, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        port = self.server.stdout.readline().strip()
        self.variables = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_REGION": "eu-west-1",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "FIGLEAFTWALK1000000000001",
            "AWS_SECRET_ACCESS_KEY": "made-up",
        }
        return self

    def fill(self, program):
        subprocess.run([self.python, "-I", "-c", program], env=surroundings(self.variables), check=True)

    def __exit__(self, *_):
        self.server.stdin.close()
        self.server.wait()


def first_steps():
    """The page "First steps": its program, its four outputs, AWS (moto), and its test."""
    page = "docs/first-steps.md"
    files = {
        "src/main.rs": block(page, "rust,no_run", "struct AppConfig") + "\n" + block(page, "rust,ignore", "cfg(test)"),
        "local.toml": block(page, "toml", "[secretsmanager]"),
    }
    folder = project("shop", block(page, "toml", "[dependencies]"), files)
    first, output, mistakes, missing = blocks(page, "text")
    same(cargo_run(folder, code=1)[1], page, first)
    same(cargo_run(folder, FIGLEAF_LOCAL="local.toml")[0], page, output)
    wrong = {"SHOP_API_KEY": "short", "SHOP_DATABASE_PORT": "eighty"}
    same(cargo_run(folder, code=1, FIGLEAF_LOCAL="local.toml", **wrong)[1], page, mistakes)
    with Moto() as moto:
        variables = {**moto.variables, "ENVIRONMENT": "dev"}
        same(cargo_run(folder, code=1, **variables)[1], page, missing)
        moto.fill(
            "import boto3; boto3.client('ssm').put_parameter(Name='/dev/shop/api-key', Type='SecureString', Value='sk_test_1')\n"
            "boto3.client('secretsmanager').create_secret(Name='dev/shop/database', "
            """SecretString='{"host": "db.example", "port": 5432, "password": "made-up"}')"""
        )
        out, _ = cargo_run(folder, **variables)
        assert "hello, from db.example:5432" in out, out
    run(folder, "cargo", "test", "--quiet")
    # The same program without a client of AWS.
    alone = block(page, "toml", "default-features = false")
    lines = block(page, "toml", "[dependencies]").splitlines()
    others = [line for line in lines if not line.startswith(("figleaf", "[dependencies]"))]
    folder = project("alone", alone + "\n".join(others) + "\n", files)
    same(cargo_run(folder, FIGLEAF_LOCAL="local.toml")[0], page, output)
    tree, _ = run(folder, "cargo", "tree", "--prefix", "none", "-e", "normal")
    assert "aws-" not in tree, tree


def secrets():
    """The page "Secrets": a type of one's own inside of a `Secret`."""
    page = "docs/secrets.md"
    dependencies = block("docs/first-steps.md", "toml", "default-features = false") + block(page, "toml", "zeroize")
    program = block(page, "rust,ignore", "Zeroize") + """
use figleaf::{Config, Secret};

#[derive(Debug, Config)]
struct AppConfig {
    #[config(json, env = "CREDENTIALS")]
    credentials: Secret<Credentials>,
}

fn main() -> Result<(), figleaf::Error> {
    let config = AppConfig::load_blocking()?;
    let Credentials { user, password } = config.credentials.expose_secret();
    println!("{config:?} {} {}", user.len(), password.len());
    Ok(())
}
"""
    folder = project("own", dependencies + 'serde = { version = "1", features = ["derive"] }\n', {"src/main.rs": program})
    out, _ = cargo_run(folder, CREDENTIALS='{"user": "ada", "password": "made-up"}')
    same(out, page, "AppConfig { credentials: [REDACTED] } 3 7")


def lambda_():
    """The page "Lambda": each program with its Cargo.toml compiles without a warning."""
    page = "docs/lambda.md"
    client, extension = blocks(page, "toml", "[dependencies]")[:2]
    programs = blocks(page, "rust,no_run", "fn main")
    assert len(programs) >= 4, programs
    for number, program in enumerate(programs):
        # What the page says beside a program: the first has a Cargo.toml of its own.
        dependencies = client if number == 0 else extension + 'serde = { version = "1", features = ["derive"] }\n'
        folder = project(f"greeter{number}", dependencies, {"src/main.rs": program})
        run(folder, "cargo", "build", "--quiet")
    print("   scripts/lambda-local.sh runs the first one as a function")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def get(url):
    with urllib.request.urlopen(url, timeout=SECONDS_AT_MOST) as answer:
        return answer.read().decode()


def service():
    """The page "Services": the program listens, and shows its configuration without a secret."""
    page = "docs/services.md"
    local = '[ssm]\n"/dev/shop/greeting" = "good day"\n"/dev/shop/payment-key" = "sk_test_123456"\n[secretsmanager]\n'
    program = block(page, "rust", "async fn main")
    folder = project("service", block(page, "toml", "[dependencies]"), {"src/main.rs": program, "local.toml": local})
    run(folder, "cargo", "build", "--quiet")
    port = free_port()
    variables = {"FIGLEAF_LOCAL": "local.toml", "SHOP_LISTEN": f"127.0.0.1:{port}"}
    print(f"   service$ FIGLEAF_LOCAL=local.toml SHOP_LISTEN=127.0.0.1:{port} cargo run", flush=True)
    running = subprocess.Popen([HOME / "target/debug/service"], cwd=folder, env=surroundings(variables))
    try:
        deadline = time.monotonic() + SECONDS_AT_MOST
        while True:
            try:
                told = json.loads(get(f"http://127.0.0.1:{port}/config"))
                break
            except OSError:
                assert running.poll() is None and time.monotonic() < deadline, "it does not listen"
                time.sleep(0.05)
        print(f"   curl localhost:{port}/config: {json.dumps(told)}")
        assert told["values"]["payment_key"] == "[REDACTED]" and told["values"]["greeting"] == "good day", told
        assert get(f"http://127.0.0.1:{port}/") == "good day: the shop is open\n"
        assert get(f"http://127.0.0.1:{port}/ready") == ""
    finally:
        running.terminate()
        running.wait()


def testing():
    """The page "Testing": its commands against moto, and a program that reads what they wrote."""
    page = "docs/testing.md"
    program = block(page, "rust", "pub struct AppConfig").replace("# fn main() {}", """
fn main() -> Result<(), figleaf::Error> {
    println!("{:?}\\n{}", AppConfig::load_blocking()?, AppConfig::origins());
    Ok(())
}""")
    folder = project("tested", block("docs/first-steps.md", "toml", "[dependencies]"), {"src/main.rs": program})
    commands = block(page, "sh", "aws ssm put-parameter")
    with Moto() as moto:
        there = commands.replace("http://localhost:5000", moto.variables["AWS_ENDPOINT_URL"])
        assert there != commands, commands
        path = f"{install('awscli', CLI, 'awscli')}:{os.environ['PATH']}"
        (folder / "steps.sh").write_text(there)
        out, _ = run(folder, "bash", "-e", "steps.sh", PATH=path)
    assert 'host: "localhost", port: 5432, password: [REDACTED]' in out, out
    assert "ssm:/test/shop/greeting" in out, out


def operations():
    """The page "Operations": the command in a crate of one's own, and what is made of the struct."""
    page = "docs/operations.md"
    struct = block("docs/first-steps.md", "rust,no_run", "struct AppConfig").split("#[tokio::main]")[0]
    struct = re.sub(r"^(struct|    (?=[a-z_]+:))", r"pub \1", struct, flags=re.M).replace("pub     ", "    pub ")
    files = {
        "src/lib.rs": "pub mod config;\n",
        "src/config.rs": struct,
        "examples/config.rs": block(page, "rust", "figleaf::ops::main::<"),
    }
    dependencies = block("docs/first-steps.md", "toml", "[dependencies]")
    folder = project("myapp", dependencies, files, more="\n" + block(page, "toml", "[dev-dependencies]"))
    command = ["cargo", "run", "--quiet", "--example", "config", "--"]
    with tempfile.TemporaryDirectory() as out:
        place = ["prod", "--region", "eu-west-1", "--account", "123456789012"]
        policy = f"{out}/policy-prod.json"
        run(folder, *command, "policy", *place, "--out", policy)
        assert "parameter/prod/shop/api-key" in Path(policy).read_text()
        run(folder, *command, "policy", *place, "--check", policy)
    for form in ["cli", "env", "local", "terraform", "sam", "cdk"]:
        run(folder, *command, "template", form, "prod")
    run(folder, *command, "docs")
    run(folder, *command, "plan", "prod")


JOURNEYS = {
    "readme": readme,
    "first_steps": first_steps,
    "secrets": secrets,
    "lambda": lambda_,
    "service": service,
    "testing": testing,
    "operations": operations,
}


def main():
    for name in sys.argv[1:] or JOURNEYS:
        journey, started = JOURNEYS[name], time.monotonic()
        print(f"== {name}: {journey.__doc__}")
        journey()
        print(f"-- {time.monotonic() - started:.0f} s")
    print("the walk takes no guess")


if __name__ == "__main__":
    main()
