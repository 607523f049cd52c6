#!/usr/bin/env python3
"""What deriving `Config` costs the compiler, beside serde's `Deserialize` on the same struct.

    python3 benches/derive_time.py           # figures
    python3 benches/derive_time.py --check   # the same, and exit code 1 above 1.5 times serde

Three programs with one struct of 100 fields: without a derive, with serde's and with figleaf's, each used
once, so that nothing is dropped unseen. Dependencies are built first; what is timed is the last crate
alone and from nothing (not incrementally), in alternation, so that a busy machine is as bad for all of
them. What a derive adds is its median less the median without one.

`cargo build` also links, and compiles what the derived code calls: serde_json's parser for one, figleaf's
loader for the other. The line `one field` is the same with a struct of one field, so that the difference
of the two is what the other fields cost.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIMIT = 1.5
TYPES = ["String", "Option<u64>", "u16", "bool", "Vec<String>", "String", "f64", "String", "Option<String>", "u32"]

PLAIN = """
fn main() {
    println!("{}", std::mem::size_of::<Big>());
}
"""
SERDE = """
fn main() {
    match serde_json::from_str::<Big>("{}") {
        Ok(big) => println!("{}", big.field_0),
        Err(error) => println!("{error}"),
    }
}
"""
FIGLEAF = """
fn main() {
    match <Big as figleaf::Config>::loader().load_owned_blocking() {
        Ok(big) => println!("{}", big.field_0),
        Err(error) => println!("{error}"),
    }
}
"""
FIGLEAF_CRATE = f'figleaf = {{ path = {json.dumps(str(ROOT))}, default-features = false, features = ["derive"] }}\n'
# Per program: what stands above the struct, its main and its dependencies.
PROGRAMS = {
    "none": ("", PLAIN, ""),
    "serde": ("#[derive(serde::Deserialize)]\n", SERDE, 'serde = { version = "1", features = ["derive"] }\nserde_json = "1"\n'),
    "figleaf": ('#[derive(figleaf::Config)]\n#[config(prefix = "/{env}/app")]\n', FIGLEAF, FIGLEAF_CRATE),
}


def struct(fields):
    lines = "".join(f"    field_{i}: {TYPES[i % len(TYPES)]},\n" for i in range(fields))
    return f"struct Big {{\n{lines}}}\n"


def write(directory, fields):
    """A workspace, so that the programs share their dependencies."""
    members = json.dumps(list(PROGRAMS))
    profile = '[profile.dev.package."*"]\ndebug = false\n'
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "Cargo.toml").write_text(f'[workspace]\nmembers = {members}\nresolver = "3"\n\n{profile}')
    # The versions that the tests run with.
    (directory / "Cargo.lock").write_bytes((ROOT / "Cargo.lock").read_bytes())
    for name, (above, main, dependencies) in PROGRAMS.items():
        package = f'[package]\nname = "{name}-big"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n'
        source = directory / name / "src"
        source.mkdir(parents=True, exist_ok=True)
        (directory / name / "Cargo.toml").write_text(package + dependencies)
        (source / "main.rs").write_text(f"#![allow(dead_code)]\n\n{above}{struct(fields)}{main}")


def cargo(directory, command, name):
    arguments = ["cargo", command, "--quiet", "--package", f"{name}-big"]
    subprocess.run(arguments, cwd=directory, check=True)


def timed(directory, command, name):
    os.utime(directory / name / "src" / "main.rs")
    started = time.perf_counter()
    cargo(directory, command, name)
    return time.perf_counter() - started


def measure(directory, command, runs, fields):
    write(directory, fields)
    for name in PROGRAMS:
        cargo(directory, command, name)
    times = {name: [] for name in PROGRAMS}
    for _ in range(runs):
        for name in PROGRAMS:
            times[name].append(timed(directory, command, name))
    return {name: statistics.median(of) for name, of in times.items()}


def report(command, medians):
    serde, figleaf = (medians[name] - medians["none"] for name in ("serde", "figleaf"))
    ratio = figleaf / serde
    print(
        f"cargo {command:18} no derive {medians['none']:.2f} s"
        f"   serde adds {serde:.2f} s   figleaf adds {figleaf:.2f} s   figleaf/serde {ratio:.2f}",
        flush=True,
    )
    return ratio


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help=f"exit code 1 when a ratio is above {LIMIT}")
    parser.add_argument("--runs", type=int, default=9, help="how often each is timed (default: 9)")
    parser.add_argument("--fields", type=int, default=100, help="fields of the struct (default: 100)")
    arguments = parser.parse_args()
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
    # The programs are written beside what is built of them, and never into the repository.
    os.environ["CARGO_TARGET_DIR"] = str(target / "derive_time" / "target")
    os.environ["CARGO_INCREMENTAL"] = "0"
    directory = target / "derive_time" / "programs"
    ratios = []
    for command in ("check", "build"):
        medians = {fields: measure(directory, command, arguments.runs, fields) for fields in (1, arguments.fields)}
        report(f"{command}, one field", medians[1])
        ratios.append(report(f"{command}, {arguments.fields} fields", medians[arguments.fields]))
    if arguments.check and max(ratios) > LIMIT:
        sys.exit(f"deriving Config adds more than {LIMIT} times what serde's Deserialize adds")


if __name__ == "__main__":
    main()
