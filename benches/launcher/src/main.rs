//! Starts a program and tells what it took, as one line of JSON: wall time and CPU time in ms, and the
//! most memory that it held, in kB.
//!
//! `launcher LOG PROGRAM ARGUMENT` takes the time from the start to the exit.
//! `launcher --cgroup DIR LOG PROGRAM ARGUMENT` starts the program as a member of that cgroup.
//!
//! It is small on purpose: a child's peak of memory begins with that of its parent, and Python's is more
//! than what is measured.

use std::env::{self, Args};
use std::error::Error;
use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike as _};
use serde_json::json;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let mut arguments = env::args();
    let itself = arguments.next().ok_or("no name")?;
    let first = arguments.next().ok_or("LOG PROGRAM ARGUMENT")?;
    let (status, wall) = match first.as_str() {
        "--enter" => return Err(enter(arguments)?.into()),
        "--cgroup" => limited(&itself, arguments)?,
        log => plain(log, arguments)?,
    };
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let ms = |time: TimeVal| time.num_microseconds() as f64 / 1e3;
    let told = json!({
        "code": status.code(),
        "wall": wall.as_secs_f64() * 1e3,
        "cpu": ms(usage.user_time()) + ms(usage.system_time()),
        "rss": usage.max_rss(),
    });
    println!("{told}");
    Ok(())
}

fn plain(log: &str, mut arguments: Args) -> Result<(ExitStatus, Duration), Failure> {
    let log = File::create(log)?;
    let mut command = Command::new(arguments.next().ok_or("no program")?);
    command.args(arguments).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    let start = Instant::now();
    let status = command.status()?;
    Ok((status, start.elapsed()))
}

/// This program is not a member itself: it would be stopped as well, and tell the time too late.
fn limited(itself: &str, mut arguments: Args) -> Result<(ExitStatus, Duration), Failure> {
    let cgroup = arguments.next().ok_or("no cgroup")?;
    let log = File::create(arguments.next().ok_or("no log")?)?;
    let mut command = Command::new(itself);
    command.arg("--enter").arg(cgroup).args(arguments);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn()?;
    let status = child.wait()?;
    let end = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let mut printed = String::new();
    child.stdout.take().ok_or("no output")?.read_to_string(&mut printed)?;
    let start = printed.lines().next().and_then(|line| line.parse().ok());
    Ok((status, end.saturating_sub(Duration::from_nanos(start.ok_or("it did not start")?))))
}

/// Becomes a member, tells when, and becomes the program. It returns what prevented that.
fn enter(mut arguments: Args) -> Result<std::io::Error, Failure> {
    let cgroup = arguments.next().ok_or("no cgroup")?;
    let mut command = Command::new(arguments.next().ok_or("no program")?);
    command.args(arguments);
    println!("{}", SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos());
    fs::write(format!("{cgroup}/cgroup.procs"), std::process::id().to_string())?;
    Ok(command.exec())
}
