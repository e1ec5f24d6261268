//! `wallet obtain`: what can be had, and from whom.

use clap::Args;
use wallet_api::{ApiError, Apply, ApplyView, ListObtainable};

use crate::{
    cli::Cli,
    output::{Output, output},
    table::table,
};

#[derive(Debug, Args)]
pub(crate) struct Obtain {
    /// DID of the issuer to apply to.
    #[arg(long, requires = "id")]
    apply: Option<String>,
    /// What to apply for.
    #[arg(long)]
    id: Option<String>,
}

impl Obtain {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self.apply {
            Some(issuer) => apply(cli, issuer, self.id.unwrap_or_default()).await,
            None => list(cli).await,
        }
    }
}

async fn apply(cli: &Cli, issuer: String, id: String) -> Result<Output, ApiError> {
    let view = cli.wallet.run(Apply { issuer, id }).await?;
    let text = match &view {
        ApplyView::Offer { offer } => format!("offer {}\n", offer.id),
        ApplyView::Request { id } => format!("request {id}\n"),
        ApplyView::Coming { message } | ApplyView::Counter { message } => {
            format!("{}\n", cli.text(message))
        }
    };
    output(&view, text)
}

async fn list(cli: &Cli) -> Result<Output, ApiError> {
    let view = cli.wallet.run(ListObtainable {}).await?;
    let rows = view.rows.iter().map(|row| {
        vec![
            cli.text(&row.issuer.name),
            row.id.clone(),
            cli.text(&row.name),
            row.issuer.did.clone(),
        ]
    });
    output(&view, table(&rows.collect::<Vec<_>>()))
}
