//! `wallet petitions`: what the citizen said to departments, and their answers.

use clap::Subcommand;
use wallet_api::{ApiError, ListPetitions};

use crate::{
    cli::Cli,
    output::{Output, output, plain, short},
    table::table,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Petitions {
    /// List them, the newest first.
    List,
}

impl Petitions {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        let rows = cli.wallet.run(ListPetitions {}).await?;
        let text = rows.iter().map(|row| {
            vec![
                short(&row.id),
                plain(&row.kind),
                cli.text(&row.to.name),
                row.height
                    .map_or_else(|| "not lodged".to_owned(), |height| height.to_string()),
                row.answer
                    .as_ref()
                    .map_or_else(String::new, |answer| cli.text(answer)),
            ]
        });
        output(&rows, table(&text.collect::<Vec<_>>()))
    }
}
