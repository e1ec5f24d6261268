//! `wallet status`: how the wallet stands. Without a passphrase only what needs none.

use wallet_api::{ApiError, GetStatus, Phase};

use crate::{
    cli::Cli,
    output::{Output, output, plain},
};

pub(crate) async fn run(cli: &Cli) -> Result<Output, ApiError> {
    let before = cli.wallet.run(GetStatus {}).await?;
    if before.phase == Phase::Locked && cli.passphrase_fd.is_some() {
        cli.unlock().await?;
    }
    let status = cli.wallet.run(GetStatus {}).await?;
    output(&status, format!("{}\n", plain(&status.phase)))
}
