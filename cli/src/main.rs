//! `wallet`: the citizen's wallet on the command line, on the same service as the window.
//!
//! What it prints with `--json` and its exit statuses are documented in `docs/cli.md`.

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
use wallet_api::{ApiError, ErrorCode};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return not_understood(&error),
    };
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
            let text = match json {
                true => output.json + "\n",
                false => output.text,
            };
            match say(&text) {
                Ok(()) => ExitCode::from(output.status),
                Err(why) => {
                    complain(&format!(
                        "it was done, but the answer could not be written ({why})"
                    ));
                    ExitCode::from(ErrorCode::NotSaved.exit_status())
                }
            }
        }
        Err(error) => {
            if json {
                // It is told on standard error in any case.
                let _ = say(&format!("{}\n", serde_json::json!({ "error": error })));
            }
            complain(&words::words(&error));
            ExitCode::from(error.code.exit_status())
        }
    }
}

/// Help and version as asked for; for anything else what is wrong with the arguments, for programs too.
fn not_understood(error: &clap::Error) -> ExitCode {
    if error.use_stderr() && std::env::args_os().any(|argument| argument == "--json") {
        // The kind of mistake and never the argument, which may be a secret in the wrong place.
        let what = error.kind().as_str().unwrap_or("arguments");
        let error = ApiError::about(ErrorCode::BadInput, what);
        let _ = say(&format!("{}\n", serde_json::json!({ "error": error })));
    }
    let _ = error.print();
    match error.use_stderr() {
        true => ExitCode::from(ErrorCode::BadInput.exit_status()),
        false => ExitCode::SUCCESS,
    }
}

/// Says something to people; where that cannot be written either, nobody can be told.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "wallet: {text}");
}

/// Prints; a reader that has heard enough and closed its end is no error.
fn say(text: &str) -> std::io::Result<()> {
    let mut stdout = std::io::stdout();
    let written = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}
