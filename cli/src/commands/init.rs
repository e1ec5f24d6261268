//! `wallet init`: a new wallet.

use std::path::PathBuf;

use clap::Args;
use wallet_api::{ApiError, CreateWallet, RevealPhrase};

use crate::{
    arguments::Lang,
    cli::Cli,
    output::{Output, output},
    secrets,
};

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Copy this network.json into the profile.
    #[arg(long, value_name = "FILE")]
    network: Option<PathBuf>,
    /// Language of the recovery words.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    words: Lang,
}

impl Init {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        let passphrase = secrets::new_passphrase(cli.passphrase_fd)?;
        let language = self.words.into();
        let command = CreateWallet {
            passphrase: passphrase.clone(),
            language,
        };
        let status = cli.make(self.network, command).await?;
        let phrase = cli.wallet.run(RevealPhrase { passphrase }).await?;
        let text = format!(
            "Your recovery words. Write them down; whoever has them has your wallet.\n\n{}\n",
            phrase.words.join(" ")
        );
        output(
            &serde_json::json!({ "status": status, "words": phrase.words }),
            text,
        )
    }
}
