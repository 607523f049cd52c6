#!/usr/bin/env python3
"""Whole processes, from start to exit, against a mock of AWS: figleaf beside what one writes by hand.

    python3 benches/cold_start.py            the cold starts
    python3 benches/cold_start.py --memory   what is done in the process when nothing is fetched
    python3 benches/cold_start.py --sizes    the sizes of the Lambda examples

It needs Rust, a C compiler (for the peers' aws-lc), Python 3.10 or newer and, for sizes, strip.
With --check it ends with 1 when a limit is missed. Anything that fails or reads something else than
it should ends it with an error at once.
"""

import argparse
import contextlib
import json
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or HERE / "target").absolute()

THROUGH_SDK = ["tutorial", "sdk-best", "sdk-trimmed", "figleaf-sdk"]
THROUGH_EXTENSION = ["bare", "bare-http", "figleaf-extension"]

# The others are packages of their own.
PACKAGE = {"tutorial": "sdk-default", "sdk-best": "sdk-default"}

# From here on figleaf reads secrets by BatchGetSecretValue. None: one by one, however many there are.
BATCH_FROM = 4


@dataclass(frozen=True)
class Scenario:
    parameters: int
    secrets: int
    service_ms: int
    programs: tuple

    @property
    def values(self):
        return f"{self.parameters}+{self.secrets}"

    @property
    def name(self):
        through = "extension " if "bare" in self.programs else ""
        return f"{through}{self.values} at {self.service_ms} ms"


@dataclass
class Runs:
    wall: list = field(default_factory=list)
    cpu: list = field(default_factory=list)
    counters: dict = field(default_factory=dict)


def main():
    options = arguments()
    if options.sizes:
        missed = sizes(options)
    elif options.memory:
        missed = memory(options)
    else:
        missed = cold_starts(options)
    if missed and options.check:
        sys.exit(1)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15, help="of each program in each scenario")
    parser.add_argument("--service-ms", type=int, default=20, help="what a request takes in the service")
    parser.add_argument("--scenario", action="append", help="only this one, such as 12+4 or extension")
    parser.add_argument("--only", action="append", help="only this program, or this size")
    parser.add_argument("--profile", default="release", help="the Cargo profile of the programs")
    parser.add_argument("--memory", action="store_true", help="sixty fields from memory instead")
    parser.add_argument("--sizes", action="store_true", help="the sizes of the Lambda examples instead")
    parser.add_argument("--no-build", action="store_true", help="take the programs as they are")
    parser.add_argument("--check", action="store_true", help="end with 1 when a limit is missed")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs is at least 1")
    return options


# Building


def build(package, profile="release"):
    # One by one: see Cargo.toml.
    command = ["cargo", "build", "--locked", "--profile", profile, "-p", package]
    say(f"{' '.join(command)}")
    # Inherited settings must not decide what is compared.
    env = {key: value for key, value in os.environ.items() if not key.startswith("CARGO_PROFILE_")}
    subprocess.run(command, cwd=HERE, check=True, env=env | {"CARGO_TARGET_DIR": str(TARGET)})


def binary(package, profile="release"):
    path = TARGET / profile / package
    if not path.is_file():
        raise SystemExit(f"{path} is not built: leave out --no-build")
    return path


def stripped_size(path, work):
    copy = Path(work) / "stripped"
    shutil.copy(path, copy)
    subprocess.run(["strip", str(copy)], check=True)
    return copy.stat().st_size


# The mock


class Mock:
    def __init__(self, process, ports, ca):
        self.process = process
        self.tls, self.plain, self.ca = ports["tls"], ports["plain"], ca

    def ask(self, method, path):
        request = urllib.request.Request(f"http://127.0.0.1:{self.plain}{path}", method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as answer:
            return answer.read()

    def reset(self, service_ms):
        self.ask("POST", f"/__reset?service_ms={service_ms}")

    def counters(self):
        return json.loads(self.ask("GET", "/__counters"))


@contextlib.contextmanager
def mock(work):
    ca = Path(work) / "mock.pem"
    # It ends when its stdin does, so also when this program is killed.
    process = subprocess.Popen([binary("mock"), ca, "0"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        line = process.stdout.readline()
        if not line:
            raise SystemExit("the mock did not start")
        yield Mock(process, json.loads(line), ca)
    finally:
        process.stdin.close()
        process.wait(timeout=10)


def trust(work, mock):
    """The platform's roots and the mock's: reading them costs what it costs on a real machine."""
    known = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]
    known.append(ssl.get_default_verify_paths().cafile)
    bundle = next((Path(path) for path in known if path and Path(path).is_file()), None)
    if bundle is None:
        raise SystemExit("no trusted certificates on this machine")
    trusted = Path(work) / "trusted.pem"
    trusted.write_bytes(bundle.read_bytes() + b"\n" + mock.ca.read_bytes())
    return trusted


def environment(work, mock):
    """What a Lambda function gets, and nothing of this machine's."""
    home = Path(work) / "home"
    home.mkdir()
    return {
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AWS_SESSION_TOKEN": "session-token-of-the-benchmark",
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_ENDPOINT_URL": f"https://localhost:{mock.tls}",
        "SSL_CERT_FILE": str(trust(work, mock)),
        "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT": str(mock.plain),
        "ENVIRONMENT": "bench",
        "HOME": str(home),
    }


# Running


def run(path, argument, env, log):
    """Wall time and CPU time in ms."""
    with open(log, "wb") as output:
        actions = [(os.POSIX_SPAWN_DUP2, output.fileno(), fd) for fd in (1, 2)]
        start = time.perf_counter()
        pid = os.posix_spawn(path, [str(path), argument], env, file_actions=actions)
        _, status, usage = os.wait4(pid, 0)
        wall = time.perf_counter() - start
    if status != 0:
        raise SystemExit(f"{path.name} {argument} failed ({status}):\n{Path(log).read_text(errors='replace')}")
    return wall * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3


def expected_requests(program, scenario):
    parameters, secrets = scenario.parameters, scenario.secrets
    if program == "bare":
        return 0
    if program in ("tutorial", "bare-http", "figleaf-extension"):
        return parameters + secrets
    batches = ceil(secrets / 20)
    if program == "figleaf-sdk" and (BATCH_FROM is None or secrets < BATCH_FROM):
        batches = secrets
    return ceil(parameters / 10) + batches


def measure(scenario, options, env, mock, work):
    """Every program once, then all of them again: what disturbs the machine disturbs all."""
    runs = {program: Runs() for program in scenario.programs}
    for number in range(options.runs + 1):
        for program in scenario.programs:
            mock.reset(scenario.service_ms)
            path = binary(program, options.profile)
            wall, cpu = run(path, scenario.values, env, Path(work) / "log")
            counters = mock.counters()
            requests, expected = sum(counters["requests"].values()), expected_requests(program, scenario)
            if requests != expected:
                raise SystemExit(f"{program}, {scenario.name}: {requests} requests, expected {expected}: {counters}")
            if number == 0:
                continue  # The first one brings the program into memory.
            of = runs[program]
            of.wall.append(wall)
            of.cpu.append(cpu)
            for counter in ("connections", "handshakes", "peak"):
                of.counters.setdefault(counter, []).append(counters[counter])
            of.counters.setdefault("requests", []).append(requests)
    return runs


def scenarios(options):
    def programs(of):
        return tuple(program for program in of if not options.only or program in options.only)

    ms = options.service_ms
    all_of_them = [
        Scenario(12, 4, ms, programs(THROUGH_SDK)),
        Scenario(60, 10, ms, programs(THROUGH_SDK)),
        Scenario(2, 1, ms, programs(THROUGH_SDK)),
        Scenario(12, 4, 0, programs(["sdk-trimmed", "figleaf-sdk"])),
        Scenario(12, 4, 0, programs(THROUGH_EXTENSION)),
    ]
    chosen = options.scenario
    return [
        scenario
        for scenario in all_of_them
        if scenario.programs and (not chosen or any(part in (scenario.values, scenario.name) or
            (part == "extension" and scenario.name.startswith(part)) for part in chosen))
    ]


def cold_starts(options):
    chosen = scenarios(options)
    if not chosen:
        raise SystemExit("no such scenario")
    programs = [p for p in THROUGH_SDK + THROUGH_EXTENSION if any(p in s.programs for s in chosen)]
    if not options.no_build:
        build("mock")
        for package in dict.fromkeys(PACKAGE.get(program, program) for program in programs):
            build(package, options.profile)
    with tempfile.TemporaryDirectory() as work, mock(work) as server:
        env = environment(work, server)
        print_machine(options.profile)
        print(f"Medians of {options.runs} runs in alternation; in brackets the fastest and the slowest.\n")
        results = {}
        for scenario in chosen:
            say(f"{scenario.name}: {options.runs} runs of {', '.join(scenario.programs)}")
            results[scenario.name] = measure(scenario, options, env, server, work)
            print_runs(scenario, results[scenario.name])
        if shutil.which("strip"):
            rows = [(p, megabytes(stripped_size(binary(p, options.profile), work))) for p in programs]
            print("### Binaries\n")
            print_table(["program", "MB, stripped"], rows)
    return print_limits(limits(results, options))


# What issue 5 demands


def limits(results, options):
    ms = options.service_ms

    def ratio(name, of, to, figure, limit):
        runs = results.get(name, {})
        if of in runs and to in runs:
            value = median(getattr(runs[of], figure)) / median(getattr(runs[to], figure))
            yield f"{name}: {figure}, figleaf / {to}", value, limit, f"{value:.3f} ×", f"{limit} ×"

    def more(name, of, to, limit):
        runs = results.get(name, {})
        if of in runs and to in runs:
            value = median(runs[of].cpu) - median(runs[to].cpu)
            yield f"{name}: CPU, figleaf − {to}", value, limit, f"{value:+.2f} ms", f"{limit} ms"

    if ms == 20:
        yield from ratio("12+4 at 20 ms", "figleaf-sdk", "sdk-best", "wall", 0.55)
        yield from ratio("12+4 at 20 ms", "figleaf-sdk", "sdk-best", "cpu", 0.25)
        yield from ratio("12+4 at 20 ms", "figleaf-sdk", "tutorial", "wall", 0.08)
        yield from ratio("60+10 at 20 ms", "figleaf-sdk", "sdk-best", "wall", 0.60)
        yield from ratio("2+1 at 20 ms", "figleaf-sdk", "sdk-best", "wall", 0.60)
        yield from more("12+4 at 20 ms", "figleaf-sdk", "sdk-trimmed", 1)
    yield from more("12+4 at 0 ms", "figleaf-sdk", "sdk-trimmed", 1)
    yield from more("extension 12+4 at 0 ms", "figleaf-extension", "bare", 1)


# In memory

# What issue 5 compares, both without a look at the process's variables.
FIGLEAF, FIGMENT, MEMORY_LIMIT = "figleaf_store", "figment_serialized", 1.5

MICROSECONDS = {"ns": 1e-3, "µs": 1, "ms": 1e3, "s": 1e6}


def memory(options):
    command = ["cargo", "bench", "--locked", "-p", "in-process", "--bench", "sixty"]
    say(" ".join(command))
    env = os.environ | {"CARGO_TARGET_DIR": str(TARGET)}
    output = subprocess.run(command, cwd=HERE, check=True, env=env, capture_output=True, text=True).stdout
    # A line of divan's: ├─ name  fastest │ slowest │ median │ mean │ samples │ iterations
    line = re.compile(r"^[├╰]─ (\w+) +([\d.]+) (\S+) +│ [^│]+│ ([\d.]+) (\S+)", re.MULTILINE)
    medians = {name: float(median) * MICROSECONDS[unit] for name, _, _, median, unit in line.findall(output)}
    if not {FIGLEAF, FIGMENT} <= medians.keys():
        raise SystemExit(f"not what divan prints:\n{output}")
    print_machine("bench")
    print("### Sixty fields from memory\n")
    rows = [(name, f"{time:.1f}", f"{time / medians[FIGMENT]:.2f} ×") for name, time in medians.items()]
    print_table(["", "µs", f"to {FIGMENT}"], rows)
    ratio = medians[FIGLEAF] / medians[FIGMENT]
    return print_limits([(f"{FIGLEAF} / {FIGMENT}", ratio, MEMORY_LIMIT, f"{ratio:.2f} ×", f"{MEMORY_LIMIT} ×")])


# Sizes

# Package, profile, limit in MB.
SIZES = [
    # A function with the trimmed SDK and without figleaf: the least that is possible.
    ("size-by-hand", "release", None),
    ("size-by-hand", "fat-z", None),
    ("size-lambda", "release", 9.5),
    ("size-lambda", "fat-3", None),
    ("size-lambda", "fat-s", None),
    ("size-lambda", "fat-z", 6),
    ("size-lambda", "fat-z-abort", None),
    ("size-lambda-extension-only", "release", 2.5),
    ("size-lambda-extension-only", "fat-3", None),
    ("size-lambda-extension-only", "fat-s", None),
    ("size-lambda-extension-only", "fat-z", 1.6),
    ("size-lambda-extension-only", "fat-z-abort", None),
]


def sizes(options):
    only = set(options.only or [])
    packages, profiles = ({size[part] for size in SIZES} & only for part in (0, 1))
    chosen = [
        (package, profile, limit)
        for package, profile, limit in SIZES
        if (not packages or package in packages) and (not profiles or profile in profiles)
    ]
    rows, measured = [], []
    with tempfile.TemporaryDirectory() as work:
        for package, profile, limit in chosen:
            if not options.no_build:
                build(package, profile)
            size = stripped_size(binary(package, profile), work)
            rows.append((package, profile, megabytes(size), "" if limit is None else f"≤ {limit}"))
            if limit is not None:
                measured.append((f"{package}, {profile}", size / 1e6, limit, f"{megabytes(size)} MB", f"{limit} MB"))
    print("### Sizes of the Lambda examples\n")
    print_table(["function", "profile", "MB, stripped", "limit"], rows)
    return print_limits(measured)


# Printing


def print_machine(profile):
    load = ", ".join(f"{part:.2f}" for part in os.getloadavg())
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"{os.cpu_count()} cores, {platform.machine()}, {rustc}, profile {profile}, load {load}.\n")


def print_runs(scenario, runs):
    rows = []
    for program, of in runs.items():
        counted = [f"{median(of.counters[key]):g}" for key in ("requests", "connections", "handshakes", "peak")]
        rows.append((program, spread(of.wall), spread(of.cpu), *counted))
    print(f"### {scenario.name}\n")
    heads = ["program", "wall ms", "CPU ms", "requests", "connections", "handshakes", "at once"]
    print_table(heads, rows)


def print_limits(measured):
    """Whether one is missed."""
    rows, missed = [], False
    for name, value, limit, shown, shown_limit in measured:
        missed |= value > limit
        rows.append((name, shown, f"≤ {shown_limit}", "FAIL" if value > limit else "PASS"))
    if rows:
        print("### Limits\n")
        print_table(["figure", "measured", "limit", ""], rows)
    return missed


def print_table(heads, rows):
    print(f"| {' | '.join(heads)} |")
    print(f"|{'---|' * len(heads)}")
    for row in rows:
        print(f"| {' | '.join(str(cell) for cell in row)} |")
    print(flush=True)


def spread(figures):
    return f"{median(figures):.1f} ({min(figures):.1f}–{max(figures):.1f})"


def megabytes(size):
    return f"{size / 1e6:.2f}"


def say(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
