//! `wallet identity`: the public keys towards one department.

use clap::Subcommand;
use wallet_api::{ApiError, ShowIdentity};

use crate::{
    cli::Cli,
    output::{Output, output},
    table::table,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Identity {
    /// Public keys of the relation with a department. Needs no chain.
    Show {
        /// `did:ethr:<chain id, hex>:<address, lower case>`.
        #[arg(long)]
        department: String,
        /// Index of the relation.
        #[arg(long, default_value_t = 0)]
        index: u32,
    },
}

impl Identity {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self {
            Self::Show { department, index } => show(cli, department, index).await,
        }
    }
}

async fn show(cli: &Cli, department: String, index: u32) -> Result<Output, ApiError> {
    let view = cli.wallet.run(ShowIdentity { department, index }).await?;
    let rows = [
        ("did", &view.did),
        ("ed25519", &view.ed25519),
        ("p256", &view.p256),
        ("viewing", &view.viewing),
        ("spending", &view.spending),
        ("meta-address", &view.meta_address),
    ];
    let text = table(&rows.map(|(label, value)| vec![label.to_owned(), value.clone()]));
    output(&view, text)
}
