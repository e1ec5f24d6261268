//! The counter: asks, reads what is shown, brings it to the chain.

use std::io::{self, Read as _};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use codes::{Code, Level};
use gateway::counter::messages::{
    AcceptedRow, ChallengeCommand, ChallengeView, ScanCommand, ScanView, SettleCommand,
};

use super::client::{Client, ClientError};
use super::{Print, REFUSED};

/// Pixels a module of a drawn challenge.
const SCALE: u32 = 6;

#[derive(Debug, Args)]
pub(super) struct Scan {
    /// Department at whose counter this is.
    #[arg(long)]
    department: String,
    /// Name of the counter; each remembers for itself what it accepted.
    #[arg(long, default_value = "1")]
    counter: String,
    /// Text of the challenge that must be answered.
    #[arg(long, allow_hyphen_values = true)]
    challenge: Option<String>,
    /// What a scanner said, or ten spoken characters; once for each code, `-` for standard input.
    #[arg(long, allow_hyphen_values = true, conflicts_with = "images")]
    text: Vec<String>,
    /// Pictures of the code, or of all its parts in any order.
    #[arg(required_unless_present = "text")]
    images: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum CounterCommand {
    /// Asks: a text, and a picture of its code, for a wallet to answer.
    Challenge {
        /// Department that asks.
        #[arg(long)]
        department: String,
        /// Purpose code.
        #[arg(long)]
        purpose: String,
        /// Attributes that are needed, separated by commas.
        #[arg(long, value_delimiter = ',', required = true)]
        attributes: Vec<String>,
        /// Attributes that would help, separated by commas.
        #[arg(long, value_delimiter = ',')]
        optional: Vec<String>,
        /// Seconds for which it can be answered, at most 600.
        #[arg(long, default_value_t = 300)]
        open_for: i64,
        /// Writes a picture of the code into this file.
        #[arg(long, value_name = "FILE")]
        png: Option<PathBuf>,
    },
    /// Records on the chain what was accepted without it.
    Settle {
        /// Department.
        #[arg(long)]
        department: String,
    },
    /// What the counters accepted, the newest first.
    List,
}

/// Reads a code. Exit status 6 if it is refused.
pub(super) async fn scan(client: &Client, scan: Scan, print: Print) -> Result<u8, ClientError> {
    let mut codes = Vec::new();
    for text in scan.text {
        codes.push(match text.as_str() {
            "-" => {
                let mut typed = String::new();
                io::stdin().take(64 * 1_024).read_to_string(&mut typed)?;
                typed
            }
            _ => text,
        });
    }
    for image in &scan.images {
        let file = std::fs::read(image)?;
        let found = codes::read(&file)
            .map_err(|error| ClientError::Picture(image.display().to_string(), error))?;
        codes.extend(found);
    }
    let command = ScanCommand {
        department: scan.department,
        counter: scan.counter,
        codes,
        challenge: scan.challenge,
    };
    let view: ScanView = client.post("counter/scan", &command).await?;
    print.value(&view)?;
    Ok(match view {
        ScanView::Refused { .. } => REFUSED,
        ScanView::Accepted(_) => 0,
    })
}

/// Carries out `counter …`.
pub(super) async fn run(
    client: &Client,
    command: CounterCommand,
    print: Print,
) -> Result<u8, ClientError> {
    match command {
        CounterCommand::Challenge {
            department,
            purpose,
            attributes,
            optional,
            open_for,
            png,
        } => {
            let command = ChallengeCommand {
                department,
                purpose,
                required: attributes,
                optional,
                open_for_secs: open_for,
            };
            let view: ChallengeView = client.post("counter/challenge", &command).await?;
            if let Some(file) = png {
                let picture = Code::of(&view.text, Level::Low)
                    .and_then(|code| code.png(SCALE))
                    .map_err(io::Error::other)?;
                std::fs::write(file, picture)?;
            }
            print.value(&view)
        }
        CounterCommand::Settle { department } => {
            let command = SettleCommand { department };
            let rows: Vec<AcceptedRow> = client.post("counter/settle", &command).await?;
            print.value(&rows)
        }
        CounterCommand::List => {
            print.value(&client.get::<Vec<AcceptedRow>>("counter/accepted").await?)
        }
    }
}
