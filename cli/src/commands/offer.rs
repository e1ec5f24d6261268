//! `wallet offer`: offered credentials.

use clap::Subcommand;
use wallet_api::{AcceptOffer, ApiError, ErrorCode, GetOffer, OpenLink, OpenedView};

use crate::{
    cli::Cli,
    output::{Output, output, short},
};

#[derive(Debug, Subcommand)]
pub(crate) enum Offer {
    /// Accept an offer, by its link or its id in the inbox.
    Accept {
        /// `openid-credential-offer://…` or an id.
        #[arg(allow_hyphen_values = true)]
        offer: String,
        /// The transaction code that came by another way.
        #[arg(long, value_name = "CODE")]
        tx_code: Option<String>,
    },
}

impl Offer {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self {
            Self::Accept { offer, tx_code } => accept(cli, offer, tx_code).await,
        }
    }
}

async fn accept(cli: &Cli, offer: String, tx_code: Option<String>) -> Result<Output, ApiError> {
    let id = if offer.contains("://") {
        match cli.wallet.run(OpenLink { link: offer }).await? {
            OpenedView::Offer { offer } => offer.id,
            OpenedView::Request { .. }
            | OpenedView::Presentation { .. }
            | OpenedView::Unproven { .. } => {
                return Err(ApiError::about(ErrorCode::BadLink, "this is a request"));
            }
        }
    } else {
        cli.wallet.run(GetOffer { id: offer }).await?.id
    };
    let command = AcceptOffer {
        id,
        transaction_code: tx_code.map(Into::into),
    };
    let row = cli.wallet.run(command).await?;
    let text = format!("{} {}\n", short(&row.id), cli.text(&row.name));
    output(&row, text)
}
