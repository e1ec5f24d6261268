//! `wallet petitions`: what the citizen says to departments, and their answers.

use clap::{Args, Subcommand};
use wallet_api::{
    ApiError, DraftPetition, ListPetitions, PetitionAboutAccess, PetitionKind, PutAlarmAway,
};

use crate::{
    cli::Cli,
    output::{Output, output, plain, short},
    table::table,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Petitions {
    /// List them, the newest first.
    List,
    /// Complain of an access to the department above the office that did it.
    Complain(About),
    /// Ask the office why it did it.
    Ask(About),
    /// Put an alarm away without saying anything.
    PutAway {
        /// Id of the line in the activity (`entry-…`).
        line: String,
    },
}

/// An access, and what to say about it.
#[derive(Debug, Args)]
pub(crate) struct About {
    /// Id of the line in the activity (`entry-…`).
    line: String,
    /// What to say, at most 500 characters; ready words if nothing is given.
    #[arg(long)]
    text: Option<String>,
}

impl Petitions {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self {
            Self::List => list(cli).await,
            Self::Complain(about) => say(cli, about, PetitionKind::Complaint).await,
            Self::Ask(about) => say(cli, about, PetitionKind::Question).await,
            Self::PutAway { line } => {
                let row = cli.wallet.run(PutAlarmAway { id: line }).await?;
                output(&row, "the alarm is put away; the line stays\n".to_owned())
            }
        }
    }
}

async fn list(cli: &Cli) -> Result<Output, ApiError> {
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

async fn say(cli: &Cli, about: About, kind: PetitionKind) -> Result<Output, ApiError> {
    let text = match about.text {
        Some(text) => text,
        None => {
            let id = about.line.clone();
            let draft = cli.wallet.run(DraftPetition { id, kind }).await?;
            cli.text(&draft.text)
        }
    };
    let command = PetitionAboutAccess {
        id: about.line,
        kind,
        text,
        passphrase: cli.passphrase()?,
    };
    let row = cli.wallet.run(command).await?;
    let height = row.height.unwrap_or_default();
    let text = format!("lodged with {} in block {height}\n", cli.text(&row.to.name));
    output(&row, text)
}
