//! `wallet activity`: what happened, and what was done with the citizen's data.

use clap::Args;
use wallet_api::{ActivityRow, ApiError, ListActivity};

use crate::{
    cli::Cli,
    output::{Output, attributes, output, plain, proof},
    table::table,
};

#[derive(Debug, Args)]
pub(crate) struct Activity {
    /// At most so many lines.
    #[arg(long, default_value_t = 50)]
    limit: u32,
    /// Only what nothing covers.
    #[arg(long)]
    uncovered: bool,
}

impl Activity {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        let limit = self.limit;
        let mut rows = cli.wallet.run(ListActivity { limit }).await?;
        rows.retain(|row| !self.uncovered || row.basis.is_nothing());
        let text = lines(cli, &rows);
        output(&rows, text)
    }
}

/// The lines as a table.
pub(crate) fn lines(cli: &Cli, rows: &[ActivityRow]) -> String {
    let text = rows.iter().map(|row| {
        let party = row
            .party
            .as_ref()
            .map(|p| cli.text(&p.name))
            .unwrap_or_default();
        vec![
            row.id.clone(),
            row.time.to_string(),
            plain(&row.kind),
            party,
            attributes(&row.rights),
            plain(&row.basis),
            proof(&row.proof),
        ]
    });
    table(&text.collect::<Vec<_>>())
}
