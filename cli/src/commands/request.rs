//! `wallet request`: requests for access.

use clap::{Args, Subcommand};
use wallet_api::{
    ApiError, ApproveRequest, ErrorCode, ItemView, LawVerdict, ListInbox, OpenLink, OpenedView,
    RefuseRequest, ReviewRequest, ReviewView,
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
    /// Approve what was asked, or less.
    Approve(Approve),
    /// Refuse; the department is told.
    Refuse {
        /// `openid4vp://…` or an id.
        #[arg(allow_hyphen_values = true)]
        request: String,
        /// Refuse only if this is what was shown.
        #[arg(long)]
        digest: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Approve {
    /// `openid4vp://…` or an id.
    #[arg(allow_hyphen_values = true)]
    pub(crate) request: String,
    /// Approve only if this is what was shown (`digest` of `request inspect`).
    #[arg(long)]
    pub(crate) digest: Option<String>,
    /// Give these attributes only (codes, separated by commas). Without it: those that are required.
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub(crate) attributes: Option<Vec<String>>,
    /// Give the permission for so many days at most.
    #[arg(long)]
    pub(crate) days: Option<u32>,
    /// Allow so many uses at most.
    #[arg(long)]
    pub(crate) uses: Option<u32>,
    /// Let it be handed on so many steps at most; 0 forbids it. Without it: as asked.
    #[arg(long)]
    pub(crate) depth: Option<u8>,
}

impl Request {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self {
            Self::List => list(cli).await,
            Self::Inspect { request } => inspect(cli, request).await,
            Self::Approve(command) => approve(cli, command).await,
            Self::Refuse { request, digest } => refuse(cli, request, digest).await,
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
    let view = review(cli, request).await?;
    let text = review_text(cli, &view);
    output(&view, text)
}

async fn refuse(cli: &Cli, request: String, digest: Option<String>) -> Result<Output, ApiError> {
    let view = review(cli, request).await?;
    let digest = digest.unwrap_or(view.digest);
    let row = cli
        .wallet
        .run(RefuseRequest {
            id: view.id,
            digest,
        })
        .await?;
    let text = format!("{} {}\n", row.number, plain(&row.state));
    output(&row, text)
}

async fn approve(cli: &Cli, approve: Approve) -> Result<Output, ApiError> {
    let view = review(cli, approve.request).await?;
    // Unless told, what the office needs and the law permits.
    let wanted = |item: &ItemView| match &approve.attributes {
        Some(list) => list.contains(&item.attribute),
        None => item.required && item.law == LawVerdict::Permitted,
    };
    let items: Vec<String> = view
        .items
        .iter()
        .filter(|item| wanted(item))
        .map(|item| item.id.clone())
        .collect();
    if let Some(list) = &approve.attributes
        && let Some(unknown) = list
            .iter()
            .find(|code| !view.items.iter().any(|item| item.attribute == **code))
    {
        return Err(ApiError::about(ErrorCode::BadInput, unknown.clone()));
    }
    let until = match approve.days {
        Some(days) => view
            .until
            .min(view.from.saturating_add(i64::from(days) * 86_400)),
        None => view.until,
    };
    let command = ApproveRequest {
        id: view.id,
        digest: approve.digest.unwrap_or(view.digest),
        items,
        until,
        max_uses: approve.uses.unwrap_or(view.max_uses),
        max_depth: approve.depth.unwrap_or(view.max_depth),
        passphrase: cli.passphrase()?,
    };
    let receipt = cli.wallet.run(command).await?;
    let text = format!(
        "approved {}, receipt {}, anchored in block {}\n",
        receipt.permission.number, receipt.receipt, receipt.anchored_height
    );
    output(&receipt, text)
}

async fn review(cli: &Cli, request: String) -> Result<ReviewView, ApiError> {
    let id = if request.contains("://") {
        match cli.wallet.run(OpenLink { link: request }).await? {
            OpenedView::Request { id } => id,
            OpenedView::Offer { .. } => {
                return Err(ApiError::about(ErrorCode::BadLink, "this is an offer"));
            }
        }
    } else {
        request
    };
    cli.wallet.run(ReviewRequest { id }).await
}

fn review_text(cli: &Cli, view: &ReviewView) -> String {
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
                item.value
                    .as_ref()
                    .map(|value| cli.value(value))
                    .unwrap_or_default(),
                if item.required {
                    "required"
                } else {
                    "optional"
                }
                .to_owned(),
                plain(&item.law),
            ]
        })
        .collect();
    text.push_str(&table(&rows));
    text.push_str(&format!(
        "until {}, {} uses, kept {} days\ndigest {}\n",
        view.until, view.max_uses, view.retention_days, view.digest
    ));
    text
}
