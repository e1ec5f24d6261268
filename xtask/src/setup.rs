//! `cargo xtask setup`: brings what the builds and tests need, and only what is missing.
//!
//! When everything is there it takes some hundredths of a second, so that every other task begins
//! with it.

mod npm;
pub(crate) mod python;
mod system;
pub(crate) mod wasm;

pub(crate) use npm::packages as npm_packages;

use crate::{
    console::{done, step},
    failure::Outcome,
    places::Places,
};

/// Runs every step of the set-up.
///
/// # Errors
/// With exit code 2 and the exact command to give when a package is missing that only the owner of
/// the machine can install.
pub(crate) fn run(places: &Places) -> Outcome<()> {
    step("system packages", || system::ensure().map(done))?;
    step("wasm standard library", || wasm::ensure(places).map(done))?;
    step("npm tools", || npm::ensure(places).map(done))
}
