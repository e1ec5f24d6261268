//! `wallet grants`: the permissions.

use clap::Subcommand;
use wallet_api::{ApiError, GetPermission, ListPermissions, PermissionRow, WithdrawPermission};

use super::activity;
use crate::{
    cli::Cli,
    output::{Output, attributes, output, pick, plain, proof, short},
    table::table,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Grants {
    /// List them.
    List,
    /// Show one, with all that was done with it.
    Show {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
    /// Withdraw one on the chain.
    Revoke {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
}

impl Grants {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self {
            Self::List => list(cli).await,
            Self::Show { id } => show(cli, &id).await,
            Self::Revoke { id } => revoke(cli, &id).await,
        }
    }
}

async fn list(cli: &Cli) -> Result<Output, ApiError> {
    let rows = cli.wallet.run(ListPermissions {}).await?;
    let text = lines(cli, &rows);
    output(&rows, text)
}

fn lines(cli: &Cli, rows: &[PermissionRow]) -> String {
    let text = rows.iter().map(|row| {
        vec![
            short(&row.id),
            row.number.clone(),
            cli.text(&row.party.name),
            attributes(&row.rights),
            format!("{}/{}", row.used, row.max_uses),
            plain(&row.state),
            proof(&row.proof),
        ]
    });
    table(&text.collect::<Vec<_>>())
}

async fn show(cli: &Cli, start: &str) -> Result<Output, ApiError> {
    let rows = cli.wallet.run(ListPermissions {}).await?;
    let id = pick(rows.into_iter().map(|row| row.id), start)?;
    let view = cli.wallet.run(GetPermission { id }).await?;
    let mut text = lines(cli, std::slice::from_ref(&view.row));
    text.push_str(&activity::lines(cli, &view.history));
    output(&view, text)
}

async fn revoke(cli: &Cli, start: &str) -> Result<Output, ApiError> {
    let rows = cli.wallet.run(ListPermissions {}).await?;
    let id = pick(rows.into_iter().map(|row| row.id), start)?;
    let row = cli.wallet.run(WithdrawPermission { id }).await?;
    let text = format!("{} {}\n", row.number, plain(&row.state));
    output(&row, text)
}
