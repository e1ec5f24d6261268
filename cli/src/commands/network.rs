//! `wallet network`: the nodes.

use wallet_api::{ApiError, GetNetwork};

use crate::{
    cli::Cli,
    output::{Output, output},
    table::table,
};

pub(crate) async fn run(cli: &Cli) -> Result<Output, ApiError> {
    let view = cli.wallet.run(GetNetwork {}).await?;
    let rows = view.nodes.iter().map(|node| {
        let height = node
            .height
            .map_or_else(|| "-".to_owned(), |height| height.to_string());
        vec![node.name.clone(), node.url.clone(), height]
    });
    output(&view, table(&rows.collect::<Vec<_>>()))
}
