//! `wallet`: the citizen's wallet on the command line, on the same service as the window.
//!
//! What it prints with `--json` and its exit statuses are documented in `docs/cli.md`.
#![expect(clippy::print_stderr, reason = "a command line speaks by printing")]

mod arguments;
mod cli;
mod commands;
mod output;
mod secrets;
mod table;
mod words;

use std::{
    io::{IsTerminal as _, Write as _},
    process::ExitCode,
};

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
    match cli::run(arguments).await {
        Ok(output) => {
            let status = ExitCode::from(output.status);
            say(&if json {
                output.json + "\n"
            } else {
                output.text
            });
            status
        }
        Err(error) => {
            if json {
                say(&format!("{}\n", serde_json::json!({ "error": error })));
            }
            eprintln!("wallet: {}", words::words(&error));
            ExitCode::from(error.code.exit_status())
        }
    }
}

/// Prints; a reader that has heard enough and closed its end is no error.
fn say(text: &str) {
    let mut stdout = std::io::stdout();
    let _ = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
}
