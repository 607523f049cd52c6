//! A machine that a load runs on: its environment variables and the files below its home.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use figleaf::{Code, Config, Error};

/// A machine: its variables and its files.
pub struct Machine {
    pub folder: PathBuf,
    pub variables: Vec<(String, String)>,
    pub timeout: Duration,
}

impl Machine {
    pub fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir()
            .join(format!("figleaf-credentials-{}-{number}", std::process::id()));
        // Of a process of that number that was killed.
        super::install::remove(&folder).unwrap();
        fs::create_dir_all(folder.join(".aws")).unwrap();
        let machine = Self { folder, variables: Vec::new(), timeout: Duration::from_secs(4) };
        let home = machine.folder.to_str().unwrap().to_owned();
        machine
            .with("HOME", &home)
            .with("AWS_REGION", "eu-west-1")
            .with("AWS_EC2_METADATA_DISABLED", "true")
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn file(self, name: &str, text: &str) -> Self {
        fs::write(self.folder.join(name), text).unwrap();
        self
    }

    pub fn config(self, text: &str) -> Self {
        self.file(".aws/config", text)
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.join(name).to_str().unwrap().to_owned()
    }

    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    pub async fn load<T: Config>(&self) -> Result<T, Error> {
        let loader = T::loader().env_vars(self.variables.clone()).timeout(self.timeout);
        let loader = loader.transport(super::aws::transport());
        let started = Instant::now();
        let loaded = loader.load_owned().await;
        super::ends_in_time(started, self.timeout);
        loaded
    }

    /// The one problem of a load that fails, as the report has it but for ports and folders.
    pub async fn fails<T: Config>(&self) -> (Code, String) {
        let error = self.load::<T>().await.map(drop).unwrap_err();
        let [problem] = error.problems() else { panic!("{error}") };
        assert!(!error.to_string().contains("hunter2"), "{error}");
        let text = format!("{}\nhelp: {}", problem.message(), problem.help().unwrap_or_default());
        let text = text.replace(self.folder.to_str().unwrap(), "~");
        let ports = regex::Regex::new(r"127\.0\.0\.1(:\d+)?").unwrap();
        (problem.code(), ports.replace_all(&text, "HOST").into_owned())
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
