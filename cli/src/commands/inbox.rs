//! `wallet request …` beyond deciding: later, again, not at all, and what is kept of it.

use std::path::PathBuf;

use clap::Subcommand;
use wallet_api::{
    ApiError, DeclineOffer, ErrorCode, ExportEvidence, InboxKind, InboxRow, ListInbox,
    ListUnproven, RefuseRequest, RefuseUnproven, ReopenRequest, ResendAnswer, ReviewPresentation,
    ReviewRequest, SnoozeRequest, UnprovenView,
};

use crate::{
    cli::Cli,
    output::{Output, output, plain},
    table::table,
};

const HOUR_SECS: i64 = 3_600;

#[derive(Debug, Subcommand)]
pub(crate) enum Inbox {
    /// Put a request aside for a while.
    Snooze {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        id: String,
        /// For so many hours.
        #[arg(long, default_value_t = 24, conflicts_with = "until")]
        hours: u32,
        /// Until this time, seconds since 1970.
        #[arg(long)]
        until: Option<i64>,
    },
    /// Take up what was put aside, or decide anew what was never sent.
    Reopen {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
    /// Refuse a request, also one that was put aside, or decline an offer.
    Decline {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
    /// Send a signed answer again that did not arrive for certain.
    Resend {
        /// The request's id.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
    /// Write evidence of an answer into a file that anybody can check.
    Export {
        /// Id of the request, or of the permission that came of it.
        #[arg(allow_hyphen_values = true)]
        id: String,
        /// The file.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// List requests of askers who could not be proven.
    Unproven,
    /// Remove an unproven request; nothing is sent.
    Forget {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
}

impl Inbox {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        let wallet = &cli.wallet;
        match self {
            Self::Snooze { id, hours, until } => {
                let until = until.unwrap_or_else(|| now() + i64::from(hours) * HOUR_SECS);
                line(wallet.run(SnoozeRequest { id, until }).await?)
            }
            Self::Reopen { id } => line(wallet.run(ReopenRequest { id }).await?),
            Self::Resend { id } => line(wallet.run(ResendAnswer { id }).await?),
            Self::Decline { id } => line(decline(cli, id).await?),
            Self::Export { id, out } => export(cli, id, out).await,
            Self::Unproven => unproven(&wallet.run(ListUnproven {}).await?),
            Self::Forget { id } => unproven(&wallet.run(RefuseUnproven { id }).await?),
        }
    }
}

async fn decline(cli: &Cli, id: String) -> Result<InboxRow, ApiError> {
    let missing = || ApiError::about(ErrorCode::NotFound, id.clone());
    let find = |rows: Vec<InboxRow>| rows.into_iter().find(|row| row.id == id);
    let row = find(cli.wallet.run(ListInbox {}).await?).ok_or_else(missing)?;
    match row.kind {
        InboxKind::Offer => {
            let command = DeclineOffer { id: id.clone() };
            find(cli.wallet.run(command).await?).ok_or_else(missing)
        }
        InboxKind::Presentation => {
            let command = ReviewPresentation {
                id: id.clone(),
                document: None,
            };
            let digest = cli.wallet.run(command).await?.digest;
            cli.wallet.run(RefuseRequest { id, digest }).await
        }
        InboxKind::Request => {
            let view = cli.wallet.run(ReviewRequest { id: id.clone() }).await?;
            let command = RefuseRequest {
                id,
                digest: view.digest,
            };
            cli.wallet.run(command).await
        }
    }
}

async fn export(cli: &Cli, id: String, out: PathBuf) -> Result<Output, ApiError> {
    let file = cli.wallet.run(ExportEvidence { id }).await?;
    std::fs::write(&out, file.content)
        .map_err(|error| ApiError::about(ErrorCode::NotSaved, error.kind().to_string()))?;
    let text = format!("{}\n", out.display());
    output(&serde_json::json!({ "file": out }), text)
}

fn line(row: InboxRow) -> Result<Output, ApiError> {
    let text = format!("{} {}\n", row.number, plain(&row.state));
    output(&row, text)
}

fn unproven(rows: &[UnprovenView]) -> Result<Output, ApiError> {
    let text = rows.iter().map(|row| {
        let failed = row
            .checks
            .iter()
            .filter(|check| check.result == wallet_api::CheckResult::Invalid)
            .map(|check| check.step.clone())
            .collect::<Vec<_>>()
            .join(",");
        vec![
            row.id.clone(),
            row.name.clone().unwrap_or_else(|| row.host.clone()),
            row.rights.len().to_string(),
            failed,
        ]
    });
    output(&rows, table(&text.collect::<Vec<_>>()))
}

/// Seconds since 1970 by this computer's clock.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.unwrap_or_default().as_secs()).unwrap_or(i64::MAX)
}
