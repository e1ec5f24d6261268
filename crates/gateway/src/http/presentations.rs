//! Documents that citizens show, for the command line.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};

use super::admin::{Body, City, Result, find, read_command};
use crate::admin::{AskView, PresentationCommand, PresentationView};
use crate::random;
use crate::requester::{PresentationOrder, REQUEST_SECS, RequestForm};
use crate::state::Gateway;

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/presentations", get(list))
        .route("/presentations/request", post(request))
}

async fn request(State(gateway): City, bytes: Body) -> Result<Json<AskView>> {
    let command: PresentationCommand = read_command(bytes)?;
    let order = PresentationOrder {
        documents: command.documents,
        attributes: command.attributes,
        optional: command.optional,
        purpose: command.purpose,
        clause: command.clause,
        open_for_secs: command.open_for_secs.unwrap_or(REQUEST_SECS),
        retention_days: command.retention_days,
    };
    let form = RequestForm {
        by_value: command.by_value,
        es256: command.es256,
    };
    let department = find(&gateway, &command.department)?;
    let made = gateway.request_presentation(department, &order, form)?;
    Ok(Json(AskView {
        link: made.link,
        request_id: made.id,
        check_code: None,
    }))
}

async fn list(State(gateway): City) -> Result<Json<Vec<PresentationView>>> {
    let rows = gateway.store.all_shown(random::now())?;
    let views = rows.into_iter().map(|row| PresentationView {
        department: row.department,
        request_id: row.request,
        issuer: row.issuer,
        vct: row.vct,
        attributes: row.attributes,
        number: row.number,
        received_at: row.received_at,
        keep_until: row.keep_until,
    });
    Ok(Json(views.collect()))
}
