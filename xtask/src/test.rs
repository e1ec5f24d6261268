//! `cargo xtask test`: every test there is, and one closing line.

mod tally;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use clap::{Args, ValueEnum};

use crate::{
    build, console, contracts, display,
    failure::{Context, Failure, Outcome},
    places::Places,
    process, setup,
    supervisor::Supervisor,
    test::tally::Tally,
    ui,
};

#[derive(Args)]
pub(crate) struct Options {
    /// Run one part only.
    #[arg(long, value_enum)]
    only: Option<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Unit, integration and documentation tests of every crate.
    Rust,
    /// `forge test`, and the committed artifacts against a fresh build.
    Contracts,
    /// The real window on a display of its own.
    Window,
}

/// Makes sure of the tools, builds, runs the parts and prints the sum.
///
/// # Errors
/// When a part could not run or a test failed.
pub(crate) fn run(places: &Places, options: &Options) -> Outcome<()> {
    setup::run(places)?;
    let wants = |part| options.only.is_none_or(|only| only == part);
    if wants(Part::Rust) || wants(Part::Window) {
        ui::ensure(places, &ui::Options::default())?;
        build::programs_and_tests(places)?;
    }
    let mut total = Tally::default();
    if wants(Part::Contracts) {
        total.add(part("contracts", || contract_tests(places)));
    }
    if wants(Part::Rust) {
        // Without it two tests fail and say so; the others need nothing of it.
        if let Err(failure) = setup::python::ensure(places) {
            console::failed(&failure.to_string());
        }
        total.add(part("rust", || rust_tests(places)));
        total.add(part("documentation", || doc_tests(places)));
    }
    if wants(Part::Window) {
        total.add(part("window", || window_tests(places)));
        println!("screenshots: {}", screenshots(places).display());
    }
    println!("{total}");
    if total.failed == 0 {
        Ok(())
    } else {
        Err(Failure::new("some tests failed"))
    }
}

/// A part that cannot run at all counts as one failed test: it must not look like a pass.
fn part(name: &str, act: impl FnOnce() -> Outcome<Tally>) -> Tally {
    let tally = act().unwrap_or_else(|failure| {
        console::failed(&format!("{name}: {failure}"));
        Tally {
            failed: 1,
            ..Tally::default()
        }
    });
    println!(
        "part {name}: {} ok, {} not ok, {} left out",
        tally.passed, tally.failed, tally.skipped
    );
    tally
}

fn rust_tests(places: &Places) -> Outcome<Tally> {
    let mut command = if has_nextest() {
        let mut nextest = build::cargo(places, &["nextest", "run"]);
        nextest.args([
            "--no-fail-fast",
            "--status-level",
            "fail",
            "--show-progress",
            "none",
        ]);
        nextest
    } else {
        let mut test = build::cargo(places, &["test"]);
        test.args(["--no-fail-fast", "--lib", "--bins", "--tests"]);
        test
    };
    finish(tell_where(&mut command, places)?, tally::of_rust)
}

fn doc_tests(places: &Places) -> Outcome<Tally> {
    finish(
        build::cargo(places, &["test"]).args(["--no-fail-fast", "--doc"]),
        tally::of_rust,
    )
}

fn contract_tests(places: &Places) -> Outcome<Tally> {
    let mut tally = finish(contracts::forge(places)?.arg("test"), tally::of_forge)?;
    match contracts::compare(places) {
        Ok(_) => tally.passed += 1,
        Err(failure) => {
            console::failed(&failure.to_string());
            tally.failed += 1;
        }
    }
    Ok(tally)
}

fn window_tests(places: &Places) -> Outcome<Tally> {
    let folder = screenshots(places);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).context(folder.display())?;
    let supervisor = Supervisor::new(&places.target.join("window-logs"))?.stop_on_signals()?;
    let display = display::start(&supervisor)?;
    let mut command = window_test(places, build::cargo(places, &["test"]), &display, &folder)?;
    // One window at a time, so that none covers another or takes its focus.
    finish(command.args(["--", "--test-threads", "1"]), tally::of_rust)
}

/// Makes a command that runs the tests of the window on a display of `cargo test` over some packages:
/// those it was built with, or all of it is built again.
///
/// # Errors
/// When npm has not brought the chain's node.
pub(crate) fn window_test(
    places: &Places,
    mut cargo_test: Command,
    display: &str,
    screenshots: &Path,
) -> Outcome<Command> {
    cargo_test.args(["--quiet", "--no-fail-fast", "--test", build::WINDOW_TEST]);
    tell_where(&mut cargo_test, places)?.env("WALLET_SCREENSHOTS", screenshots);
    display::show_on(&mut cargo_test, display);
    Ok(cargo_test)
}

/// How many tests passed and failed in what cargo's own runner said.
pub(crate) fn passed_and_failed(said: &str) -> (u64, u64) {
    let tally = tally::of_rust(said);
    (tally.passed, tally.failed)
}

/// Tells the tests that start programs where those are.
fn tell_where<'a>(command: &'a mut Command, places: &Places) -> Outcome<&'a mut Command> {
    Ok(command
        .env("WALLET_PROGRAMS", places.target.join("debug"))
        .env("WALLET_ANVIL", places.foundry("anvil")?)
        .env("WALLET_SCREENSHOTS", screenshots(places)))
}

fn screenshots(places: &Places) -> PathBuf {
    places.target.join("screenshots")
}

/// Runs the tests and counts; a run that fails without a failed test (it did not compile) is an error.
fn finish(command: &mut Command, count: impl Fn(&str) -> Tally) -> Outcome<Tally> {
    let (ok, said) = process::watch(command)?;
    let tally = count(&said);
    if !ok && tally.failed == 0 {
        return Err(Failure::new("the tests could not be run"));
    }
    Ok(tally)
}

fn has_nextest() -> bool {
    env::var_os("WALLET_NO_NEXTEST").is_none()
        && process::succeeds(Command::new("cargo").args(["nextest", "--version"]))
}
