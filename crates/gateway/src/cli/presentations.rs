//! Being shown a part of a document.

use clap::Subcommand;
use gateway::admin::{AskView, PresentationCommand, PresentationView};

use super::Print;
use super::client::{Client, ClientError};

#[derive(Debug, Subcommand)]
pub(super) enum PresentationsCommand {
    /// Asks to be shown a part of a document; prints the link.
    Request {
        /// Department that asks.
        #[arg(long)]
        department: String,
        /// Kinds of document of which any will do, separated by commas: `identity`, `degree`.
        #[arg(long, value_delimiter = ',', default_value = "identity")]
        document: Vec<String>,
        /// Attributes that are needed, separated by commas.
        #[arg(long, value_delimiter = ',', required_unless_present = "optional")]
        attributes: Vec<String>,
        /// Attributes that would help, separated by commas, at most 6.
        #[arg(long, value_delimiter = ',')]
        optional: Vec<String>,
        /// Purpose code.
        #[arg(long)]
        purpose: String,
        /// Clause; that of the sample law for the purpose if nothing is said.
        #[arg(long)]
        clause: Option<String>,
        /// Seconds for which it can be answered; a week if nothing is said.
        #[arg(long)]
        open_for: Option<u32>,
        /// Days for which what is shown is kept.
        #[arg(long, default_value_t = 30)]
        retention: u16,
        /// Puts the request itself into the link; nothing is fetched then.
        #[arg(long)]
        by_value: bool,
        /// Signs with ES256 instead of EdDSA.
        #[arg(long)]
        es256: bool,
    },
    /// What was shown and is still kept, the newest first.
    List,
}

/// Carries out `presentations …`.
pub(super) async fn run(
    client: &Client,
    command: PresentationsCommand,
    print: Print,
) -> Result<u8, ClientError> {
    match command {
        PresentationsCommand::Request {
            department,
            document,
            attributes,
            optional,
            purpose,
            clause,
            open_for,
            retention,
            by_value,
            es256,
        } => {
            let command = PresentationCommand {
                department,
                documents: document,
                attributes,
                optional,
                purpose,
                clause,
                open_for_secs: open_for.map(i64::from),
                retention_days: retention,
                by_value,
                es256,
            };
            let view: AskView = client.post("presentations/request", &command).await?;
            if print.json {
                print.value(&view)
            } else {
                print.line(&view.link).map(|()| 0)
            }
        }
        PresentationsCommand::List => {
            print.value(&client.get::<Vec<PresentationView>>("presentations").await?)
        }
    }
}
