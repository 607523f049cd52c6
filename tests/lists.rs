//! A list is a list however its type is written: what is to be stored for it is a StringList.

#![cfg(all(feature = "derive", feature = "ssm"))]
#![allow(dead_code, reason = "nothing here is loaded")]

mod support;

use std::collections::HashSet;

use figleaf::{Config, Secret};
use serde_json::json;
use support::stub::{Reply, Stub};

type Names = std::vec::Vec<std::string::String>;

#[derive(Debug, Config)]
#[config(prefix = "/app")]
struct Lists {
    plain: Vec<String>,
    qualified: std::vec::Vec<std::string::String>,
    alias: Names,
    array: [String; 2],
    boxed: Box<[String]>,
    set: HashSet<std::string::String>,
    hidden: Secret<std::vec::Vec<String>>,
    text: std::string::String,
    pair: (String, String),
    bytes: std::vec::Vec<u8>,
}

#[test]
fn the_command_stores_a_list_for_a_list() {
    let stub = Stub::start(|request| {
        Reply::json(json!({ "Parameters": [], "InvalidParameters": request.names }))
    });
    let error = Lists::loader().sdk_config(&stub.sdk_config()).load_owned_blocking().unwrap_err();
    let lists = error
        .problems()
        .iter()
        .filter(|problem| problem.help().is_some_and(|help| help.contains("--type StringList")));
    let paths: Vec<_> = lists.map(figleaf::Problem::path).collect();
    assert_eq!(paths, ["plain", "qualified", "alias", "array", "boxed", "set", "pair"], "{error}");
    assert_eq!(error.problems().len(), 10);
}
