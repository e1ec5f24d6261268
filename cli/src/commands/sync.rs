//! `wallet sync`: reads the chain.

use wallet_api::{ApiError, Sync};

use crate::{
    cli::Cli,
    output::{Output, output, proof},
};

pub(crate) async fn run(cli: &Cli) -> Result<Output, ApiError> {
    let view = cli.wallet.run(Sync {}).await?;
    let text = format!(
        "{} entries read, {} your own, {} documents fetched; {}\n",
        view.entries,
        view.own,
        view.fetched,
        proof(&view.sync.proof)
    );
    output(&view, text)
}
