//! Strict reading of foreign JSON: bounded, no member twice, of the expected shape.

use keys::json::{self, JsonError};
use serde::de::DeserializeOwned;

/// Why a JSON message is refused, whoever sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// Longer than the bound of its kind.
    #[error("the message is too long")]
    TooLong,
    /// Not one JSON text, or nested too deep.
    #[error("the message is not JSON")]
    Syntax,
    /// An object has two members of one name.
    #[error("a member is repeated")]
    Repeated,
    /// A member is missing, unknown, or of another type or range than it must be.
    #[error("the message has not the members it must have")]
    Members,
}

impl From<JsonError> for MessageError {
    fn from(error: JsonError) -> Self {
        match error {
            JsonError::Malformed => Self::Syntax,
            JsonError::Duplicate => Self::Repeated,
            JsonError::Shape => Self::Members,
        }
    }
}

/// Reads `bytes`, at most `max_bytes` of them, into `T`.
///
/// # Errors
/// See [`MessageError`].
pub fn parse_message<T: DeserializeOwned>(
    bytes: &[u8],
    max_bytes: usize,
) -> Result<T, MessageError> {
    if bytes.len() > max_bytes {
        return Err(MessageError::TooLong);
    }
    Ok(json::parse(bytes)?)
}
