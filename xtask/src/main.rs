//! `cargo xtask`: everything a person or a build machine does with this repository, in one program.
//!
//! The tasks start other programs (cargo, npm, forge, anvil) and say what they do; they hold no rule
//! of the wallet itself. Each task first makes sure of what it needs, so that any of them works on a
//! fresh machine.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line program"
)]

mod bench;
mod build;
mod check;
mod console;
mod contracts;
mod demo;
mod digest;
mod display;
mod failure;
mod i18n;
mod icons;
mod places;
mod process;
mod setup;
mod supervisor;
mod test;
mod tidy;
mod ui;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{failure::Outcome, places::Places};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tasks of the Citizen Wallet repository")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Installs what is missing: system packages, Node.js, the wasm standard library, npm tools.
    Setup,
    /// Builds the user interface to dist/.
    Ui(ui::Options),
    /// Compiles the contracts and refreshes contracts/abi/.
    Contracts(contracts::Options),
    /// Formatting, lints, the repository's own rules, completeness of the translations.
    Check,
    /// Checks the repository's own rules alone (a part of `check`).
    Tidy,
    /// Runs every test and closes with "N passed, N failed, N skipped".
    Test(test::Options),
    /// Measures the wallet beside other readers of the same chain.
    Bench(bench::Options),
    /// Starts a chain, a sample city and the wallet.
    Demo(demo::Options),
    /// Renders the icons from the mark (needs rsvg-convert).
    Icons,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            console::failed(&failure.to_string());
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(task: Task) -> Outcome<()> {
    let places = Places::find()?;
    match task {
        Task::Setup => setup::run(&places),
        Task::Ui(options) => ui::run(&places, &options),
        Task::Contracts(options) => contracts::run(&places, &options),
        Task::Check => check::run(&places),
        Task::Tidy => tidy::run(&places),
        Task::Test(options) => test::run(&places, &options),
        Task::Bench(options) => bench::run(&places, &options),
        Task::Demo(options) => demo::run(&places, &options),
        Task::Icons => icons::run(&places),
    }
}
