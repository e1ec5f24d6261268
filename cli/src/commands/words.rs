//! `wallet words`: the recovery words again, for whoever knows the passphrase.

use wallet_api::{ApiError, RevealPhrase};

use crate::{
    cli::Cli,
    output::{Output, output},
};

pub(crate) async fn run(cli: &Cli) -> Result<Output, ApiError> {
    let passphrase = cli.passphrase()?;
    let phrase = cli.wallet.run(RevealPhrase { passphrase }).await?;
    output(
        &serde_json::json!({ "words": phrase.words }),
        format!("{}\n", phrase.words.join(" ")),
    )
}
