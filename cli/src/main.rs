//! `wallet`: the citizen's wallet on the command line, on the same service as the window.
//!
//! What it prints with `--json` and its exit statuses are documented in `docs/cli.md`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line speaks by printing"
)]

mod arguments;
mod run;
mod secrets;
mod table;

use std::{io::IsTerminal as _, process::ExitCode};

use clap::Parser as _;

use arguments::Arguments;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_max_level(if arguments.verbose {
            tracing::Level::INFO
        } else {
            tracing::Level::ERROR
        })
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let json = arguments.json;
    match run::run(arguments).await {
        Ok(output) => {
            if json {
                println!("{}", output.json);
            } else {
                print!("{}", output.text);
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            if json {
                let body = serde_json::json!({ "error": error });
                println!("{body}");
            }
            eprintln!("wallet: {}", run::words(&error));
            ExitCode::from(error.code.exit_status())
        }
    }
}
