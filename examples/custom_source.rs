//! A source of one's own: secrets that a container platform mounts as files, one for each name, such as a
//! Secret volume of Kubernetes or the `/run/secrets` of Docker. `cargo run --example custom_source`.
//!
//! docs/design.md walks through this file. Outside of this repository it needs the crates `figleaf`,
//! `futures-util` and `tokio` with its feature `fs`.

use std::error::Error;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use figleaf::source::{Answer, Binding, BoxFuture, Failure, Fetched, Help, Key, Source};
use figleaf::{Code, Config, Secret};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use validator::Validate;

/// What bindings and reports call the source.
const MOUNTED: &str = "mounted";

/// A file below the mounted folder.
#[must_use]
pub const fn mounted(name: &'static str) -> Binding {
    Binding::new(MOUNTED, name)
}

#[derive(Debug, Config, Validate)]
pub struct AppConfig {
    /// The file `api-key`.
    #[config(from = mounted("api-key"))]
    #[validate(length(min = 8))]
    pub api_key: Secret<String>,

    /// One key of the JSON document in the file `mail`.
    #[config(from = mounted("mail"), key = "host")]
    pub mail_host: String,

    /// A group: its fields are the keys of the JSON document in the file `prod/database`.
    #[config(nested, from = mounted("{env}/database"))]
    pub database: Database,

    /// Bytes that are no text.
    #[config(from = mounted("signing-key"))]
    pub signing_key: Secret<Vec<u8>>,

    /// There is no such file, and there need not be one.
    #[config(from = mounted("log-level"), default = "info")]
    pub log_level: String,
}

#[derive(Debug, Config, Validate)]
pub struct Database {
    pub host: String,
    #[validate(range(min = 1))]
    pub port: u16,
    pub password: Secret<String>,
}

/// The source: a folder.
pub struct Mounted {
    folder: PathBuf,
}

impl Mounted {
    /// The files below this folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Where the file of a name is. A name may have folders of its own, and none that leads out.
    fn path(&self, name: &str) -> Option<PathBuf> {
        let name = Path::new(name);
        let is_below = name.components().all(|part| matches!(part, Component::Normal(_)));
        (is_below && !name.as_os_str().is_empty()).then(|| self.folder.join(name))
    }

    /// Without the folder nothing is known of any file. A file that is only not there is absent, and a
    /// default may take its place.
    async fn check_folder(&self) -> Result<(), Failure> {
        match tokio::fs::metadata(&self.folder).await {
            Ok(metadata) if metadata.is_dir() => Ok(()),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                Err(Failure::denied("this process may not look into its folder").of_store())
            }
            Ok(_) | Err(_) => Err(Failure::unavailable("its folder is not mounted").with_help(
                "mount the volume, or correct the folder that Mounted::new(…) is given",
            )),
        }
    }

    /// The value of a key; none when it is not there.
    async fn read(&self, key: &Key) -> Result<Option<Fetched>, Failure> {
        if key.selector().is_some() {
            return Err(Failure::new(Code::Invalid, "a mounted file has no versions")
                .with_help("remove .with_version(…) and its like from the binding"));
        }
        if key.is_path() {
            return Err(Failure::new(Code::Invalid, "mounted files are read one by one")
                .with_help("remove .by_path() from the binding"));
        }
        let Some(path) = self.path(key.name()) else {
            return Err(Failure::new(Code::Invalid, "the name leads out of the folder"));
        };
        // tokio reads files on threads of its own: nothing else waits for a slow disk.
        match tokio::fs::read(path).await {
            Ok(bytes) => Ok(Some(fetched(bytes))),
            Err(error) => match error.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory => Ok(None),
                ErrorKind::PermissionDenied => Err(Failure::denied("this process may not read it")),
                ErrorKind::IsADirectory => Err(Failure::new(Code::Invalid, "it is a folder")),
                _ => Err(Failure::new(Code::Unavailable, "the file cannot be read")),
            },
        }
    }
}

/// Text if it is text, without the line break that editors and `echo` put at its end; else bytes.
fn fetched(bytes: Vec<u8>) -> Fetched {
    match String::from_utf8(bytes) {
        Ok(text) => Fetched::text(text.strip_suffix('\n').unwrap_or(&text)),
        Err(error) => Fetched::bytes(error.into_bytes()),
    }
}

impl Source for Mounted {
    fn name(&self) -> &'static str {
        MOUNTED
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            if let Err(failure) = self.check_folder().await {
                keys.iter().for_each(|key| answer.failed(key, failure.clone()));
                return;
            }
            let read = |key| async move { (key, self.read(key).await) };
            let mut reads: FuturesUnordered<_> = keys.iter().map(read).collect();
            while let Some((key, result)) = reads.next().await {
                match result {
                    Ok(Some(value)) => answer.found(key, value),
                    Ok(None) => answer.absent(key),
                    Err(failure) => answer.failed(key, failure),
                }
            }
        })
    }

    fn help(&self, problem: &Help<'_>) -> Option<String> {
        let path = self.path(problem.key.name())?;
        let path = path.display();
        match (problem.code, problem.document_keys) {
            (Code::Missing, []) => Some(format!("mount it as {path}")),
            (Code::Missing, keys) => {
                Some(format!("mount it as {path}: a JSON object with {}", keys.join(", ")))
            }
            (Code::Denied, _) => Some(format!("let the user of this process read {path}")),
            _ => None,
        }
    }

    fn container(&self) -> Option<&str> {
        self.folder.to_str()
    }
}

/// A folder as the platform would mount it. It is removed at the end.
struct Volume(PathBuf);

impl Volume {
    fn mount() -> std::io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("figleaf-mounted-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("prod"))?;
        let volume = Self(folder);
        let database = r#"{"host": "db.internal", "port": 5432, "password": "correct-horse"}"#;
        let files: [(&str, &[u8]); 4] = [
            ("api-key", b"sk_live_123456\n"),
            ("mail", br#"{"host": "smtp.internal", "user": "app"}"#),
            ("prod/database", database.as_bytes()),
            ("signing-key", &[0xff, 0x00, 0x17]),
        ];
        for (name, bytes) in files {
            std::fs::write(volume.0.join(name), bytes)?;
        }
        Ok(volume)
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let volume = Volume::mount()?;
    let loader = || AppConfig::loader().environment("prod").source(Mounted::new(&volume.0));

    let (config, origins) = loader().load_owned_with_origins().await?;
    println!("{config:#?}\n\n{origins}");
    assert_eq!(config.api_key.expose_secret(), "sk_live_123456");
    assert_eq!((config.mail_host.as_str(), config.database.port), ("smtp.internal", 5432));
    assert_eq!(config.signing_key.expose_secret(), &[0xff, 0x00, 0x17]);
    assert_eq!(config.log_level, "info");

    std::fs::remove_file(volume.0.join("api-key"))?;
    std::fs::remove_file(volume.0.join("prod/database"))?;
    let error = loader().load_owned().await.expect_err("two files are not there");
    println!("without two of its files:\n\n{error}");
    let problems: Vec<_> = error.problems().iter().map(|p| (p.path(), p.code())).collect();
    assert_eq!(problems, [("api_key", Code::Missing), ("database.*", Code::Missing)]);
    Ok(())
}
