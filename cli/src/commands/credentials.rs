//! `wallet credentials`: the documents.

use clap::Subcommand;
use wallet_api::{ApiError, GetDocument, ListDocuments, RefillDocument};

use crate::{
    cli::Cli,
    output::{Output, output, pick, plain, proof, short},
    table::table,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Credentials {
    /// List them.
    List,
    /// Show one, with its attributes and the steps of its verification.
    Show {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
    /// Get fresh unlinkable copies from the issuer, as many as are missing.
    Refill {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
}

impl Credentials {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self {
            Self::List => list(cli).await,
            Self::Show { id } => show(cli, &id).await,
            Self::Refill { id } => refill(cli, &id).await,
        }
    }
}

async fn list(cli: &Cli) -> Result<Output, ApiError> {
    let rows = cli.wallet.run(ListDocuments {}).await?;
    let text = rows.iter().map(|row| {
        vec![
            short(&row.id),
            cli.text(&row.name),
            cli.text(&row.issuer.name),
            plain(&row.status),
            proof(&row.proof),
        ]
    });
    output(&rows, table(&text.collect::<Vec<_>>()))
}

async fn show(cli: &Cli, start: &str) -> Result<Output, ApiError> {
    let rows = cli.wallet.run(ListDocuments {}).await?;
    let id = pick(rows.into_iter().map(|row| row.id), start)?;
    let view = cli.wallet.run(GetDocument { id }).await?;
    let mut rows = vec![vec![
        cli.text(&view.row.name),
        cli.text(&view.row.issuer.name),
    ]];
    rows.extend(
        view.attributes
            .iter()
            .map(|a| vec![a.code.clone(), cli.value(&a.value)]),
    );
    rows.extend(
        view.checks
            .iter()
            .map(|c| vec![format!("check {}", c.step), plain(&c.result)]),
    );
    output(&view, table(&rows))
}

async fn refill(cli: &Cli, start: &str) -> Result<Output, ApiError> {
    let rows = cli.wallet.run(ListDocuments {}).await?;
    let id = pick(rows.into_iter().map(|row| row.id), start)?;
    let view = cli.wallet.run(RefillDocument { id }).await?;
    let (fresh, all) = view.copies;
    output(&view, format!("{fresh} of {all} copies are fresh\n"))
}
