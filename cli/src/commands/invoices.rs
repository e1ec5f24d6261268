//! `wallet invoices`: what the citizen was billed.

use clap::Subcommand;
use wallet_api::{ApiError, ClaimInvoice, GetInvoice, ListInvoices, ReviewClaim};

use crate::{
    cli::Cli,
    output::{Output, output, plain, proof, short},
    table::table,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Invoices {
    /// List them.
    List,
    /// Show one.
    Show {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
    /// How one stands on the chain now, and whom it can be claimed for.
    Standing {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
    /// Claim one for a payer, and hand it over; again, if only the handing over failed.
    Claim {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        id: String,
        /// DID of the payer.
        #[arg(long = "for", value_name = "DID")]
        payer: String,
    },
}

impl Invoices {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self {
            Self::List => list(cli).await,
            Self::Show { id } => show(cli, id).await,
            Self::Standing { id } => standing(cli, id).await,
            Self::Claim { id, payer } => claim(cli, id, payer).await,
        }
    }
}

async fn list(cli: &Cli) -> Result<Output, ApiError> {
    let view = cli.wallet.run(ListInvoices {}).await?;
    let rows = view.rows.iter().map(|row| {
        vec![
            short(&row.id),
            row.number.clone(),
            row.seller.clone(),
            row.total.clone(),
            plain(&row.status),
            proof(&row.proof),
        ]
    });
    output(&view, table(&rows.collect::<Vec<_>>()))
}

async fn show(cli: &Cli, id: String) -> Result<Output, ApiError> {
    let view = cli.wallet.run(GetInvoice { id }).await?;
    let mut rows = vec![vec![
        view.row.number.clone(),
        view.row.seller.clone(),
        view.row.total.clone(),
    ]];
    rows.extend(view.steps.iter().map(|step| {
        let who = step.payer.as_ref().or(step.party.as_ref());
        vec![
            plain(&step.status),
            who.map(|party| cli.text(&party.name)).unwrap_or_default(),
            format!("block {}", step.height),
        ]
    }));
    rows.extend(view.lines.iter().map(|line| {
        vec![
            line.name.clone(),
            line.quantity.clone(),
            line.amount.clone(),
            line.tax.clone(),
        ]
    }));
    output(&view, table(&rows))
}

async fn standing(cli: &Cli, id: String) -> Result<Output, ApiError> {
    let view = cli.wallet.run(ReviewClaim { id }).await?;
    let mut text = format!("{} ({})\n", plain(&view.status), proof(&view.proof));
    if let Some(taken) = &view.taken {
        text.push_str(&format!(
            "claimed for {} at {}\n",
            cli.text(&taken.payer.name),
            taken.since
        ));
    }
    let payers = view
        .payers
        .iter()
        .map(|party| vec![party.did.clone(), cli.text(&party.name)]);
    text.push_str(&table(&payers.collect::<Vec<_>>()));
    output(&view, text)
}

async fn claim(cli: &Cli, id: String, payer: String) -> Result<Output, ApiError> {
    let command = ClaimInvoice {
        id,
        payer,
        passphrase: cli.passphrase()?,
    };
    let view = cli.wallet.run(command).await?;
    let number = view
        .file_number
        .clone()
        .unwrap_or_else(|| "not handed over so far".to_owned());
    let text = format!("{} {}\n", plain(&view.row.status), number);
    output(&view, text)
}
