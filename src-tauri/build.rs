//! Checks `tauri.conf.json` and the capability files.
fn main() {}
