//! Cases, officers and petitions: the departments' addresses and the administrative ones.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use exchange::ruling::RulingAnswer;

use super::admin::{Body, City, Result, find, read_command};
use super::body;
use crate::admin::{
    AnswerPetitionCommand, CaseView, DecideCommand, OfficerCommand, OfficerView, PetitionView,
    ReferCommand,
};
use crate::state::Gateway;

/// What wallets and other departments ask.
pub(super) fn public_routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/d/{slug}/cases", post(take_case))
        .route("/d/{slug}/ruling", post(ruling))
        .route("/d/{slug}/petitions", post(take_petition))
}

/// What the command line asks.
pub(super) fn admin_routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/refer", post(refer))
        .route("/decide", post(decide))
        .route("/cases", get(cases))
        .route("/officers", get(officers))
        .route("/officers/authorise", post(authorise))
        .route("/petitions", get(petitions))
        .route("/petitions/answer", post(answer))
}

async fn take_case(
    State(gateway): City,
    Path(slug): Path<String>,
    bytes: Body,
) -> Result<StatusCode> {
    gateway
        .take_case(find(&gateway, &slug)?, &body(bytes)?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn ruling(
    State(gateway): City,
    Path(slug): Path<String>,
    bytes: Body,
) -> Result<Json<RulingAnswer>> {
    Ok(Json(gateway.ruling(find(&gateway, &slug)?, &body(bytes)?)?))
}

async fn take_petition(
    State(gateway): City,
    Path(slug): Path<String>,
    bytes: Body,
) -> Result<StatusCode> {
    gateway
        .take_petition(find(&gateway, &slug)?, &body(bytes)?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn refer(State(gateway): City, bytes: Body) -> Result<Json<CaseView>> {
    let command: ReferCommand = read_command(bytes)?;
    let department = find(&gateway, &command.department)?;
    Ok(Json(gateway.refer(department, &command).await?))
}

async fn decide(State(gateway): City, bytes: Body) -> Result<Json<CaseView>> {
    let command: DecideCommand = read_command(bytes)?;
    let department = find(&gateway, &command.department)?;
    Ok(Json(gateway.decide(department, &command).await?))
}

async fn cases(State(gateway): City) -> Result<Json<Vec<CaseView>>> {
    Ok(Json(gateway.cases().await?))
}

async fn officers(State(gateway): City) -> Result<Json<Vec<OfficerView>>> {
    Ok(Json(gateway.officers().await?))
}

async fn authorise(State(gateway): City, bytes: Body) -> Result<Json<OfficerView>> {
    let command: OfficerCommand = read_command(bytes)?;
    Ok(Json(gateway.authorise(&command).await?))
}

async fn petitions(State(gateway): City) -> Result<Json<Vec<PetitionView>>> {
    Ok(Json(gateway.petitions().await?))
}

async fn answer(State(gateway): City, bytes: Body) -> Result<Json<PetitionView>> {
    let command: AnswerPetitionCommand = read_command(bytes)?;
    let department = find(&gateway, &command.department)?;
    Ok(Json(gateway.answer_petition(department, &command).await?))
}
