"""What lambda-local.sh does in Python: each function is one of its steps."""

import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

API_KEY, PASSWORD = "sk_test_123456", "correct-horse-battery"

NEEDED = """It needs python3 (3.10 or newer, with its venv module; Debian and Ubuntu: apt install python3-venv)
and, the first time, access to PyPI."""


def target():
    """Cargo's target directory, as `cargo metadata` tells it."""
    print(json.load(sys.stdin)["target_directory"])


def install(home, *packages):
    """Packages in an environment of their own, once.

    As tests/support/moto/install.rs does it, because both share one: a lock beside the directory, and a
    marker in it when it is complete.
    """
    home = Path(home)
    home.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{home}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        python, marker = home / "bin" / "python", home / "installed"
        if marker.exists() and python.exists():
            return
        print(f"installing {packages[-1]}", flush=True)
        # -I keeps PYTHONPATH and packages installed for the user out of it.
        commands = [
            ["python3", "-I", "-m", "venv", home],
            [python, "-I", "-m", "pip", "install", "--disable-pip-version-check", *packages],
        ]
        # A registry may fail once, and a download be cut.
        for _ in range(3):
            shutil.rmtree(home, ignore_errors=True)
            for command in commands:
                # The lock is its stdin and so held until it has ended, also when this process is killed.
                done = subprocess.run(command, stdin=lock, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
                if done.returncode != 0:
                    break
            else:
                marker.touch()
                return
        sys.exit(f"{done.stdout}\n{home} could not be installed. {NEEDED}")


def project(home, repository):
    """A project of which examples/lambda.rs is the program: the first Cargo.toml of docs/lambda.md, with this
    figleaf and the versions of its lock file."""
    home, repository = Path(home), Path(repository)
    [dependencies, *_] = re.findall(r"```toml\n(.*?)```", (repository / "docs/lambda.md").read_text(), re.DOTALL)
    dependencies, replaced = re.subn(
        r'^figleaf = \{ version = "[^"]*"', f"figleaf = {{ path = {json.dumps(str(repository))}", dependencies, flags=re.M
    )
    assert replaced == 1, "docs/lambda.md has no line with figleaf's version"
    manifest = f"""\
[package]
name = "greeter"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[[bin]]
name = "lambda"
path = {json.dumps(str(repository / "examples/lambda.rs"))}

[profile.dev]
debug = false

{dependencies}"""
    home.mkdir(parents=True, exist_ok=True)
    (home / "Cargo.toml").write_text(manifest)
    shutil.copyfile(repository / "Cargo.lock", home / "Cargo.lock")


def fill():
    """What examples/lambda.rs reads. Endpoint, region and credentials come from the environment."""
    import boto3  # in moto's environment

    ssm = boto3.client("ssm")
    ssm.put_parameter(Name="/prod/greeter/greeting", Type="String", Value="Hello")
    ssm.put_parameter(Name="/prod/greeter/api-key", Type="SecureString", Value=API_KEY)
    database = {"host": "db.example.com", "port": 5432, "password": PASSWORD}
    boto3.client("secretsmanager").create_secret(Name="prod/greeter/database", SecretString=json.dumps(database))


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        print(listener.getsockname()[1])


def wait_for(port, process, seconds):
    """Until somebody listens on the port. Fails when the process has ended, and after so many seconds."""
    deadline = time.monotonic() + float(seconds)
    while True:
        try:
            return socket.create_connection(("127.0.0.1", int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            sys.exit("it ended before it listened")
        if time.monotonic() > deadline:
            sys.exit(f"nobody listens on port {port} after {seconds} s")


def check_answer(text):
    answer = json.loads(text)
    assert answer["greeting"] == "Hello, Ada!"
    assert answer["database"] == "db.example.com:5432"
    assert answer["configuration"].count("[REDACTED]") == 2
    assert API_KEY not in text and PASSWORD not in text


def check_requests(endpoint, access_key):
    """One request to each store: one load, however often the function was invoked."""
    with urllib.request.urlopen(f"{endpoint}/figleaf/requests?access_key={access_key}", timeout=10) as answer:
        asked = sorted(json.load(answer))
    print(*asked, sep="\n")
    assert asked == ["AmazonSSM.GetParameters", "secretsmanager.GetSecretValue"]


def check_failure(text, log, secret):
    """The answer says what is wrong, the log has the report on one line, and the exit code is 78."""
    deadline = time.monotonic() + 10
    # The host logs the end of the function, which is a moment after the answer.
    while "exited code=78" not in Path(log).read_text():
        assert time.monotonic() < deadline, "the function did not end with 78"
        time.sleep(0.02)
    answer, log = json.loads(text), Path(log).read_text()
    assert answer["errorType"] == "Config.Invalid"
    assert "api_key rejected" in answer["errorMessage"]
    [line] = [line for line in log.splitlines() if "Config.Invalid" in line]
    print(line)
    [problem] = json.loads(line)["problems"]
    assert (problem["path"], problem["code"]) == ("api_key", "rejected")
    for value in [secret, PASSWORD, API_KEY]:
        assert value not in text and value not in log


if __name__ == "__main__":
    _, step, *arguments = sys.argv
    globals()[step.replace("-", "_")](*arguments)
