//! `wallet qr`: codes shown at counters, and pictures of codes.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use wallet_api::{
    ApiError, CodeView, CounterAsk, CounterReviewView, ErrorCode, ListCounterOffices, MakeCode,
    ReviewCounter, SavePass, SpeakCode,
};

use crate::{
    cli::Cli,
    output::{Output, output, plain},
    table::table,
};

/// Pixels a module of a picture.
const SCALE: u32 = 6;

#[derive(Debug, Subcommand)]
pub(crate) enum Qr {
    /// Read PNG, JPEG, BMP or WebP files: one code, or all parts of a long one.
    Read {
        /// The pictures, in any order.
        #[arg(required = true)]
        images: Vec<PathBuf>,
    },
    /// Show a part of a document at a counter. Without --attributes what is usual there.
    Show(Show),
    /// Print a part of a document for a counter: a PDF file, good for a day, once.
    Pass(Pass),
    /// The offices and what for.
    Offices,
}

#[derive(Debug, Args)]
pub(crate) struct Pass {
    /// DID or number of the office.
    #[arg(long)]
    department: String,
    /// What for.
    #[arg(long)]
    purpose: String,
    /// Make these attributes readable and no others (codes, separated by commas).
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    attributes: Option<Vec<String>>,
    /// Id of the document; without it the one that fits best.
    #[arg(long, allow_hyphen_values = true)]
    document: Option<String>,
    /// The file; one that is there is not overwritten.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// DID or number of the office; not needed with --challenge.
    #[arg(long, required_unless_present = "challenge")]
    department: Option<String>,
    /// What for; not needed with --challenge.
    #[arg(long, required_unless_present = "challenge")]
    purpose: Option<String>,
    /// Make these attributes readable and no others (codes, separated by commas).
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    attributes: Option<Vec<String>>,
    /// The office's question: its text, or a picture of its code.
    #[arg(long, value_name = "TEXT|FILE", allow_hyphen_values = true)]
    challenge: Option<String>,
    /// Id of the document; without it the one that fits best.
    #[arg(long, allow_hyphen_values = true)]
    document: Option<String>,
    /// Only tell what would be readable.
    #[arg(long)]
    review: bool,
    /// Make what was shown by --review, if it is still this.
    #[arg(long)]
    digest: Option<String>,
    /// Write the code into this PNG file; several codes into FILE-1, FILE-2, …
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// Print the code as text.
    #[arg(long)]
    text: bool,
    /// Leave it at the office, to be asked for by ten spoken characters.
    #[arg(long)]
    speak: bool,
}

impl Qr {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self {
            Self::Read { images } => read(cli, images).await,
            Self::Show(show) => show.run(cli).await,
            Self::Pass(pass) => pass.run(cli).await,
            Self::Offices => offices(cli).await,
        }
    }
}

async fn read(cli: &Cli, images: Vec<PathBuf>) -> Result<Output, ApiError> {
    let found = cli.wallet.read_code_files(images).await?;
    let text = format!("{found}\n");
    output(&serde_json::json!({ "text": found }), text)
}

async fn offices(cli: &Cli) -> Result<Output, ApiError> {
    let offices = cli.wallet.run(ListCounterOffices {}).await?;
    let rows = offices.iter().map(|office| {
        let purposes: Vec<_> = office.purposes.iter().map(|p| p.code.clone()).collect();
        vec![
            office.party.code.clone(),
            cli.text(&office.party.name),
            purposes.join(", "),
        ]
    });
    output(&offices, table(&rows.collect::<Vec<_>>()))
}

impl Show {
    async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        let ask = self.ask(cli).await?;
        let review = cli.wallet.run(ReviewCounter { ask: ask.clone() }).await?;
        if self.review {
            return output(&review, review_text(cli, &review));
        }
        let attributes = self.attributes.clone().unwrap_or_else(|| usual(&review));
        let digest = self.digest.clone().unwrap_or(review.digest);
        let make = MakeCode {
            ask,
            digest,
            attributes,
        };
        self.show(cli, make).await
    }

    async fn ask(&self, cli: &Cli) -> Result<CounterAsk, ApiError> {
        let challenge = match &self.challenge {
            // A picture of it, if there is a file of that name; no text of a question is one.
            Some(given) if Path::new(given).is_file() => {
                Some(cli.wallet.read_code_files(vec![given.into()]).await?)
            }
            other => other.clone(),
        };
        let office = match &self.department {
            Some(given) => Some(find_office(cli, given).await?),
            None => None,
        };
        Ok(CounterAsk {
            office,
            purpose: self.purpose.clone(),
            challenge,
            document: self.document.clone(),
        })
    }

    async fn show(self, cli: &Cli, make: MakeCode) -> Result<Output, ApiError> {
        let code = cli.wallet.run(make).await?;
        let pictures = match &self.png {
            Some(file) => write_pictures(&code, file)?,
            None => Vec::new(),
        };
        let spoken = match self.speak {
            true => {
                let id = code.id.clone();
                Some(cli.wallet.run(SpeakCode { id }).await?)
            }
            false => None,
        };
        let mut rows = vec![
            vec!["for".to_owned(), cli.text(&code.party.name)],
            vec!["purpose".to_owned(), code.purpose.clone()],
            vec!["codes".to_owned(), code.parts.len().to_string()],
        ];
        rows.extend(
            code.items
                .iter()
                .map(|item| vec![item.code.clone(), cli.value(&item.value)]),
        );
        rows.extend(
            pictures
                .iter()
                .map(|file| vec!["picture".to_owned(), file.clone()]),
        );
        if let Some(spoken) = &spoken {
            rows.push(vec!["say".to_owned(), spoken.code.clone()]);
        }
        let mut text = table(&rows);
        if self.text {
            text = format!("{}\n", code.text);
        }
        let json = serde_json::json!({
            "code": code,
            "pictures": pictures,
            "spoken": spoken,
        });
        output(&json, text)
    }
}

impl Pass {
    async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        if self.out.exists() {
            return Err(ApiError::about(
                ErrorCode::NotSaved,
                "the file is there already",
            ));
        }
        let ask = CounterAsk {
            office: Some(find_office(cli, &self.department).await?),
            purpose: Some(self.purpose.clone()),
            challenge: None,
            document: self.document.clone(),
        };
        let review = cli.wallet.run(ReviewCounter { ask: ask.clone() }).await?;
        let attributes = self.attributes.clone().unwrap_or_else(|| usual(&review));
        let order = SavePass {
            ask,
            digest: review.digest,
            attributes,
            language: cli.language(),
        };
        let file = cli.wallet.print_pass(order).await?;
        cli.wallet.write_file(&self.out, file).await?;
        let path = self.out.display().to_string();
        let text = format!("{path}\n");
        output(&serde_json::json!({ "file": path }), text)
    }
}

/// What is given where nothing is chosen.
fn usual(review: &CounterReviewView) -> Vec<String> {
    let given = review.items.iter().filter(|item| item.need.is_given());
    given.map(|item| item.code.clone()).collect()
}

async fn find_office(cli: &Cli, given: &str) -> Result<String, ApiError> {
    if given.starts_with("did:") {
        return Ok(given.to_owned());
    }
    cli.wallet
        .run(ListCounterOffices {})
        .await?
        .into_iter()
        .find(|office| office.party.code == given)
        .map(|office| office.party.did)
        .ok_or_else(|| ApiError::about(ErrorCode::NotFound, given))
}

/// Writes a picture for each code; their names.
fn write_pictures(code: &CodeView, file: &Path) -> Result<Vec<String>, ApiError> {
    let not_saved = |error: io::Error| ApiError::about(ErrorCode::NotSaved, error.to_string());
    let mut names = Vec::new();
    for (at, part) in code.parts.iter().enumerate() {
        let name = match code.parts.len() {
            1 => file.to_owned(),
            _ => numbered(file, at + 1),
        };
        fs::write(&name, wallet::picture(part, SCALE)?).map_err(not_saved)?;
        names.push(name.display().to_string());
    }
    Ok(names)
}

fn numbered(file: &Path, number: usize) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let name = match file.extension() {
        Some(ending) => format!("{stem}-{number}.{}", ending.to_string_lossy()),
        None => format!("{stem}-{number}"),
    };
    file.with_file_name(name)
}

fn review_text(cli: &Cli, review: &CounterReviewView) -> String {
    let mut rows = vec![
        vec![
            "for".to_owned(),
            cli.text(&review.party.name),
            String::new(),
        ],
        vec!["purpose".to_owned(), review.purpose.clone(), String::new()],
    ];
    rows.extend(
        review
            .items
            .iter()
            .map(|item| vec![item.code.clone(), cli.value(&item.value), plain(&item.need)]),
    );
    table(&rows)
}
