//! `wallet invoices`: what the citizen was billed.

use clap::Subcommand;
use wallet_api::{ApiError, GetInvoice, ListInvoices};

use crate::{
    cli::Cli,
    output::{Output, output, proof, short},
    table::table,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Invoices {
    /// List them.
    List,
    /// Show one.
    Show {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
}

impl Invoices {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self {
            Self::List => list(cli).await,
            Self::Show { id } => show(cli, id).await,
        }
    }
}

async fn list(cli: &Cli) -> Result<Output, ApiError> {
    let view = cli.wallet.run(ListInvoices {}).await?;
    let rows = view.rows.iter().map(|row| {
        vec![
            short(&row.id),
            row.number.clone(),
            row.seller.clone(),
            row.total.clone(),
            proof(&row.proof),
        ]
    });
    output(&view, table(&rows.collect::<Vec<_>>()))
}

async fn show(cli: &Cli, id: String) -> Result<Output, ApiError> {
    let view = cli.wallet.run(GetInvoice { id }).await?;
    let mut rows = vec![vec![
        view.row.number.clone(),
        view.row.seller.clone(),
        view.row.total.clone(),
    ]];
    rows.extend(view.lines.iter().map(|line| {
        vec![
            line.name.clone(),
            line.quantity.clone(),
            line.amount.clone(),
            line.tax.clone(),
        ]
    }));
    output(&view, table(&rows))
}
