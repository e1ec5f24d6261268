//! `wallet invoices`: what the citizen was billed.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use wallet_api::{
    ApiError, CheckInvoiceFile, ClaimInvoice, DuplicateCertainty, ErrorCode, ExportInvoices,
    FieldDifference, GetInvoice, InvoiceFileVerdict, InvoiceFormat, ListInvoices, ReviewClaim,
};

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
    /// Write invoices to a file: all of them, or those named.
    Export {
        /// In which form.
        #[arg(long, value_enum)]
        format: Format,
        /// The file; nothing that is there is written over.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Ids of invoices; one for `sheet`, `ubl` and `original`.
        #[arg(allow_hyphen_values = true)]
        ids: Vec<String>,
    },
    /// Compare an invoice file, whoever it came from, with its signature, the chain and your own.
    Check {
        /// The file.
        file: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// A table for a spreadsheet.
    Csv,
    /// The list as PDF.
    List,
    /// One invoice as PDF.
    Sheet,
    /// One invoice as UBL 2.1 by EN 16931.
    Ubl,
    /// One invoice as a file that any wallet can check.
    Original,
}

impl Invoices {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self {
            Self::List => list(cli).await,
            Self::Show { id } => show(cli, id).await,
            Self::Standing { id } => standing(cli, id).await,
            Self::Claim { id, payer } => claim(cli, id, payer).await,
            Self::Export { format, out, ids } => export(cli, format, out, ids).await,
            Self::Check { file } => check(cli, file).await,
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
            view.duplicates
                .iter()
                .find(|one| one.id == row.id)
                .map(|one| match one.certainty {
                    DuplicateCertainty::Sure => "duplicate".to_owned(),
                    DuplicateCertainty::Suspected => "duplicate?".to_owned(),
                })
                .unwrap_or_default(),
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
            "claimed for {} ({}) at {}, {}, proven at block {}\n",
            cli.text(&taken.payer.name),
            taken.payer.kind,
            taken.since,
            (taken.block).map_or("block unknown".to_owned(), |block| format!("block {block}")),
            taken.height
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

async fn export(
    cli: &Cli,
    format: Format,
    out: PathBuf,
    ids: Vec<String>,
) -> Result<Output, ApiError> {
    if out.exists() {
        return Err(ApiError::about(
            ErrorCode::NotSaved,
            "the file is there already",
        ));
    }
    let ids = match ids.is_empty() {
        true => {
            let all = cli.wallet.run(ListInvoices {}).await?;
            all.rows.into_iter().map(|row| row.id).collect()
        }
        false => ids,
    };
    let count = ids.len();
    let order = ExportInvoices {
        ids,
        format: match format {
            Format::Csv => InvoiceFormat::Csv,
            Format::List => InvoiceFormat::List,
            Format::Sheet => InvoiceFormat::Sheet,
            Format::Ubl => InvoiceFormat::Ubl,
            Format::Original => InvoiceFormat::Original,
        },
        language: cli.language(),
    };
    let content = cli.wallet.make_invoice_file(order).await?;
    cli.wallet.write_file(&out, content).await?;
    let path = out.display().to_string();
    let text = format!("{path}\n");
    output(
        &serde_json::json!({ "file": path, "invoices": count }),
        text,
    )
}

/// Larger than any invoice file that a wallet writes.
const MAX_INVOICE_FILE: u64 = 16 << 20;

async fn check(cli: &Cli, file: PathBuf) -> Result<Output, ApiError> {
    let content = wallet::read_file(&file, MAX_INVOICE_FILE)?;
    let content = String::from_utf8(content)
        .map_err(|_| ApiError::about(ErrorCode::NoInvoiceFile, "form"))?;
    let view = cli.wallet.run(CheckInvoiceFile { content }).await?;
    let mut rows = vec![vec![
        plain(&view.verdict),
        view.number.clone(),
        view.status.as_ref().map(plain).unwrap_or_default(),
    ]];
    rows.extend(view.differences.iter().map(|one| {
        vec![
            name(one),
            one.stated.clone().unwrap_or_default(),
            one.right.clone().unwrap_or_default(),
        ]
    }));
    rows.extend(view.checks.iter().map(|check| {
        vec![
            check.step.clone(),
            plain(&check.result),
            check.detail.clone(),
        ]
    }));
    let authentic = view.verdict == InvoiceFileVerdict::Authentic;
    let mut output = output(&view, table(&rows))?;
    // A check that failed is an answer, and not what was hoped for.
    output.status = u8::from(!authentic);
    Ok(output)
}

/// `invoice.lines[1].tax`, lines counted from 1.
fn name(one: &FieldDifference) -> String {
    let line = one.line.map(|line| format!("[{line}]")).unwrap_or_default();
    let part = one.part.as_ref().map(|part| format!(".{part}"));
    format!("{}{line}{}", one.code, part.unwrap_or_default())
}
