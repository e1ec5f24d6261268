//! Addresses that are never called, and servers that mean no good.
#![allow(clippy::unwrap_used, reason = "tests")]

mod addresses;
mod faults;

use super::*;

/// Quick, so that a test of what takes too long does not.
const QUICK: Bounds = Bounds {
    connect: Duration::from_millis(500),
    head: Duration::from_millis(300),
    total: Duration::from_millis(800),
    body: 64 * 1024,
};

fn local() -> Http {
    Http::within(QUICK, true).unwrap()
}
