//! `wallet request`: requests for access.

use clap::{Args, Subcommand};
use wallet_api::{
    ApiError, ErrorCode, ItemView, ListInbox, ObjectToDecision, RefuseRequest, ReviewRequest,
    ReviewView,
};

use super::{
    answer,
    inbox::Inbox,
    present::{self, Asked},
};
use crate::{
    cli::Cli,
    output::{Output, output, plain, proof},
    table::table,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Request {
    /// List the inbox.
    List,
    /// Show who asks for what, why and under which rule.
    Inspect {
        /// `openid4vp://…` or an id.
        #[arg(allow_hyphen_values = true)]
        request: String,
    },
    /// Approve what was asked, or less of what is not required.
    Approve(answer::Approve),
    /// Show the part of a document that was asked for.
    Present(present::Show),
    /// Answer with less; it stands when the department took it.
    Offer(answer::Offer),
    /// What no document of the wallet has, and where it can be had.
    Missing {
        /// `openid4vp://…` or an id.
        #[arg(allow_hyphen_values = true)]
        request: String,
    },
    /// Say which of several documents is meant.
    Document {
        /// `openid4vp://…` or an id.
        #[arg(allow_hyphen_values = true)]
        request: String,
        /// Id of one of the review's documents.
        document: String,
    },
    /// Refuse; the department is told.
    Refuse {
        /// `openid4vp://…` or an id.
        #[arg(allow_hyphen_values = true)]
        request: String,
        /// Refuse only if this is what was shown.
        #[arg(long)]
        digest: Option<String>,
    },
    /// Object to an officer's decision; signed, put on the chain, and sent to the office.
    Object(Object),
    #[command(flatten)]
    Inbox(Inbox),
}

#[derive(Debug, Args)]
pub(crate) struct Object {
    /// `openid4vp://…` or an id.
    #[arg(allow_hyphen_values = true)]
    pub(crate) request: String,
    /// Why, in your own words, at most 500 characters.
    #[arg(long)]
    pub(crate) text: String,
}

impl Request {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self {
            Self::List => list(cli).await,
            Self::Inspect { request } => inspect(cli, request).await,
            Self::Approve(command) => answer::approve(cli, command).await,
            Self::Present(command) => present::show(cli, command).await,
            Self::Offer(command) => answer::offer(cli, command).await,
            Self::Missing { request } => answer::missing(cli, request).await,
            Self::Document { request, document } => answer::document(cli, request, document).await,
            Self::Refuse { request, digest } => refuse(cli, request, digest).await,
            Self::Object(command) => object(cli, command).await,
            Self::Inbox(command) => command.run(cli).await,
        }
    }
}

async fn list(cli: &Cli) -> Result<Output, ApiError> {
    let rows = cli.wallet.run(ListInbox {}).await?;
    let text = rows.iter().map(|row| {
        vec![
            row.id.clone(),
            row.number.clone(),
            cli.text(&row.party.name),
            cli.text(&row.about),
            plain(&row.state),
        ]
    });
    output(&rows, table(&text.collect::<Vec<_>>()))
}

async fn inspect(cli: &Cli, request: String) -> Result<Output, ApiError> {
    match present::find(cli, request).await? {
        Asked::Access(id) => {
            let view = cli.wallet.run(ReviewRequest { id }).await?;
            let text = review_text(cli, &view);
            output(&view, text)
        }
        Asked::Presentation(id) => {
            let view = present::review(cli, id, None).await?;
            let text = present::text(cli, &view);
            output(&view, text)
        }
    }
}

async fn refuse(cli: &Cli, request: String, digest: Option<String>) -> Result<Output, ApiError> {
    let (id, shown) = match present::find(cli, request).await? {
        Asked::Access(id) => {
            let view = cli.wallet.run(ReviewRequest { id }).await?;
            (view.id, view.digest)
        }
        Asked::Presentation(id) => {
            let view = present::review(cli, id, None).await?;
            (view.id, view.digest)
        }
    };
    let digest = digest.unwrap_or(shown);
    let row = cli.wallet.run(RefuseRequest { id, digest }).await?;
    let text = format!("{} {}\n", row.number, plain(&row.state));
    output(&row, text)
}

async fn object(cli: &Cli, object: Object) -> Result<Output, ApiError> {
    let view = review(cli, object.request).await?;
    let command = ObjectToDecision {
        id: view.id,
        text: object.text,
        passphrase: cli.passphrase()?,
    };
    let row = cli.wallet.run(command).await?;
    let height = row.height.unwrap_or_default();
    let text = format!("lodged with {} in block {height}\n", cli.text(&row.to.name));
    output(&row, text)
}

pub(super) async fn review(cli: &Cli, request: String) -> Result<ReviewView, ApiError> {
    match present::find(cli, request).await? {
        Asked::Access(id) => cli.wallet.run(ReviewRequest { id }).await,
        Asked::Presentation(_) => Err(ApiError::about(
            ErrorCode::BadInput,
            "this asks to be shown a document: use `request present`",
        )),
    }
}

pub(super) fn review_text(cli: &Cli, view: &ReviewView) -> String {
    let mut text = format!(
        "{} asks ({}, {})\n  “{}”\nunder {}\n",
        cli.text(&view.party.name),
        view.party.code,
        proof(&view.party.proof),
        cli.text(&view.purpose_text),
        view.clause.as_ref().map_or_else(
            || view.clause_code.clone(),
            |clause| cli.text(&clause.title)
        ),
    );
    let rows: Vec<Vec<String>> = view
        .items
        .iter()
        .map(|item| {
            vec![
                format!("  {}", item.attribute),
                shown(cli, item),
                if item.required {
                    "required"
                } else {
                    "optional"
                }
                .to_owned(),
                plain(&item.law),
                match item.usual.is_unusual() {
                    true => "unusual".to_owned(),
                    false => String::new(),
                },
            ]
        })
        .collect();
    text.push_str(&table(&rows));
    if let Some(code) = &view.check_code {
        text.push_str(&format!("check code {code}\n"));
    }
    text.push_str(&format!(
        "until {}, {} uses, kept {} days\ndigest {}\n",
        view.until, view.max_uses, view.retention_days, view.digest
    ));
    text
}

/// What an item says now, and what it would become.
fn shown(cli: &Cli, item: &ItemView) -> String {
    let now = item.value.as_ref().map(|value| cli.value(value));
    match &item.proposed {
        None => now.unwrap_or_default(),
        Some(proposed) => format!(
            "{} -> {}",
            now.unwrap_or_else(|| "?".to_owned()),
            cli.value(proposed)
        ),
    }
}
