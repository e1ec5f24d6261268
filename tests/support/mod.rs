//! What the tests of the whole share: a city with its own chain, the programs, a window.
//!
//! Everything is started for one test on free ports and in a folder of its own, and ended by its
//! process id. Every wait has an end and is for something.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub(crate) mod citizen;
pub(crate) mod city;
pub(crate) mod court;
pub(crate) mod http;
pub(crate) mod node;
pub(crate) mod pixels;
pub(crate) mod process;
pub(crate) mod programs;
pub(crate) mod requests;
pub(crate) mod rpc;
pub(crate) mod window;

use std::{
    thread,
    time::{Duration, Instant},
};

/// Longer than anything takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);

/// Waits until `look` finds something.
///
/// # Panics
/// When it has found nothing in [`PATIENCE`].
pub(crate) fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "waited too long for {what}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// A port of the loopback address that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
