//! `wallet departments`: the directory.

use wallet_api::{ApiError, ListDepartments};

use crate::{
    cli::Cli,
    output::{Output, output},
    table::table,
};

pub(crate) async fn run(cli: &Cli) -> Result<Output, ApiError> {
    let rows = cli.wallet.run(ListDepartments {}).await?;
    let text = rows.iter().map(|row| {
        vec![
            format!(
                "{}{}",
                "  ".repeat(row.depth.into()),
                cli.text(&row.party.name)
            ),
            row.party.code.clone(),
            row.party.did.clone(),
        ]
    });
    output(&rows, table(&text.collect::<Vec<_>>()))
}
