//! `wallet certificates`: degrees, qualifications, licences.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use wallet_api::{ApiError, ErrorCode, GetDocument, ListDocuments, MakeCertificateFile};
use wallet_api::{ListCertificates, StatusStep};

use crate::{
    cli::Cli,
    output::{Output, output, pick, plain, proof, short},
    table::table,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Certificates {
    /// List them.
    List,
    /// Write one, or any other document, to a file that anybody can check with `wallet verify`.
    Export(Export),
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Its id.
    #[arg(allow_hyphen_values = true)]
    id: String,
    /// The file; nothing that is there is written over.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Codes of the attributes that are shown, with commas; all of them without it.
    #[arg(long, value_delimiter = ',')]
    attributes: Vec<String>,
    /// For whom it is: signed with the holder's key.
    #[arg(long = "for", value_name = "WHOM", default_value = "")]
    made_for: String,
}

impl Certificates {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self {
            Self::List => list(cli).await,
            Self::Export(export) => export.run(cli).await,
        }
    }
}

async fn list(cli: &Cli) -> Result<Output, ApiError> {
    let rows = cli.wallet.run(ListCertificates {}).await?;
    let text = rows.iter().map(|row| {
        vec![
            short(&row.id),
            cli.text(&row.title),
            cli.text(&row.issuer.name),
            row.awarded.clone(),
            plain(&row.status),
            proof(&row.proof),
            row.steps.last().map(step).unwrap_or_default(),
        ]
    });
    output(&rows, table(&text.collect::<Vec<_>>()))
}

/// The last thing that happened with it.
fn step(step: &StatusStep) -> String {
    format!("{} in block {}", plain(&step.change), step.height)
}

impl Export {
    async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        if self.out.exists() {
            let why = "the file is there already";
            return Err(ApiError::about(ErrorCode::NotSaved, why));
        }
        let rows = cli.wallet.run(ListDocuments {}).await?;
        let id = pick(rows.into_iter().map(|row| row.id), &self.id)?;
        let attributes = match self.attributes.is_empty() {
            true => {
                let view = cli.wallet.run(GetDocument { id: id.clone() }).await?;
                view.attributes.into_iter().map(|one| one.code).collect()
            }
            false => self.attributes,
        };
        let order = MakeCertificateFile {
            id,
            attributes: attributes.clone(),
            made_for: self.made_for,
        };
        let file = cli.wallet.run(order).await?;
        cli.wallet
            .write_file(&self.out, file.content.into_bytes())
            .await?;
        let path = self.out.display().to_string();
        output(
            &serde_json::json!({ "file": path, "attributes": attributes }),
            format!("{path}\n"),
        )
    }
}
