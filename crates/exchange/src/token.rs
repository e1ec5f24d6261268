//! The token endpoint (OpenID4VCI 1.0 §6), the nonce endpoint (§7), and errors of OAuth's shape.

use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use crate::json::MessageError;
use crate::offer::PRE_AUTHORIZED_CODE;

/// Longest body of a token request, in bytes.
pub const MAX_TOKEN_REQUEST_BYTES: usize = 4_096;

/// Exchanges a pre-authorised code for an access token.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenRequest {
    /// From the offer.
    pub pre_authorized_code: String,
    /// What the holder typed.
    pub tx_code: Option<String>,
}

/// The access token. A bearer secret: never log it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenAnswer {
    /// To be sent as `Authorization: Bearer`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Seconds.
    #[serde(default)]
    pub expires_in: u32,
}

/// A fresh nonce for proofs. `c_nonce` at the issuer's nonce endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NonceAnswer {
    /// 22 to 64 characters of base64url.
    pub c_nonce: String,
}

/// A fresh nonce for a use of a grant, from the custodian's `nonce` address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseNonceAnswer {
    /// 22 to 64 characters of base64url.
    pub nonce: String,
}

/// An error in OAuth's shape (RFC 6749 §5.2): every refusal of a department has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorAnswer {
    /// A word of the standard, such as `invalid_grant`.
    pub error: String,
    /// For a developer; never shown as the department's statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
}

impl TokenRequest {
    /// Writes the form body (`application/x-www-form-urlencoded`).
    #[must_use]
    pub fn to_form(&self) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", PRE_AUTHORIZED_CODE)
            .append_pair("pre-authorized_code", &self.pre_authorized_code);
        if let Some(tx_code) = &self.tx_code {
            form.append_pair("tx_code", tx_code);
        }
        form.finish()
    }

    /// Reads a form body.
    ///
    /// # Errors
    /// [`TokenRequestError`].
    pub fn parse(body: &[u8]) -> Result<Self, TokenRequestError> {
        let form = parse_form(body, MAX_TOKEN_REQUEST_BYTES)?;
        let find = |name: &str| {
            form.iter()
                .find(|(found, _)| found == name)
                .map(|(_, value)| value)
        };
        if find("grant_type").map(String::as_str) != Some(PRE_AUTHORIZED_CODE) {
            return Err(TokenRequestError::GrantType);
        }
        let pre_authorized_code = find("pre-authorized_code")
            .ok_or(MessageError::Members)?
            .clone();
        Ok(Self {
            pre_authorized_code,
            tx_code: find("tx_code").cloned(),
        })
    }
}

impl std::fmt::Debug for TokenRequest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TokenRequest(..)")
    }
}

impl std::fmt::Debug for TokenAnswer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TokenAnswer(..)")
    }
}

/// Why a token request is refused before any code is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenRequestError {
    /// Not a form of the right shape.
    #[error("the token request is malformed: {0}")]
    Message(#[from] MessageError),
    /// Another grant type (`unsupported_grant_type`).
    #[error("unsupported grant type")]
    GrantType,
}

/// Reads a form; a name that occurs twice is refused (RFC 6749 §3.2).
pub(crate) fn parse_form(
    body: &[u8],
    max_bytes: usize,
) -> Result<Vec<(String, String)>, MessageError> {
    if body.len() > max_bytes {
        return Err(MessageError::TooLong);
    }
    let text = std::str::from_utf8(body).map_err(|_| MessageError::Syntax)?;
    let form: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect();
    for (index, (name, _)) in form.iter().enumerate() {
        if form[..index].iter().any(|(earlier, _)| earlier == name) {
            return Err(MessageError::Repeated);
        }
    }
    Ok(form)
}
