//! The native programs: the window, the command line, the departments' server.

use std::process::Command;

use crate::{
    console::{done, step},
    failure::Outcome,
    places::Places,
    process,
};

/// Builds every program of the workspace, with the user interface inside the shell.
///
/// # Errors
/// When something does not compile.
pub(crate) fn programs(places: &Places) -> Outcome<()> {
    step("programs", || {
        process::run(cargo(places, &["build"]).args(["--quiet", "--bins"]))?;
        Ok(done(""))
    })
}

/// A cargo command over the whole workspace with the shell's features. Builds, lints and tests all use
/// this one selection: another one would compile the foreign crates again with other features.
pub(crate) fn cargo(places: &Places, command: &[&str]) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&places.root)
        .args(command)
        .arg("--workspace");
    cargo.args(["--features", "citizen-wallet/custom-protocol"]);
    cargo
}
