//! `gateway law`: the legislator's counter.

use std::path::PathBuf;

use chain::law::{Action, Verdict};
use clap::{Args, Subcommand};
use exchange::Text;
use gateway::admin::{AmendCommand, EnactCommand, RepealCommand, RuleView, Which};

use super::Print;
use super::client::{Client, ClientError};

#[derive(Debug, Subcommand)]
pub(super) enum LawCommand {
    /// Puts a new rule into the book.
    Enact(Box<Enact>),
    /// Changes rules; what is not named stays.
    Amend(Box<Amend>),
    /// Ends rules for ever.
    Repeal {
        #[command(flatten)]
        which: Meant,
    },
    /// Lists the rules that stand.
    List {
        /// The repealed as well.
        #[arg(long)]
        all: bool,
    },
}

/// One rule by its number, or the rules of a clause.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(super) struct Meant {
    /// Number of the rule.
    #[arg(long)]
    rule: Option<u64>,
    /// Clause: all its rules.
    #[arg(long)]
    clause: Option<String>,
    /// Of the clause only the rules about this attribute.
    #[arg(long, requires = "clause")]
    attribute: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Enact {
    /// Kind of department it speaks to; any if none is named.
    #[arg(long)]
    kind: Option<String>,
    /// Highest and lowest rank, such as 3-4.
    #[arg(long, default_value = "1-5", value_parser = levels)]
    levels: (u8, u8),
    /// Entry code.
    #[arg(long, default_value = "household")]
    entry: String,
    /// Attribute code.
    #[arg(long)]
    attribute: String,
    /// Purpose code.
    #[arg(long)]
    purpose: String,
    /// `read`, `modify` or `add`.
    #[arg(long, default_value = "read", value_parser = action)]
    action: Action,
    /// `permit`, `deny` or `refer`.
    #[arg(long, value_parser = verdict)]
    verdict: Verdict,
    /// Statute and article, a code.
    #[arg(long)]
    clause: String,
    /// The clause's title in Chinese.
    #[arg(long)]
    title_zh: String,
    /// The clause's title in English.
    #[arg(long)]
    title_en: String,
    /// File with the clause's text.
    #[arg(long)]
    text: PathBuf,
    /// Longest validity, days.
    #[arg(long, default_value_t = 366)]
    max_days: u32,
    /// Most uses.
    #[arg(long, default_value_t = 12)]
    max_uses: u32,
    /// Longest retention, days.
    #[arg(long, default_value_t = 180)]
    max_retention: u32,
    /// The department may hand the right on.
    #[arg(long)]
    delegable: bool,
    /// The department may act without a permission as well.
    #[arg(long)]
    statutory: bool,
    /// First second in force, since 1970; at once if nothing is said.
    #[arg(long, default_value_t = 0)]
    from: i64,
    /// First second no longer in force, since 1970.
    #[arg(long)]
    until: Option<i64>,
}

#[derive(Debug, Args)]
pub(super) struct Amend {
    #[command(flatten)]
    which: Meant,
    /// `permit`, `deny` or `refer`.
    #[arg(long, value_parser = verdict)]
    verdict: Option<Verdict>,
    /// Highest and lowest rank, such as 3-4.
    #[arg(long, value_parser = levels)]
    levels: Option<(u8, u8)>,
    /// Longest validity, days.
    #[arg(long)]
    max_days: Option<u32>,
    /// Most uses.
    #[arg(long)]
    max_uses: Option<u32>,
    /// Longest retention, days.
    #[arg(long)]
    max_retention: Option<u32>,
    /// Whether it may be handed on.
    #[arg(long)]
    delegable: Option<bool>,
    /// Whether the department may act without a permission.
    #[arg(long)]
    statutory: Option<bool>,
    /// First second no longer in force, since 1970; 0 = open.
    #[arg(long)]
    until: Option<i64>,
    /// File with the clause's new text.
    #[arg(long)]
    text: Option<PathBuf>,
}

/// Carries one out. All answer with the rules concerned.
pub(super) async fn run(
    client: &Client,
    command: LawCommand,
    print: Print,
) -> Result<u8, ClientError> {
    let rules: Vec<RuleView> = match command {
        LawCommand::Enact(enact) => client.post("law/enact", &enact.into_command()?).await?,
        LawCommand::Amend(amend) => client.post("law/amend", &amend.into_command()?).await?,
        LawCommand::Repeal { which } => {
            let which = which.into();
            client.post("law/repeal", &RepealCommand { which }).await?
        }
        LawCommand::List { all: true } => client.get("law/all").await?,
        LawCommand::List { all: false } => client.get("law/standing").await?,
    };
    print.value(&rules)
}

impl Enact {
    fn into_command(self) -> Result<EnactCommand, ClientError> {
        Ok(EnactCommand {
            requester_kind: self.kind,
            levels: self.levels,
            entry: self.entry,
            attribute: self.attribute,
            purpose: self.purpose,
            action: self.action,
            verdict: self.verdict,
            clause: self.clause,
            title: Text::new(self.title_zh, self.title_en),
            text: std::fs::read_to_string(&self.text)?,
            max_days: self.max_days,
            max_uses: self.max_uses,
            max_retention_days: self.max_retention,
            delegable: self.delegable,
            statutory: self.statutory,
            from: self.from,
            until: self.until,
        })
    }
}

impl Amend {
    fn into_command(self) -> Result<AmendCommand, ClientError> {
        Ok(AmendCommand {
            which: self.which.into(),
            verdict: self.verdict,
            levels: self.levels,
            max_days: self.max_days,
            max_uses: self.max_uses,
            max_retention_days: self.max_retention,
            delegable: self.delegable,
            statutory: self.statutory,
            until: self.until,
            text: self.text.map(std::fs::read_to_string).transpose()?,
        })
    }
}

impl From<Meant> for Which {
    fn from(meant: Meant) -> Self {
        Self {
            rule: meant.rule,
            clause: meant.clause,
            attribute: meant.attribute,
        }
    }
}

fn action(text: &str) -> Result<Action, String> {
    match text {
        "read" => Ok(Action::Read),
        "modify" => Ok(Action::Modify),
        "add" => Ok(Action::Add),
        _ => Err("read, modify or add".to_owned()),
    }
}

fn verdict(text: &str) -> Result<Verdict, String> {
    match text {
        "permit" => Ok(Verdict::Permit),
        "deny" => Ok(Verdict::Deny),
        "refer" => Ok(Verdict::Refer),
        _ => Err("permit, deny or refer".to_owned()),
    }
}

fn levels(text: &str) -> Result<(u8, u8), String> {
    let (highest, lowest) = text.split_once('-').unwrap_or((text, text));
    match (highest.parse(), lowest.parse()) {
        (Ok(highest), Ok(lowest)) => Ok((highest, lowest)),
        _ => Err("two ranks from 1 to 5, such as 3-4".to_owned()),
    }
}
