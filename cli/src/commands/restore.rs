//! `wallet restore`: the wallet of a recovery phrase.

use std::path::PathBuf;

use clap::Args;
use wallet_api::{ApiError, GetRecovered, RestoreWallet, Sync};

use super::rehearse::counts;
use crate::{
    cli::Cli,
    output::{Output, output},
    secrets,
};

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// Copy this network.json into the profile.
    #[arg(long, value_name = "FILE")]
    network: Option<PathBuf>,
}

impl Restore {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        let words = secrets::words()?;
        let passphrase = secrets::new_passphrase(cli.passphrase_fd)?;
        let language = cli.lang.into();
        let command = RestoreWallet {
            words,
            passphrase,
            language,
        };
        let status = cli.make(self.network, command).await?;
        // What the chain knows comes back at once where there is one.
        let synced = match cli.profile_has_network() {
            true => cli.wallet.run(Sync {}).await.ok(),
            false => None,
        };
        let found = match &synced {
            Some(_) => Some(cli.wallet.run(GetRecovered {}).await?),
            None => None,
        };
        let mut text = match &synced {
            Some(view) => format!(
                "restored; {} entries of yours, {} documents fetched\n",
                view.own, view.fetched
            ),
            None => "restored; no node could be asked what is yours, `wallet sync` does it later\n"
                .to_owned(),
        };
        if let Some(view) = &found {
            text += &counts(cli, &view.rows);
        }
        text += "lost: what only the old computer knew (refusals, what was shown where), and settings\n";
        output(
            &serde_json::json!({ "status": status, "sync": synced, "found": found }),
            text,
        )
    }
}
