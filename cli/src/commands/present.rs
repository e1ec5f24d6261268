//! `wallet request present`: showing a part of a document.

use clap::Args;
use wallet_api::{
    ApiError, ErrorCode, InboxKind, ListInbox, OpenLink, OpenedView, Present,
    PresentationReviewView, ReviewPresentation,
};

use crate::{
    cli::Cli,
    output::{Output, output, plain, proof},
    table::table,
};

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// `openid4vp://…` or an id.
    #[arg(allow_hyphen_values = true)]
    pub(crate) request: String,
    /// Id of the document; the one that fits best if nothing is said.
    #[arg(long)]
    pub(crate) document: Option<String>,
    /// Also show these attributes that are not required, separated by commas, or `all`.
    #[arg(long, value_delimiter = ',')]
    pub(crate) also: Vec<String>,
    /// Show only if this is what was reviewed.
    #[arg(long)]
    pub(crate) digest: Option<String>,
}

/// What an `openid4vp://…` link or an id is.
pub(super) enum Asked {
    /// A request for access, by its id.
    Access(String),
    /// A request to be shown a document, by its id.
    Presentation(String),
}

/// Looks into a link, or finds a line of the inbox.
pub(super) async fn find(cli: &Cli, request: String) -> Result<Asked, ApiError> {
    if request.contains("://") {
        return match cli.wallet.run(OpenLink { link: request }).await? {
            OpenedView::Request { id } => Ok(Asked::Access(id)),
            OpenedView::Presentation { id } => Ok(Asked::Presentation(id)),
            OpenedView::Unproven { error, .. } => Err(error),
            OpenedView::Offer { .. } => {
                Err(ApiError::about(ErrorCode::BadLink, "this is an offer"))
            }
        };
    }
    let rows = cli.wallet.run(ListInbox {}).await?;
    let kind = rows
        .iter()
        .find(|row| row.id == request)
        .map(|row| row.kind);
    Ok(match kind {
        Some(InboxKind::Presentation) => Asked::Presentation(request),
        _ => Asked::Access(request),
    })
}

pub(super) async fn review(
    cli: &Cli,
    id: String,
    document: Option<String>,
) -> Result<PresentationReviewView, ApiError> {
    cli.wallet.run(ReviewPresentation { id, document }).await
}

pub(super) async fn show(cli: &Cli, command: Show) -> Result<Output, ApiError> {
    let Asked::Presentation(id) = find(cli, command.request).await? else {
        return Err(ApiError::about(
            ErrorCode::BadInput,
            "this asks for access, not for a document: use `request approve`",
        ));
    };
    let view = review(cli, id, command.document).await?;
    if let Some(obstacle) = view.obstacle {
        return Err(obstacle.into());
    }
    let also = |code: &String| {
        command
            .also
            .iter()
            .any(|name| name == code || name == "all")
    };
    let attributes: Vec<String> = (view.items.iter())
        .filter(|item| item.required || (item.value.is_some() && also(&item.code)))
        .map(|item| item.code.clone())
        .collect();
    let document = view.document.ok_or(ErrorCode::NothingToShow)?.id;
    let presented = cli
        .wallet
        .run(Present {
            id: view.id,
            digest: command.digest.unwrap_or(view.digest),
            document,
            attributes,
            passphrase: cli.passphrase()?,
        })
        .await?;
    let text = format!(
        "{} was shown {}\nreceipt {}\n",
        cli.text(&presented.party.name),
        presented.attributes.join(", "),
        presented.receipt,
    );
    output(&presented, text)
}

pub(super) fn text(cli: &Cli, view: &PresentationReviewView) -> String {
    let mut text = format!(
        "{} asks to be shown a document ({}, {})\n  “{}”\n",
        cli.text(&view.party.name),
        view.party.code,
        proof(&view.party.proof),
        cli.text(&view.purpose_text),
    );
    match &view.document {
        Some(document) => text.push_str(&format!(
            "from {} ({}, {})\n",
            cli.text(&document.name),
            cli.text(&document.issuer.name),
            document.id,
        )),
        None => text.push_str("no document of this wallet fits\n"),
    }
    let rows = view.items.iter().map(|item| {
        vec![
            format!("  {}", item.code),
            item.value
                .as_ref()
                .map_or_else(|| "-".to_owned(), |value| cli.value(value)),
            if item.required {
                "required"
            } else {
                "optional"
            }
            .to_owned(),
            if item.by_law {
                "by law"
            } else {
                "by your choice"
            }
            .to_owned(),
        ]
    });
    text.push_str(&table(&rows.collect::<Vec<_>>()));
    text.push_str(&format!(
        "kept {} days, {}\ndigest {}\n",
        view.retention_days,
        plain(&view.state),
        view.digest
    ));
    text
}
