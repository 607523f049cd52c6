//! Templates and documentation.

use std::process::Command;

use figleaf::ops::Usage;
use figleaf::{Config, Transport};

use super::{Shop, config, folder};

fn shop() -> figleaf::ops::Ops {
    Shop::ops("prod").region("eu-west-1").transport(Transport::Sdk)
}

#[test]
fn commands() {
    insta::assert_snapshot!(shop().commands().unwrap());
}

#[test]
fn dotenv() {
    insta::assert_snapshot!(shop().dotenv().unwrap());
}

/// What bash reads of it is what is meant, and nothing is run.
#[test]
fn a_shell_reads_the_variables_as_they_are_written() {
    let file = folder("dotenv").join("example.env");
    let text = shop().dotenv().unwrap().replace("# SHOP_MOTTO", "SHOP_MOTTO");
    std::fs::write(&file, text).unwrap();
    let script = format!(
        ". {}; printf '%s|%s|%s' \"$ENVIRONMENT\" \"$SHOP_MOTTO\" \"$SHOP_PORT\"",
        file.display()
    );
    let output = Command::new("bash").args(["-c", &script]).env_clear().output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "prod|read $HOME & go|");
}

#[test]
fn docs() {
    insta::assert_snapshot!(shop().docs().unwrap());
    insta::assert_snapshot!(config::<Shop>(&["docs", "--json"]).out);
}

#[test]
fn a_local_store_loads_when_it_is_filled_in() {
    let text = shop().local().unwrap();
    insta::assert_snapshot!(text);
    let filled = text
        .replace("# \"/prod/shop/flags/NAME\"", "\"/prod/shop/flags/dark\"")
        .replace("# \"/prod/shop/timeout\" = \"\"", "\"/prod/shop/timeout\" = \"3\"")
        .replace("\"\"", "\"filled\"");
    let file = folder("local").join("local.toml");
    std::fs::write(&file, filled).unwrap();
    let variables =
        [("FIGLEAF_LOCAL", file.to_str().unwrap()), ("ENVIRONMENT", "prod"), ("SHOP_PORT", "80")];
    let shop = Shop::loader().env_vars(variables).load_owned_blocking().unwrap();
    assert_eq!(shop.api_key.expose_secret(), "filled");
    assert_eq!(shop.database.host, "filled");
    assert_eq!((shop.flags["dark"].as_str(), shop.timeout), ("filled", Some(3)));
}

#[test]
fn plan() {
    let told = config::<Shop>(&[
        "plan",
        "prod",
        "--region",
        "eu-west-1",
        "--starts-per-day",
        "20000",
        "--instances",
        "100",
        "--price",
        "parameters=0.05",
    ]);
    assert_eq!(told.code, 0, "{}", told.err);
    insta::assert_snapshot!(told.out);
    let json = config::<Shop>(&["plan", "prod", "--json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let tight = &json["tight"];
    assert_eq!((&tight["source"], &tight["from"]), (&"ssm".into(), &21.into()), "{json}");
    assert_eq!((&tight["within5s"], &tight["within9s"]), (&120.into(), &200.into()));
    assert!(tight["help"].as_str().unwrap().contains("one JSON document"));
    let mut usage = Usage::default();
    usage.starts_per_day = Some(20_000.0);
    let cost = shop().cost(usage).unwrap();
    // Five secrets are kept; four are read in a batch and one alone, each a call of 600,000 starts.
    let expected = 5.0 * 0.4 + 5.0 * 600_000.0 * 0.05 / 10_000.0;
    assert!((cost.per_month() - expected).abs() < 1e-9, "{} {expected}", cost.per_month());
    // Six names are read in one request, and each is paid for; another request reads what is below a path.
    usage.prices.parameters = 0.05;
    let with_parameters = shop().cost(usage).unwrap().per_month();
    let expected = 7.0 * 600_000.0 * 0.05 / 10_000.0;
    assert!((with_parameters - cost.per_month() - expected).abs() < 1e-9, "{with_parameters}");
}

/// Nobody has to fill in a group that may be absent.
#[test]
fn the_fields_of_an_optional_group_are_optional() {
    #[derive(Config)]
    #[config(prefix = "/{env}/app", env_prefix = "APP")]
    #[allow(dead_code)]
    struct App {
        #[config(nested)]
        proxy: Option<Proxy>,
    }

    #[derive(Config)]
    #[allow(dead_code)]
    struct Proxy {
        url: String,
    }

    let ops = || App::ops("prod");
    assert!(ops().local().unwrap().contains("\n# \"/prod/app/proxy/url\" = \"\"\n"));
    assert!(ops().commands().unwrap().contains("# proxy.url: String, optional\n"));
    assert!(ops().terraform().unwrap().contains("count = var.proxy_url == null ? 0 : 1\n"));
    assert!(!ops().json_schema(None).unwrap().contains("required"));
}
