//! `wallet billing-code`: what a seller is shown, so that the invoice finds the wallet.

use std::{fs, path::PathBuf};

use clap::Args;
use wallet_api::{ApiError, ErrorCode, FindBilled, MakeBillingCode};

use crate::{
    cli::Cli,
    output::{Output, output, plain},
};

/// Pixels a module of a picture.
const SCALE: u32 = 6;

#[derive(Debug, Args)]
pub(crate) struct BillingCode {
    /// Write the code into this PNG file.
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// Make none, but read the chain and say which invoice came by the code with this number.
    #[arg(long, value_name = "INDEX", conflicts_with = "png")]
    used: Option<u32>,
}

impl BillingCode {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        if let Some(index) = self.used {
            return used(cli, index).await;
        }
        let view = cli.wallet.run(MakeBillingCode {}).await?;
        let file = match &self.png {
            Some(file) => {
                fs::write(file, wallet::picture(&view.code, SCALE)?)
                    .map_err(|error| ApiError::about(ErrorCode::NotSaved, error.to_string()))?;
                Some(file.display().to_string())
            }
            None => None,
        };
        let json = serde_json::json!({ "index": view.index, "text": view.text, "file": file });
        output(&json, format!("{}\n", view.text))
    }
}

async fn used(cli: &Cli, index: u32) -> Result<Output, ApiError> {
    let found = cli.wallet.run(FindBilled { index }).await?;
    let text = found.as_ref().map_or_else(
        || "no invoice so far\n".to_owned(),
        |row| format!("{} {} {}\n", row.number, row.total, plain(&row.status)),
    );
    output(&found, text)
}
