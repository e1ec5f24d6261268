//! The legislator's administrative addresses.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};

use super::admin::{Body, City, Result, read_command};
use crate::admin::RuleView;
use crate::state::Gateway;

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/law/enact", post(enact))
        .route("/law/amend", post(amend))
        .route("/law/repeal", post(repeal))
        .route("/law/standing", get(standing))
        .route("/law/all", get(all))
}

async fn enact(State(gateway): City, bytes: Body) -> Result<Json<Vec<RuleView>>> {
    Ok(Json(gateway.enact(read_command(bytes)?).await?))
}

async fn amend(State(gateway): City, bytes: Body) -> Result<Json<Vec<RuleView>>> {
    Ok(Json(gateway.amend(read_command(bytes)?).await?))
}

async fn repeal(State(gateway): City, bytes: Body) -> Result<Json<Vec<RuleView>>> {
    Ok(Json(gateway.repeal(read_command(bytes)?).await?))
}

async fn standing(State(gateway): City) -> Result<Json<Vec<RuleView>>> {
    Ok(Json(gateway.rules(false).await?))
}

async fn all(State(gateway): City) -> Result<Json<Vec<RuleView>>> {
    Ok(Json(gateway.rules(true).await?))
}
