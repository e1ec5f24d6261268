//! What a caller is told when something is refused: a status, a word of the standard, a sentence.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chain::ChainError;
use exchange::token::ErrorAnswer;

use crate::store::StoreError;

/// A refusal. It names no citizen and no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// HTTP status.
    pub status: StatusCode,
    /// A word of the standard.
    pub error: &'static str,
    /// For a developer.
    pub description: String,
}

impl Failure {
    /// Makes a refusal of status 400.
    pub fn bad(error: &'static str, description: impl ToString) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error,
            description: description.to_string(),
        }
    }

    /// Makes a refusal of status 401.
    pub fn unauthorized(error: &'static str, description: impl ToString) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error,
            description: description.to_string(),
        }
    }

    /// Makes a refusal of status 403.
    pub fn forbidden(error: &'static str, description: impl ToString) -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            error,
            description: description.to_string(),
        }
    }

    /// Makes a refusal of status 404.
    pub fn not_found(description: impl ToString) -> Self {
        let description = description.to_string();
        Self {
            status: StatusCode::NOT_FOUND,
            error: "not_found",
            description,
        }
    }

    /// Makes a refusal of status 409.
    pub fn conflict(error: &'static str, description: impl ToString) -> Self {
        Self {
            status: StatusCode::CONFLICT,
            error,
            description: description.to_string(),
        }
    }

    /// Makes a failure of our own; the cause goes to the log, not to the caller.
    pub fn ours(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "request failed on our side");
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            error: "server_error",
            description: "the department cannot do this now".to_owned(),
        }
    }

    /// Makes a failure of the way to the chain.
    pub fn no_chain(cause: &ChainError) -> Self {
        tracing::warn!(%cause, "the chain failed");
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            error: "temporarily_unavailable",
            description: "the chain cannot be reached, or refused".to_owned(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::ours(error)
    }
}

impl From<ChainError> for Failure {
    fn from(error: ChainError) -> Self {
        Self::no_chain(&error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = ErrorAnswer {
            error: self.error.to_owned(),
            error_description: Some(self.description),
        };
        (self.status, Json(body)).into_response()
    }
}
