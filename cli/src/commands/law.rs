//! `wallet law`: the text of a clause, checked against its fingerprint on the chain.

use clap::Subcommand;
use wallet_api::{ApiError, ReadStatute};

use crate::{
    cli::Cli,
    output::{Output, output, plain},
};

#[derive(Debug, Subcommand)]
pub(crate) enum Law {
    /// Show a clause: its title, its limits, and its text if that could be checked.
    Show {
        /// Code of the clause, such as `ht-school-entry/12`.
        clause: String,
    },
}

impl Law {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        let Self::Show { clause } = self;
        let view = cli.wallet.run(ReadStatute { clause }).await?;
        let title = cli.text(&view.clause.title);
        let text = match &view.text {
            Some(text) => format!("{title}\n\n{text}\n"),
            None => format!(
                "{title}\n\ntext could not be checked: {}\n",
                plain(&view.check)
            ),
        };
        output(&view, text)
    }
}
