//! What the fuzz targets share: the configuration that they load, values that must not be told, and servers that
//! answer whatever the fuzzer makes up.

#![forbid(unsafe_code)]

pub mod app;
pub mod canary;
pub mod events;
pub mod load;
pub mod pieces;
pub mod server;
pub mod sink;
