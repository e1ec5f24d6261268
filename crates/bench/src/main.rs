//! `bench`: how fast the wallet reads and proves a history, beside other readers of the same node.
//!
//! `cargo xtask bench history` builds it optimised and gives it its tools. It starts a node of its
//! own, fills a journal, and lets each reader read it in turn, so that all of them have the same
//! machine in the same state.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line program"
)]

mod city;
mod figures;
mod history;
mod readers;
mod scan;
mod sync;

use std::process::ExitCode;

use clap::Parser;

/// Any failure ends a measurement; it is told in its own words.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Parser)]
#[command(name = "bench", about = "Measures the wallet")]
enum Task {
    /// Reads histories of several lengths with several readers.
    History(history::Options),
    /// One wallet: reads all, then again for each line of the standard input.
    #[command(hide = true)]
    Sync(sync::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    let result = match Task::parse() {
        Task::History(options) => history::run(options).await,
        Task::Sync(options) => sync::run(options).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}
