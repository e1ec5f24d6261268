//! `wallet link`: where a link leads, before anybody is contacted.

use clap::Args;
use wallet_api::{ApiError, InspectLink};

use crate::{
    cli::Cli,
    output::{Output, output, plain, proof},
    table::table,
};

#[derive(Debug, Args)]
pub(crate) struct Link {
    /// `openid4vp://…` or `openid-credential-offer://…`.
    link: String,
}

impl Link {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        let view = cli.wallet.run(InspectLink { link: self.link }).await?;
        let mut rows = vec![vec!["kind".to_owned(), plain(&view.kind)]];
        if let Some(address) = &view.address {
            let place = format!("{}://{}{}", address.scheme, address.host, address.path);
            rows.push(vec!["address".to_owned(), place]);
            let owner = address.owner.as_ref().map_or_else(
                || "nobody in the directory".to_owned(),
                |party| format!("{} ({})", cli.text(&party.name), proof(&party.proof)),
            );
            rows.push(vec!["belongs to".to_owned(), owner]);
            if !address.allowed {
                rows.push(vec!["contacted".to_owned(), "never".to_owned()]);
            }
        }
        if let Some(sender) = &view.sender {
            rows.push(vec!["says to be".to_owned(), cli.text(&sender.name)]);
        }
        output(&view, table(&rows))
    }
}
