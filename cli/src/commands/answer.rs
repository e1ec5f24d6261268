//! Answers to a request: approving, offering less, and what both have in common; what is missing,
//! and which document is meant.

use clap::Args;
use wallet_api::{
    ApiError, ApproveRequest, ChooseDocument, CounterOfferState, ErrorCode, ItemView, ListMissing,
    OfferLess, ReviewView,
};

use super::request::{review, review_text};
use crate::{
    cli::Cli,
    output::{Output, output, plain},
    table::table,
};

#[derive(Debug, Args)]
pub(crate) struct Approve {
    #[command(flatten)]
    given: Given,
    /// Let it be handed on so many steps at most; 0 forbids it. Without it: as asked.
    #[arg(long)]
    depth: Option<u8>,
}

#[derive(Debug, Args)]
pub(crate) struct Offer {
    #[command(flatten)]
    given: Given,
    /// Give these items only (`entry/attribute/action`, separated by commas): for seeing instead of
    /// changing.
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "IDS",
        conflicts_with = "attributes"
    )]
    items: Option<Vec<String>>,
    /// Let them keep what they learn for so many days at most.
    #[arg(long, value_name = "DAYS")]
    retention: Option<u32>,
    /// A word to the department.
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
}

#[derive(Debug, Args)]
struct Given {
    /// `openid4vp://…` or an id.
    #[arg(allow_hyphen_values = true)]
    request: String,
    /// Answer only if this is what was shown (`digest` of `request inspect`).
    #[arg(long)]
    digest: Option<String>,
    /// Give these attributes only (codes, separated by commas). Without it: those that are required,
    /// permitted and usual.
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    attributes: Option<Vec<String>>,
    /// Give the permission for so many days at most.
    #[arg(long)]
    days: Option<u32>,
    /// Allow so many uses at most.
    #[arg(long)]
    uses: Option<u32>,
}

impl Given {
    /// The ids of the items that are given.
    fn items(&self, view: &ReviewView) -> Result<Vec<String>, ApiError> {
        let wanted = |item: &ItemView| match &self.attributes {
            Some(list) => list.contains(&item.attribute),
            None => item.required && item.law.may_be_given() && !item.usual.is_unusual(),
        };
        if let Some(list) = &self.attributes
            && let Some(unknown) = list
                .iter()
                .find(|code| !view.items.iter().any(|item| item.attribute == **code))
        {
            return Err(ApiError::about(ErrorCode::BadInput, unknown.clone()));
        }
        let items = view.items.iter().filter(|item| wanted(item));
        Ok(items.map(|item| item.id.clone()).collect())
    }

    fn until(&self, view: &ReviewView) -> i64 {
        match self.days {
            Some(days) => view
                .until
                .min(view.from.saturating_add(i64::from(days) * 86_400)),
            None => view.until,
        }
    }
}

pub(super) async fn approve(cli: &Cli, command: Approve) -> Result<Output, ApiError> {
    let (given, depth) = (command.given, command.depth);
    let view = review(cli, given.request.clone()).await?;
    let items = given.items(&view)?;
    let until = given.until(&view);
    let command = ApproveRequest {
        id: view.id,
        digest: given.digest.unwrap_or(view.digest),
        items,
        until,
        max_uses: given.uses.unwrap_or(view.max_uses),
        max_depth: depth.unwrap_or(view.max_depth),
        passphrase: cli.passphrase()?,
    };
    let receipt = cli.wallet.run(command).await?;
    let text = format!(
        "approved {}, receipt {}, anchored in block {}\n",
        receipt.permission.number, receipt.receipt, receipt.anchored_height
    );
    output(&receipt, text)
}

pub(super) async fn offer(cli: &Cli, command: Offer) -> Result<Output, ApiError> {
    let given = command.given;
    let view = review(cli, given.request.clone()).await?;
    let items = match command.items {
        Some(items) => items,
        None => given.items(&view)?,
    };
    let until = given.until(&view);
    let offer = OfferLess {
        id: view.id,
        digest: given.digest.unwrap_or(view.digest),
        items,
        until,
        max_uses: given.uses.unwrap_or(view.max_uses),
        retention_days: command.retention.unwrap_or(view.retention_days),
        message: command.message,
        passphrase: cli.passphrase()?,
    };
    let view = cli.wallet.run(offer).await?;
    let text = match view.state {
        CounterOfferState::Waiting => "offered; nothing can be read until they take it\n",
        CounterOfferState::Taken => "offered and taken\n",
        CounterOfferState::NotTaken => "not taken; nothing was given\n",
    };
    let text = format!("{} {text}", view.row.number);
    output(&view, text)
}

pub(super) async fn missing(cli: &Cli, request: String) -> Result<Output, ApiError> {
    let id = review(cli, request).await?.id;
    let view = cli.wallet.run(ListMissing { id }).await?;
    let rows = view.rows.iter().map(|row| {
        let source = row.sources.first();
        vec![
            row.attribute.clone(),
            match row.required {
                true => "required",
                false => "optional",
            }
            .to_owned(),
            source
                .map(|source| cli.text(&source.name))
                .unwrap_or_default(),
            source
                .map(|source| cli.text(&source.issuer.name))
                .unwrap_or_default(),
            source.map(|source| plain(&source.how)).unwrap_or_default(),
        ]
    });
    output(&view, table(&rows.collect::<Vec<_>>()))
}

pub(super) async fn document(
    cli: &Cli,
    request: String,
    document: String,
) -> Result<Output, ApiError> {
    let id = review(cli, request).await?.id;
    let view = cli.wallet.run(ChooseDocument { id, document }).await?;
    let text = review_text(cli, &view);
    output(&view, text)
}
