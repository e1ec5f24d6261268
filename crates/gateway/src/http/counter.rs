//! The administrative addresses of the counters.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::routing::{get, post};
use axum::{Json, Router};

use super::admin::{find, read_command};
use crate::counter::ScanFailure;
use crate::counter::messages::{
    AcceptedRow, ChallengeCommand, ChallengeView, ScanCommand, ScanView, SettleCommand,
};
use crate::failure::Failure;
use crate::state::Gateway;

type Result<T> = std::result::Result<T, Failure>;
type Body = std::result::Result<Bytes, BytesRejection>;
type City = State<Arc<Gateway>>;

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/counter/challenge", post(challenge))
        .route("/counter/scan", post(scan))
        .route("/counter/settle", post(settle))
        .route("/counter/accepted", get(accepted))
}

async fn challenge(State(gateway): City, bytes: Body) -> Result<Json<ChallengeView>> {
    let command: ChallengeCommand = read_command(bytes)?;
    let department = find(&gateway, &command.department)?;
    Ok(Json(gateway.counter_challenge(department, &command)?))
}

async fn scan(State(gateway): City, bytes: Body) -> Result<Json<ScanView>> {
    let command: ScanCommand = read_command(bytes)?;
    let department = find(&gateway, &command.department)?;
    match gateway.counter_scan(department, &command).await {
        Ok(view) => Ok(Json(ScanView::Accepted(Box::new(view)))),
        Err(ScanFailure::Refused(refusal)) => Ok(Json(ScanView::Refused {
            reason: refusal.reason,
            description: refusal.description,
            state: refusal.state,
        })),
        Err(ScanFailure::Failed(failure)) => Err(failure),
    }
}

async fn settle(State(gateway): City, bytes: Body) -> Result<Json<Vec<AcceptedRow>>> {
    let command: SettleCommand = read_command(bytes)?;
    let department = find(&gateway, &command.department)?;
    Ok(Json(gateway.counter_settle(department).await?))
}

async fn accepted(State(gateway): City) -> Result<Json<Vec<AcceptedRow>>> {
    const NEWEST: u32 = 200;
    Ok(Json(gateway.store.accepted(NEWEST)?))
}
