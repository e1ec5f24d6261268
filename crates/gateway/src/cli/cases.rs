//! `gateway refer`, `decide`, `officers`, `petitions`.

use clap::{Args, Subcommand, ValueEnum};
use exchange::Text;
use exchange::ruling::Outcome;
use gateway::admin::{
    AnswerPetitionCommand, CaseView, DecideCommand, OfficerCommand, OfficerView, PetitionView,
    ReferCommand,
};

use super::Print;
use super::client::{Client, ClientError};

#[derive(Debug, Args)]
pub(super) struct Refer {
    /// Requester.
    #[arg(long, default_value = "housing")]
    department: String,
    /// Id of the request; the latest that the law refers if nothing is said.
    #[arg(long, allow_hyphen_values = true)]
    request: Option<String>,
    /// Days within which the answer is needed.
    #[arg(long)]
    due_days: Option<u32>,
}

/// What an officer decides.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Decided {
    /// The law's question is answered with yes.
    Permit,
    /// With no.
    Deny,
}

#[derive(Debug, Args)]
pub(super) struct Decide {
    /// `permit` or `deny`.
    outcome: Decided,
    /// The reasons, in both languages unless `--reasons-zh` gives the Chinese ones.
    #[arg(long)]
    reasons: String,
    /// The reasons in Chinese.
    #[arg(long)]
    reasons_zh: Option<String>,
    /// Department whose officer decides.
    #[arg(long, default_value = "household")]
    department: String,
    /// The officer.
    #[arg(long, default_value = "zhou")]
    officer: String,
    /// Digest of the request; the latest open case if nothing is said.
    #[arg(long, allow_hyphen_values = true)]
    case: Option<String>,
    /// What of the referred attributes is permitted, separated by commas; all if nothing is said.
    #[arg(long, value_delimiter = ',')]
    attributes: Option<Vec<String>>,
}

#[derive(Debug, Subcommand)]
pub(super) enum OfficersCommand {
    /// Lists them.
    List,
    /// Authorises an officer from now on.
    Appoint {
        /// Which.
        #[arg(long)]
        officer: String,
        /// Days.
        #[arg(long, default_value_t = 366)]
        days: u32,
    },
    /// Ends an officer's authorisation at once.
    Dismiss {
        /// Which.
        #[arg(long)]
        officer: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum PetitionsCommand {
    /// Lists them, the newest first.
    List,
    /// Answers one.
    Answer {
        /// Department it came to.
        #[arg(long)]
        department: String,
        /// Fingerprint; the latest that is not answered if nothing is said.
        #[arg(long, allow_hyphen_values = true)]
        petition: Option<String>,
        /// The answer, in both languages unless `--text-zh` gives the Chinese one.
        #[arg(long)]
        text: String,
        /// The answer in Chinese.
        #[arg(long)]
        text_zh: Option<String>,
    },
}

pub(super) async fn refer(client: &Client, refer: Refer, print: Print) -> Result<u8, ClientError> {
    const DAY_SECS: i64 = 86_400;
    let command = ReferCommand {
        department: refer.department,
        request: refer.request,
        due_secs: refer.due_days.map(|days| i64::from(days) * DAY_SECS),
    };
    print.value(&client.post::<_, CaseView>("refer", &command).await?)
}

pub(super) async fn decide(
    client: &Client,
    decide: Decide,
    print: Print,
) -> Result<u8, ClientError> {
    let command = DecideCommand {
        department: decide.department,
        case: decide.case,
        outcome: match decide.outcome {
            Decided::Permit => Outcome::Permitted,
            Decided::Deny => Outcome::Denied,
        },
        attributes: decide.attributes,
        officer: decide.officer,
        reasons: both(decide.reasons, decide.reasons_zh),
    };
    print.value(&client.post::<_, CaseView>("decide", &command).await?)
}

pub(super) async fn officers(
    client: &Client,
    command: OfficersCommand,
    print: Print,
) -> Result<u8, ClientError> {
    const DAY_SECS: i64 = 86_400;
    let command = match command {
        OfficersCommand::List => {
            return print.value(&client.get::<Vec<OfficerView>>("officers").await?);
        }
        OfficersCommand::Appoint { officer, days } => OfficerCommand {
            officer,
            for_secs: Some(i64::from(days) * DAY_SECS),
        },
        OfficersCommand::Dismiss { officer } => OfficerCommand {
            officer,
            for_secs: None,
        },
    };
    let view: OfficerView = client.post("officers/authorise", &command).await?;
    print.value(&view)
}

pub(super) async fn petitions(
    client: &Client,
    command: PetitionsCommand,
    print: Print,
) -> Result<u8, ClientError> {
    let command = match command {
        PetitionsCommand::List => {
            return print.value(&client.get::<Vec<PetitionView>>("petitions").await?);
        }
        PetitionsCommand::Answer {
            department,
            petition,
            text,
            text_zh,
        } => AnswerPetitionCommand {
            department,
            petition,
            text: both(text, text_zh),
        },
    };
    let view: PetitionView = client.post("petitions/answer", &command).await?;
    print.value(&view)
}

fn both(en: String, zh: Option<String>) -> Text {
    Text::new(zh.unwrap_or_else(|| en.clone()), en)
}
