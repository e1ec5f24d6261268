//! The departments' addresses, `/d/<slug>/…`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use exchange::metadata::{AuthorizationServerMetadata, SIGNED_METADATA_MEDIA_TYPE};

use super::body;
use crate::city;
use crate::custodian::{AccessFailure, refusal_status};
use crate::failure::Failure;
use crate::state::{Department, Gateway};

type Result<T> = std::result::Result<T, Failure>;
type Body = std::result::Result<Bytes, BytesRejection>;
type City = State<Arc<Gateway>>;

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route(
            "/.well-known/openid-credential-issuer/d/{slug}",
            get(issuer_metadata),
        )
        .route(
            "/.well-known/oauth-authorization-server/d/{slug}",
            get(server_metadata),
        )
        .route("/law/{file}", get(statute))
        .route("/d/{slug}/offers/{id}", get(offer))
        .route("/d/{slug}/token", post(token))
        .route("/d/{slug}/c-nonce", post(issuance_nonce))
        .route("/d/{slug}/credential", post(credential))
        .route("/d/{slug}/apply", post(apply))
        .route("/d/{slug}/pickup", post(pick_up))
        .route("/d/{slug}/refill", post(refill))
        .route("/d/{slug}/requests/{id}", get(request_object))
        .route("/d/{slug}/answers/{id}", post(answer))
        .route("/d/{slug}/relations", post(introduce_grant_key))
        .route("/d/{slug}/nonce", post(access_nonce))
        .route("/d/{slug}/access", post(access))
        .route("/d/{slug}/orders", post(access_by_law))
        .route("/d/{slug}/links", post(receive_link))
        .route("/d/{slug}/counter", post(leave_for_counter))
        .route("/d/{slug}/invoices", post(receive_claim))
}

fn find<'g>(gateway: &'g Gateway, slug: &str) -> Result<&'g Department> {
    gateway
        .department(slug)
        .ok_or_else(|| Failure::not_found("there is no such department"))
}

fn typed(media_type: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, media_type)], text).into_response()
}

async fn issuer_metadata(
    State(gateway): City,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let department = find(&gateway, &slug)?;
    let wants_jwt = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|accept| accept.to_str().ok())
        .any(|accept| accept.contains(SIGNED_METADATA_MEDIA_TYPE));
    if wants_jwt {
        Ok(typed(
            SIGNED_METADATA_MEDIA_TYPE,
            gateway.signed_metadata(department)?,
        ))
    } else {
        Ok(Json(gateway.metadata(department)).into_response())
    }
}

async fn server_metadata(
    State(gateway): City,
    Path(slug): Path<String>,
) -> Result<Json<AuthorizationServerMetadata>> {
    let metadata = gateway.metadata(find(&gateway, &slug)?);
    Ok(Json(AuthorizationServerMetadata::of(&metadata)))
}

async fn statute(State(gateway): City, Path(file): Path<String>) -> Result<Response> {
    let text = match city::statute(&file) {
        Some(text) => Some(text.to_owned()),
        None => gateway.store().statute(&file)?,
    };
    let text = text.ok_or_else(|| Failure::not_found("there is no such statute"))?;
    Ok(typed("text/plain; charset=utf-8", text))
}

async fn offer(State(gateway): City, Path((slug, id)): Path<(String, String)>) -> Result<Response> {
    let offer = gateway.offer(find(&gateway, &slug)?, &id)?;
    Ok(typed("application/json", offer.to_json()))
}

async fn token(State(gateway): City, Path(slug): Path<String>, bytes: Body) -> Result<Response> {
    let answer = gateway.exchange_code(find(&gateway, &slug)?, &body(bytes)?)?;
    Ok(Json(answer).into_response())
}

async fn issuance_nonce(State(gateway): City, Path(slug): Path<String>) -> Result<Response> {
    Ok(Json(gateway.issuance_nonce(find(&gateway, &slug)?)?).into_response())
}

async fn credential(
    State(gateway): City,
    Path(slug): Path<String>,
    headers: HeaderMap,
    bytes: Body,
) -> Result<Response> {
    let department = find(&gateway, &slug)?;
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let answer = gateway
        .issue_credentials(department, token, &body(bytes)?)
        .await?;
    Ok(Json(answer).into_response())
}

async fn apply(State(gateway): City, Path(slug): Path<String>, bytes: Body) -> Result<Response> {
    let answer = gateway.apply(find(&gateway, &slug)?, &body(bytes)?).await?;
    Ok(Json(answer).into_response())
}

async fn pick_up(State(gateway): City, Path(slug): Path<String>, bytes: Body) -> Result<Response> {
    Ok(Json(gateway.pick_up(find(&gateway, &slug)?, &body(bytes)?)?).into_response())
}

async fn refill(State(gateway): City, Path(slug): Path<String>, bytes: Body) -> Result<Response> {
    let answer = gateway
        .refill(find(&gateway, &slug)?, &body(bytes)?)
        .await?;
    Ok(Json(answer).into_response())
}

async fn request_object(
    State(gateway): City,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let object = gateway.request_object(find(&gateway, &slug)?, &id)?;
    Ok(typed("application/oauth-authz-req+jwt", object))
}

async fn answer(
    State(gateway): City,
    Path((slug, id)): Path<(String, String)>,
    bytes: Body,
) -> Result<Response> {
    let department = find(&gateway, &slug)?;
    let answer = gateway
        .receive_answer(department, &id, &body(bytes)?)
        .await?;
    if let Some(grant) = answer.grant {
        gateway.read_soon(department.slug(), grant);
        gateway.access_soon(department.slug());
        gateway.follow_up(department.slug(), &id);
    }
    Ok(Json(answer.receipt).into_response())
}

async fn introduce_grant_key(
    State(gateway): City,
    Path(slug): Path<String>,
    bytes: Body,
) -> Result<StatusCode> {
    gateway.introduce_grant_key(find(&gateway, &slug)?, &body(bytes)?)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn receive_link(
    State(gateway): City,
    Path(slug): Path<String>,
    bytes: Body,
) -> Result<Response> {
    let department = find(&gateway, &slug)?;
    let answer = gateway.receive_link(department, &body(bytes)?).await?;
    Ok(Json(answer).into_response())
}

async fn access_nonce(State(gateway): City, Path(slug): Path<String>) -> Result<Response> {
    Ok(Json(gateway.access_nonce(find(&gateway, &slug)?)?).into_response())
}

async fn access(State(gateway): City, Path(slug): Path<String>, bytes: Body) -> Result<Response> {
    match gateway.access(find(&gateway, &slug)?, &body(bytes)?).await {
        Ok(answer) => Ok(Json(answer).into_response()),
        Err(AccessFailure::Refused(refusal)) => {
            Ok((refusal_status(&refusal), Json(refusal)).into_response())
        }
        Err(AccessFailure::Failed(failure)) => Err(failure),
    }
}

async fn access_by_law(
    State(gateway): City,
    Path(slug): Path<String>,
    bytes: Body,
) -> Result<Response> {
    let department = find(&gateway, &slug)?;
    match gateway.access_by_law(department, &body(bytes)?).await {
        Ok(answer) => Ok(Json(answer).into_response()),
        Err(AccessFailure::Refused(refusal)) => {
            Ok((refusal_status(&refusal), Json(refusal)).into_response())
        }
        Err(AccessFailure::Failed(failure)) => Err(failure),
    }
}

async fn receive_claim(
    State(gateway): City,
    Path(slug): Path<String>,
    bytes: Body,
) -> Result<Response> {
    let payer = find(&gateway, &slug)?;
    let answer = gateway.receive_claim(payer, &body(bytes)?).await?;
    Ok(Json(answer).into_response())
}

async fn leave_for_counter(
    State(gateway): City,
    Path(slug): Path<String>,
    bytes: Body,
) -> Result<StatusCode> {
    gateway.keep_spoken(find(&gateway, &slug)?, &body(bytes)?)?;
    Ok(StatusCode::NO_CONTENT)
}
