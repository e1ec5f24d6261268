//! Addresses and what answers at them. Every answer to a mistake is JSON.

mod admin;
mod answers;
mod cases;
mod counter;
mod delegation;
mod departments;
mod invoices;
mod law;
mod presentations;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};

use crate::failure::Failure;
use crate::state::Gateway;

/// Longest body that is read, in bytes. Each message has a bound of its own beside it.
const MAX_BODY_BYTES: usize = 160 * 1_024;
/// Longest time for one request.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Returns everything that is answered; `admin_token` opens the administrative addresses.
pub(crate) fn router(gateway: Arc<Gateway>, admin_token: String) -> Router {
    departments::routes()
        .merge(cases::public_routes())
        .with_state(Arc::clone(&gateway))
        .nest("/admin", admin::routes(gateway, admin_token))
        .fallback(async || Failure::not_found("there is nothing at this address"))
        .method_not_allowed_fallback(async || Failure {
            status: StatusCode::METHOD_NOT_ALLOWED,
            error: "invalid_request",
            description: "another method is wanted at this address".to_owned(),
        })
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(guard))
}

/// Bounds the time, and marks every answer as neither to be kept nor to be guessed at.
async fn guard(request: Request, next: Next) -> Response {
    let mut response = match tokio::time::timeout(TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure {
            status: StatusCode::SERVICE_UNAVAILABLE,
            error: "temporarily_unavailable",
            description: "this took too long".to_owned(),
        }
        .into_response(),
    };
    // What the framework refuses by itself, it refuses in plain text.
    let status = response.status();
    let is_json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
    if (status.is_client_error() || status.is_server_error()) && !is_json {
        response = Failure {
            status,
            error: "invalid_request",
            description: "the request is malformed".to_owned(),
        }
        .into_response();
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// Takes a body that may have been too long.
fn body(bytes: Result<Bytes, BytesRejection>) -> Result<Bytes, Failure> {
    bytes.map_err(|rejection| Failure {
        status: rejection.status(),
        error: "invalid_request",
        description: "the body cannot be read, or is too long".to_owned(),
    })
}
