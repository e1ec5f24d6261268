//! `wallet grants`: the permissions.

use clap::Subcommand;
use wallet_api::{ApiError, ListPermissions, WithdrawPermission};

use crate::{
    cli::Cli,
    output::{Output, output, pick, plain, proof, short},
    table::table,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Grants {
    /// List them.
    List,
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
            Self::Revoke { id } => revoke(cli, &id).await,
        }
    }
}

async fn list(cli: &Cli) -> Result<Output, ApiError> {
    let rows = cli.wallet.run(ListPermissions {}).await?;
    let text = rows.iter().map(|row| {
        let rights = row
            .rights
            .iter()
            .map(|r| r.attribute.clone())
            .collect::<Vec<_>>()
            .join(",");
        vec![
            short(&row.id),
            row.number.clone(),
            cli.text(&row.party.name),
            rights,
            format!("{}/{}", row.used, row.max_uses),
            plain(&row.state),
            proof(&row.proof),
        ]
    });
    output(&rows, table(&text.collect::<Vec<_>>()))
}

async fn revoke(cli: &Cli, start: &str) -> Result<Output, ApiError> {
    let rows = cli.wallet.run(ListPermissions {}).await?;
    let id = pick(rows.into_iter().map(|row| row.id), start)?;
    let row = cli.wallet.run(WithdrawPermission { id }).await?;
    let text = format!("{} {}\n", row.number, plain(&row.state));
    output(&row, text)
}
