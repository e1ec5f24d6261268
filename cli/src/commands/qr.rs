//! `wallet qr`: pictures of codes.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use wallet_api::ApiError;

use crate::{
    cli::Cli,
    output::{Output, output},
};

#[derive(Debug, Subcommand)]
pub(crate) enum Qr {
    /// Read a PNG, JPEG, BMP or WebP file.
    Read {
        /// The picture.
        image: PathBuf,
    },
}

impl Qr {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self {
            Self::Read { image } => read(cli, &image).await,
        }
    }
}

async fn read(cli: &Cli, image: &Path) -> Result<Output, ApiError> {
    let link = cli.wallet.read_code_file(image).await?;
    let text = format!("{link}\n");
    output(&serde_json::json!({ "text": link }), text)
}
