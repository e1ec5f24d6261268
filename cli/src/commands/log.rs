//! `wallet log`: how far the local log goes, and taking it as it is.

use clap::Subcommand;
use wallet_api::{AcceptLog, ApiError, GetLog, LogDoubt, LogDoubtView};

use crate::{
    cli::Cli,
    output::{Output, output},
    table::{row, table},
};

/// What is done with the log.
#[derive(Debug, Subcommand)]
pub(crate) enum LogCommand {
    /// How many lines it has, until when, and what speaks against it.
    Show,
    /// Take it as it is from now on, and write that down.
    Accept,
}

pub(crate) async fn run(cli: &Cli, command: LogCommand) -> Result<Output, ApiError> {
    if let LogCommand::Accept = command {
        cli.wallet.run(AcceptLog {}).await?;
    }
    let view = cli.wallet.run(GetLog {}).await?;
    let mut rows = vec![
        row("lines", view.lines.to_string()),
        row("until", view.until.to_string()),
    ];
    if let Some(doubt) = &view.doubt {
        rows.push(row("doubt", in_words(doubt)));
    }
    let text = table(&rows);
    output(&view, text)
}

/// What speaks against the log, with both dates.
pub(crate) fn in_words(doubt: &LogDoubtView) -> String {
    let ends = doubt.ends;
    let remembered = doubt.remembered.unwrap_or_default();
    match doubt.doubt {
        LogDoubt::Older => format!(
            "an OLDER copy of the vault: it ends {ends}, and had come to {remembered} on this \
             computer ({} lines are missing)",
            doubt.missing
        ),
        LogDoubt::Changed => {
            format!("lines were REMOVED or CHANGED: it is whole until {ends} only")
        }
        LogDoubt::NotRemembered => {
            format!("this computer does not remember it; it ends {ends}")
        }
    }
}
