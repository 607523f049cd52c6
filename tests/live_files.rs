//! Files and providers are read again with every refresh; what was read when it was given is not.
#![cfg(all(feature = "derive", feature = "local"))]

use std::path::{Path, PathBuf};

use figleaf::figment::{
    Figment,
    providers::{Format, Toml},
};
use figleaf::live::Refreshed;
use figleaf::{Code, Config, Live, source::Memory};

#[derive(Config)]
#[config(prefix = "/app")]
struct App {
    level: String,
    limit: u8,
}

struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let name = format!("figleaf-live-{name}-{}.toml", std::process::id());
        let file = Self(std::env::temp_dir().join(name));
        file.write(text);
        file
    }

    fn write(&self, text: &str) {
        std::fs::write(&self.0, text).unwrap();
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn loader() -> figleaf::Loader<App> {
    let parameters = Memory::new("ssm").with("/app/limit", "3");
    App::loader().no_env_vars().source(parameters)
}

async fn changed(live: &Live<App>) -> String {
    match live.refresh_now().await.unwrap() {
        Refreshed::Changed(fields) => fields.to_string(),
        _ => "nothing".to_owned(),
    }
}

#[tokio::test(start_paused = true)]
async fn a_mounted_file_reloads() {
    for way in ["file", "provider", "above"] {
        let file = File::new(way, "level = 'info'");
        let loader = match way {
            "file" => loader().join_file(file.path()),
            "provider" => loader().join(Toml::file(file.path())),
            _ => loader().merge_file(file.path()),
        };
        let live = loader.live().load_owned().await.unwrap();
        assert_eq!(changed(&live).await, "nothing", "{way}");
        file.write("level = 'debug'");
        assert_eq!(changed(&live).await, "level", "{way}");
        assert_eq!(live.current().level, "debug");
        // A higher layer takes a field over, and gives it back.
        file.write("level = 'debug'\nlimit = 9");
        let taken = if way == "above" { "limit" } else { "nothing" };
        assert_eq!(changed(&live).await, taken, "{way}");
        file.write("level = 'trace'");
        let given_back = if way == "above" { "level, limit" } else { "level" };
        assert_eq!(changed(&live).await, given_back, "{way}");
        // Half written, it is refused, and the last good values stay.
        file.write("level = 'tr");
        let error = live.refresh_now().await.unwrap_err();
        assert_eq!(error.problems()[0].code(), Code::Invalid, "{way}");
        assert_eq!(live.current().level, "trace");
    }
}

#[tokio::test(start_paused = true)]
async fn a_local_store_reloads() {
    let store = |level: &str| format!("[ssm]\n'/app/level' = '{level}'\n'/app/limit' = 3\n");
    let file = File::new("store", &store("info"));
    let loader = App::loader().no_env_vars().local(file.path());
    let live = loader.live().load_owned().await.unwrap();
    assert_eq!(changed(&live).await, "nothing");
    file.write(&store("debug"));
    assert_eq!(changed(&live).await, "level");
    drop(file);
    assert!(live.refresh_now().await.is_err());
    assert_eq!(live.current().level, "debug");
}

#[tokio::test(start_paused = true)]
async fn a_figment_is_read_when_it_is_built() {
    let file = File::new("figment", "level = 'info'");
    let loader = loader().join(Figment::from(Toml::file(file.path())));
    let live = loader.live().load_owned().await.unwrap();
    file.write("level = 'debug'");
    assert_eq!(changed(&live).await, "nothing");
    assert_eq!((live.current().level.as_str(), live.current().limit), ("info", 3));
}
