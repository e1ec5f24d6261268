//! The native programs: the window, the command line, the departments' server.

use std::process::Command;

use crate::{
    console::{done, step},
    failure::Outcome,
    places::Places,
    process,
};

/// The tests of the window. Their manifest entry says `test = false`: a plain `cargo test` would run
/// them without a display.
pub(crate) const WINDOW_TEST: &str = "window";

/// Builds the programs that a person runs, with the user interface inside the shell.
///
/// # Errors
/// When something does not compile.
pub(crate) fn programs(places: &Places) -> Outcome<()> {
    step("programs", || {
        process::run(app(places, &["build"]).args(["--quiet", "--bins"]))?;
        Ok(done(""))
    })
}

/// As [`programs`], with the tests of the window: what the tests depend on asks for more features of
/// the foreign crates, and building both at once compiles those once.
///
/// # Errors
/// When something does not compile.
pub(crate) fn programs_and_window_test(places: &Places) -> Outcome<()> {
    step("programs", || {
        let mut build = app(places, &["build"]);
        process::run(build.args(["--quiet", "--bins", "--test", WINDOW_TEST]))?;
        Ok(done(""))
    })
}

/// Builds everything there is, with all tests.
///
/// # Errors
/// When something does not compile.
pub(crate) fn programs_and_tests(places: &Places) -> Outcome<()> {
    step("programs and tests", || {
        let mut build = cargo(places, &["build"]);
        process::run(build.args([
            "--quiet",
            "--lib",
            "--bins",
            "--tests",
            "--test",
            WINDOW_TEST,
        ]))?;
        Ok(done(""))
    })
}

/// A cargo command over what a person runs: the interface is there as WebAssembly, and the tasks are
/// running already, so neither is compiled once more.
pub(crate) fn app(places: &Places, command: &[&str]) -> Command {
    let mut cargo = cargo(places, command);
    cargo.args(["--exclude", "wallet-ui", "--exclude", "xtask"]);
    cargo
}

/// A cargo command over the whole workspace with the shell's features. Lints and tests all use this
/// one selection: another one would compile the foreign crates again with other features.
pub(crate) fn cargo(places: &Places, command: &[&str]) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&places.root)
        .args(command)
        .arg("--workspace");
    cargo.args(["--features", "citizen-wallet/custom-protocol"]);
    cargo
}
