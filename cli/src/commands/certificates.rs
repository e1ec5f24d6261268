//! `wallet certificates`: degrees, qualifications, licences.

use clap::Subcommand;
use wallet_api::{ApiError, ListCertificates};

use crate::{
    cli::Cli,
    output::{Output, output, plain, proof, short},
    table::table,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Certificates {
    /// List them.
    List,
}

impl Certificates {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self {
            Self::List => list(cli).await,
        }
    }
}

async fn list(cli: &Cli) -> Result<Output, ApiError> {
    let rows = cli.wallet.run(ListCertificates {}).await?;
    let text = rows.iter().map(|row| {
        vec![
            short(&row.id),
            cli.text(&row.title),
            cli.text(&row.issuer.name),
            row.awarded.clone(),
            plain(&row.status),
            proof(&row.proof),
        ]
    });
    output(&rows, table(&text.collect::<Vec<_>>()))
}
