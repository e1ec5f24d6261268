//! Administrative addresses about handing on.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::routing::{get, post};
use axum::{Json, Router};
use grant::inspect;

use super::admin::{find, read_command};
use crate::admin::delegation::{DelegateCommand, LinkView, WithdrawLinkCommand};
use crate::failure::Failure;
use crate::requester::DelegateOrder;
use crate::state::Gateway;
use crate::store::LinkRow;

type Result<T> = std::result::Result<T, Failure>;
type Body = std::result::Result<Bytes, BytesRejection>;
type City = State<Arc<Gateway>>;

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/delegate", post(delegate))
        .route("/links", get(links))
        .route("/links/withdraw", post(withdraw))
}

async fn delegate(State(gateway): City, bytes: Body) -> Result<Json<LinkView>> {
    let command: DelegateCommand = read_command(bytes)?;
    let order = DelegateOrder {
        held: command.grant.filter(|grant| grant != "latest"),
        to: command.to,
        attributes: command.attributes,
        valid_for_secs: command.valid_for_secs,
        uses: command.uses,
        retention_days: command.retention_days,
        depth: command.depth,
    };
    let department = find(&gateway, &command.department)?;
    let made = gateway.delegate(department, &order).await?;
    let row = gateway.store.link(made.link)?;
    let row = row.ok_or_else(|| Failure::not_found("the link is not kept"))?;
    Ok(Json(view(row)?))
}

async fn links(State(gateway): City) -> Result<Json<Vec<LinkView>>> {
    let rows = gateway.store.links()?.into_iter();
    Ok(Json(rows.map(view).collect::<Result<_>>()?))
}

async fn withdraw(State(gateway): City, bytes: Body) -> Result<Json<LinkView>> {
    let command: WithdrawLinkCommand = read_command(bytes)?;
    let department = find(&gateway, &command.department)?;
    let link = command.link.filter(|link| link != "latest");
    let row = gateway.withdraw_link(department, link.as_deref()).await?;
    Ok(Json(view(row)?))
}

fn view(row: LinkRow) -> Result<LinkView> {
    let token = inspect(&row.compact).map_err(Failure::ours)?;
    let last = token.line.last().map(|holding| holding.limits);
    let limits = last.ok_or_else(|| Failure::ours("a token without a line"))?;
    let rights = token.rights.iter();
    Ok(LinkView {
        link: row.link.to_string(),
        grant: row.grant.to_string(),
        department: row.department,
        to: row.delegate,
        attributes: rights
            .map(|shown| shown.right.attribute.to_string())
            .collect(),
        max_uses: limits.max_uses,
        retention_days: limits.retention_days,
        max_depth: limits.max_depth,
        made_at: row.made_at,
        expires_at: limits.expires,
        delivered: row.delivered,
        withdrawn_at: row.withdrawn_at,
    })
}
