//! `wallet status`: how the wallet stands. Without a passphrase only what needs none.

use wallet_api::{ApiError, GetStatus, Phase, StatusView, SyncState};

use crate::{
    cli::Cli,
    output::{Output, output, plain, proof},
    table::{row, table},
    words::words,
};

pub(crate) async fn run(cli: &Cli) -> Result<Output, ApiError> {
    let before = cli.wallet.run(GetStatus {}).await?;
    if before.phase == Phase::Locked && cli.passphrase_fd.is_some() {
        cli.unlock().await?;
    }
    let status = cli.wallet.run(GetStatus {}).await?;
    let text = text(cli, &status);
    output(&status, text)
}

fn text(cli: &Cli, status: &StatusView) -> String {
    let mut rows = vec![row("wallet", plain(&status.phase))];
    if let Some(network) = &status.network {
        rows.push(row("network", cli.text(network)));
    }
    if let Some(code) = status.trouble {
        rows.push(row("trouble", words(&code.into())));
    }
    if let Some(sync) = &status.sync {
        rows.push(row("chain", proof(&sync.proof)));
        if let SyncState::Failed { code, .. } = sync.state {
            rows.push(row("last try", words(&code.into())));
        }
        if let Some(clock) = sync.clock {
            let code = wallet_api::ErrorCode::ClockWrong;
            let what = format!("{} / {}", clock.own, clock.ledger);
            rows.push(row("clock", words(&ApiError::about(code, what))));
        }
    }
    if let Some(doubt) = &status.log {
        rows.push(row("log", super::log::in_words(doubt)));
    }
    if let Some(waiting) = status.waiting {
        rows.push(row("waiting", waiting.to_string()));
    }
    table(&rows)
}
