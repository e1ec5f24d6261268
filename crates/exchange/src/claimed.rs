//! What a request says of itself when nobody could be proven: to be shown as claims, never relied on.

use keys::json;
use serde_json::Value;

use crate::request::{CLIENT_ID_PREFIX, MAX_REQUEST_BYTES};
use crate::terms::Terms;

/// The claims of a request of which nothing is proven. Every text in it is foreign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimedRequest {
    /// Who it claims to be from, a DID by its own word.
    pub client: String,
    /// The name that it gives itself (`client_metadata.client_name`).
    pub name: Option<String>,
    /// Where the answer would go.
    pub response_uri: String,
    /// What it asks for, where that can be read.
    pub terms: Option<Terms>,
}

impl ClaimedRequest {
    /// Reads the claims of a compact JWT, whatever its header and signature; `None` if there are
    /// none to be read.
    #[must_use]
    pub fn read(compact: &str) -> Option<Self> {
        if compact.len() > MAX_REQUEST_BYTES {
            return None;
        }
        let payload = compact.split('.').nth(1)?;
        let payload = keys::base64url::decode(payload).ok()?;
        let Ok(Value::Object(claims)) = json::parse_value(&payload) else {
            return None;
        };
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let client = text(claims.get("client_id"))?;
        let terms = claims
            .get("transaction_data")
            .and_then(Value::as_array)
            .and_then(|data| data.first())
            .and_then(Value::as_str)
            .and_then(|data| Terms::decode(data).ok())
            .map(|(terms, _)| terms);
        Some(Self {
            client: client
                .strip_prefix(CLIENT_ID_PREFIX)
                .unwrap_or(&client)
                .to_owned(),
            name: text(
                claims
                    .get("client_metadata")
                    .and_then(|it| it.get("client_name")),
            ),
            response_uri: text(claims.get("response_uri")).unwrap_or_default(),
            terms,
        })
    }
}
