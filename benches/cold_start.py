#!/usr/bin/env python3
"""Whole processes, from start to exit, against a mock of AWS: figleaf beside what one writes by hand.

    python3 benches/cold_start.py            the cold starts
    python3 benches/cold_start.py --quota    the same with a part of a CPU, as small functions have it
    python3 benches/cold_start.py --memory   what is done in the process when nothing is fetched
    python3 benches/cold_start.py --sizes    the sizes of the Lambda examples
    python3 benches/cold_start.py --compile  what a clean build of the functions takes

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

# Those whose names end so trust the mock's authority alone, the others the platform's and it.
OWN_ROOTS = ", own roots"
SDK_OWN, DIRECT_OWN = "figleaf-sdk" + OWN_ROOTS, "figleaf-direct" + OWN_ROOTS

OVER_TLS = ["tutorial", "sdk-best", "sdk-trimmed", "figleaf-sdk", SDK_OWN, "figleaf-direct", DIRECT_OWN, "bound"]
WITHOUT_TLS = ["sdk-best", "sdk-trimmed", "figleaf-sdk-many", "figleaf-direct-many", "bound"]
THROUGH_EXTENSION = ["bare", "bare-http", "figleaf-extension"]
# The tutorial's way takes seconds with a part of a CPU, and is no question.
WITH_QUOTA = [program for program in OVER_TLS if program != "tutorial"]

# The others are packages of their own.
PACKAGE = {
    "tutorial": "sdk-default",
    "sdk-best": "sdk-default",
    "figleaf-sdk-many": "figleaf-sdk",
    "figleaf-direct-many": "figleaf-direct",
}

# From here on figleaf reads secrets by BatchGetSecretValue. None: one by one, however many there are.
BATCH_FROM = 4


@dataclass(frozen=True)
class Scenario:
    parameters: int
    secrets: int
    service_ms: int
    programs: tuple
    tls: bool = True

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
    rss: list = field(default_factory=list)
    counters: dict = field(default_factory=dict)


def main():
    options = arguments()
    if options.sizes:
        missed = sizes(options)
    elif options.memory:
        missed = memory(options)
    elif options.compile:
        missed = compile_times(options)
    elif options.quota:
        missed = with_quota(options)
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
    parser.add_argument("--quota", action="store_true", help="12+4 with a part of a CPU instead")
    parser.add_argument("--share", type=float, default=7, help="the part, in percent of one CPU")
    parser.add_argument("--period-ms", type=int, default=20, help="in which the part is given anew; Lambda's is 20")
    parser.add_argument("--memory", action="store_true", help="sixty fields from memory instead")
    parser.add_argument("--sizes", action="store_true", help="the sizes of the Lambda examples instead")
    parser.add_argument("--compile", action="store_true", help="clean builds of the functions instead")
    parser.add_argument("--no-build", action="store_true", help="take the programs as they are")
    parser.add_argument("--check", action="store_true", help="end with 1 when a limit is missed")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs is at least 1")
    return options


# Building


def build(package, profile="release", target=TARGET):
    # One by one: see Cargo.toml.
    command = ["cargo", "build", "--locked", "--profile", profile, "-p", package]
    say(f"{' '.join(command)}")
    # Inherited settings must not decide what is compared.
    env = {key: value for key, value in os.environ.items() if not key.startswith("CARGO_PROFILE_")}
    subprocess.run(command, cwd=HERE, check=True, env=env | {"CARGO_TARGET_DIR": str(target)})


def package_of(program):
    program = program.removesuffix(OWN_ROOTS)
    return PACKAGE.get(program, program)


def binary(program, profile="release"):
    path = TARGET / profile / program.removesuffix(OWN_ROOTS)
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
        "SSL_CERT_FILE": str(trust(work, mock)),
        "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT": str(mock.plain),
        "ENVIRONMENT": "bench",
        "HOME": str(home),
    }


def environment_of(program, scenario, env, mock):
    url = f"https://localhost:{mock.tls}" if scenario.tls else f"http://localhost:{mock.plain}"
    env = env | {"AWS_ENDPOINT_URL": url}
    # Without it the bound could trust nobody.
    own = program.endswith(OWN_ROOTS) or program == "bound"
    return env | {"BENCH_ROOTS": str(mock.ca)} if own else env


# Running


def run(path, argument, env, log, cgroup=None):
    """Wall time and CPU time in ms, and the most memory in kB."""
    command = [binary("launcher"), *(["--cgroup", cgroup] if cgroup else []), log, path, argument]
    told = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE).stdout
    told = json.loads(told)
    if told["code"] != 0:
        raise SystemExit(f"{path.name} {argument} failed ({told['code']}):\n{Path(log).read_text(errors='replace')}")
    return told


def expected_requests(program, scenario):
    parameters, secrets = scenario.parameters, scenario.secrets
    if program == "bare":
        return 0
    if program in ("tutorial", "bare-http", "figleaf-extension"):
        return parameters + secrets
    batches = ceil(secrets / 20)
    if program.startswith("figleaf-") and (BATCH_FROM is None or secrets < BATCH_FROM):
        batches = secrets
    return ceil(parameters / 10) + batches


def measure(scenario, options, env, mock, work, quota=contextlib.nullcontext):
    """Every program once, then all of them again: what disturbs the machine disturbs all."""
    runs = {program: Runs() for program in scenario.programs}
    for number in range(options.runs + 1):
        for program in scenario.programs:
            mock.reset(scenario.service_ms)
            path = binary(program, options.profile)
            with quota() as cgroup:
                of_program = environment_of(program, scenario, env, mock)
                took = run(path, scenario.values, of_program, Path(work) / "log", cgroup)
            counters = mock.counters()
            requests, expected = sum(counters["requests"].values()), expected_requests(program, scenario)
            if requests != expected:
                raise SystemExit(f"{program}, {scenario.name}: {requests} requests, expected {expected}: {counters}")
            if number == 0:
                continue  # The first one brings the program into memory.
            of = runs[program]
            for figure in ("wall", "cpu", "rss"):
                getattr(of, figure).append(took[figure])
            for counter in ("connections", "handshakes", "peak"):
                of.counters.setdefault(counter, []).append(counters[counter])
            of.counters.setdefault("requests", []).append(requests)
    return runs


def scenarios(options):
    def programs(of):
        return tuple(program for program in of if not options.only or program in options.only)

    ms = options.service_ms
    all_of_them = [
        Scenario(12, 4, ms, programs(OVER_TLS)),
        Scenario(60, 10, ms, programs(OVER_TLS)),
        Scenario(2, 1, ms, programs(OVER_TLS)),
        Scenario(500, 50, 5, programs(WITHOUT_TLS), tls=False),
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
    programs = build_programs(chosen, options)
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
            binaries = dict.fromkeys(program.removesuffix(OWN_ROOTS) for program in programs)
            rows = [(p, megabytes(stripped_size(binary(p, options.profile), work))) for p in binaries]
            print("### Binaries\n")
            print_table(["program", "MB, stripped"], rows)
    return print_limits([*limits(results, options), *direct_limits(results, options)])


def build_programs(chosen, options):
    """What they run, built unless --no-build says otherwise."""
    programs = [p for p in dict.fromkeys(OVER_TLS + WITHOUT_TLS + THROUGH_EXTENSION) if any(p in s.programs for s in chosen)]
    if not options.no_build:
        build("mock")
        build("launcher")
        for package in dict.fromkeys(package_of(program) for program in programs):
            build(package, options.profile)
    return programs


# With a part of a CPU


def with_quota(options):
    period = options.period_ms * 1000
    part = round(period * options.share / 100)
    what = f"{options.share:g} % of a CPU, {part / 1e3:g} of {options.period_ms} ms"
    try:
        with limited_cgroup(part, period) as path:
            kind = path.parent
    except OSError as error:
        # Not passed: nothing was measured.
        print(f"SKIPPED: {what}: no cgroup can be limited here: {error}")
        return False
    scenario = Scenario(12, 4, options.service_ms, tuple(p for p in WITH_QUOTA if not options.only or p in options.only))
    build_programs([scenario], options)
    with tempfile.TemporaryDirectory() as work, mock(work) as server:
        env = environment(work, server)
        print_machine(options.profile)
        print(f"{what} (a cgroup below {kind}); medians of {options.runs} runs in alternation.\n")
        runs = measure(scenario, options, env, server, work, lambda: limited_cgroup(part, period))
        print_runs(scenario, runs)
    name = f"{scenario.name}, {what}"
    return print_limits(list(ratios({name: runs}, name, "figleaf-direct", "sdk-best", "wall", 0.15)))


@contextlib.contextmanager
def limited_cgroup(part, period):
    """A new cgroup whose members together get that part of each period, both in µs."""
    root = Path("/sys/fs/cgroup")
    if (root / "cgroup.controllers").is_file():
        # Below the root, as nothing else may have processes and limited cgroups at once.
        path, limits = root / f"figleaf-bench-{os.getpid()}", {"cpu.max": f"{part} {period}"}
    else:
        path = root / "cpu" / f"figleaf-bench-{os.getpid()}"
        limits = {"cpu.cfs_period_us": str(period), "cpu.cfs_quota_us": str(part)}
    path.mkdir()
    try:
        for file, limit in limits.items():
            # Not created: a file that the kernel did not put there limits nothing.
            with open(path / file, "r+") as opened:
                opened.write(limit)
        yield path
    finally:
        path.rmdir()


# What issue 5 demands


def limits(results, options):
    ms = options.service_ms

    def ratio(*about):
        return ratios(results, *about)

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


# What issue 13 demands


def direct_limits(results, options):
    if options.service_ms == 20:
        for values, wider in [("12+4", 0), ("60+10", 0.03), ("2+1", 0.03)]:
            name = f"{values} at 20 ms"
            for program, wall, cpu in [(DIRECT_OWN, 1.06, 1.5), ("figleaf-direct", 1.10, 1.9)]:
                yield from ratios(results, name, program, "bound", "wall", round(wall + wider, 2))
                yield from ratios(results, name, program, "bound", "cpu", round(cpu + wider, 2))
            yield from ratios(results, name, DIRECT_OWN, "sdk-best", "wall", round(0.43 + wider, 2))
    yield from ratios(results, "500+50 at 5 ms", "figleaf-direct-many", "sdk-best", "wall", 0.75)
    for name, runs in results.items():
        for program, of in runs.items():
            if program in ("figleaf-direct", DIRECT_OWN):
                value = median(of.rss) / 1e3
                yield f"{name}: RSS, {program}", value, 6.5, f"{value:.2f} MB", "6.5 MB"


def ratios(results, name, of, to, figure, limit):
    runs = results.get(name, {})
    if of in runs and to in runs:
        value = median(getattr(runs[of], figure)) / median(getattr(runs[to], figure))
        yield f"{name}: {figure}, {of} / {to}", value, limit, f"{value:.3f} ×", f"{limit} ×"


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
    # A function with lambda_runtime alone: no function is smaller.
    ("size-runtime", "release", None),
    ("size-runtime", "fat-z", None),
    ("size-runtime", "fat-z-abort", None),
    # What a function with figleaf is made of beside it: the same values, read by hand with the same libraries.
    ("size-floor-extension-only", "release", None),
    ("size-floor-extension-only", "fat-z", None),
    ("size-floor-extension-only", "fat-z-abort", None),
    ("size-floor-direct", "release", None),
    ("size-floor-direct", "fat-z", None),
    ("size-floor-direct", "fat-z-abort", None),
    # One with the trimmed SDK and without figleaf.
    ("size-by-hand", "release", None),
    ("size-by-hand", "fat-z", None),
    ("size-lambda-direct", "release", 4.5),
    ("size-lambda-direct", "fat-3", None),
    ("size-lambda-direct", "fat-s", None),
    ("size-lambda-direct", "fat-z", 2.2),
    ("size-lambda-direct", "fat-z-abort", None),
    ("size-lambda", "release", 9.5),
    ("size-lambda", "fat-3", None),
    ("size-lambda", "fat-s", None),
    ("size-lambda", "fat-z", 6),
    ("size-lambda", "fat-z-abort", None),
    ("size-lambda-extension-only", "release", 2.2),
    ("size-lambda-extension-only", "fat-3", None),
    ("size-lambda-extension-only", "fat-s", None),
    ("size-lambda-extension-only", "fat-z", 1.1),
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


# Compile time

# The functions, from the one whose time is the measure.
COMPILED = ["size-lambda", "size-lambda-direct", "size-lambda-extension-only"]
COMPILE_LIMIT = 0.5


def compile_times(options):
    """From an empty target directory. The CPU time says more than the wall time when the machine is not quiet."""
    packages = [package for package in COMPILED if not options.only or package in options.only]
    subprocess.run(["cargo", "fetch", "--locked"], cwd=HERE, check=True)
    print_machine(options.profile)
    rows, took = [], {}
    for package in packages:
        with tempfile.TemporaryDirectory(dir=TARGET.parent) as target:
            load, before, start = os.getloadavg()[0], os.times(), time.perf_counter()
            build(package, options.profile, target)
            wall, after = time.perf_counter() - start, os.times()
        cpu = sum(after[part] - before[part] for part in (2, 3))
        took[package] = {"wall": wall, "CPU": cpu}
        rows.append((package, f"{wall:.0f}", f"{cpu:.0f}", f"{load:.2f}", f"{os.getloadavg()[0]:.2f}"))
    print("### Clean builds\n")
    print_table(["function", "wall s", "CPU s", "load before", "load after"], rows)
    base, direct = (took.get(package) for package in COMPILED[:2])
    if not (base and direct):
        return False
    ratio = {time: direct[time] / base[time] for time in base}
    return print_limits([
        (f"{COMPILED[1]} / {COMPILED[0]}, {time}", value, COMPILE_LIMIT, f"{value:.2f} ×", f"{COMPILE_LIMIT} ×")
        for time, value in ratio.items()
    ])


# Printing


def print_machine(profile):
    load = ", ".join(f"{part:.2f}" for part in os.getloadavg())
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"{os.cpu_count()} cores, {platform.machine()}, {rustc}, profile {profile}, load {load}.\n")


def print_runs(scenario, runs):
    rows = []
    for program, of in runs.items():
        counted = [f"{median(of.counters[key]):g}" for key in ("requests", "connections", "handshakes", "peak")]
        rss = f"{median(of.rss) / 1e3:.1f}"
        rows.append((program, spread(of.wall), spread(of.cpu), rss, *counted))
    print(f"### {scenario.name}\n")
    heads = ["program", "wall ms", "CPU ms", "RSS MB", "requests", "connections", "handshakes", "at once"]
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
