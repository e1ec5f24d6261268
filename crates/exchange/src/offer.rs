//! Credential offers (OpenID4VCI 1.0 §4.1), of the one grant type that is supported.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::endpoint::Endpoint;
use crate::fault::Fault;
use crate::json::{MessageError, parse_message};

/// Longest offer that is read, in bytes.
pub const MAX_OFFER_BYTES: usize = 16_384;
/// The grant type of a pre-authorised code.
pub const PRE_AUTHORIZED_CODE: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

/// An offer of credentials. Nothing in it is proven: an offer bears no signature, the issuer's
/// metadata do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialOffer {
    /// The issuer, equal to a department's endpoint in the directory.
    pub issuer: Endpoint,
    /// Names in the issuer's metadata, 1 to 16.
    pub configuration_ids: Vec<String>,
    /// Shown once at the token endpoint. A secret of whoever holds the link.
    pub pre_authorized_code: String,
    /// A code that comes by another way and must be typed in.
    pub tx_code: Option<TxCode>,
}

/// What the transaction code looks like and where it is found (OpenID4VCI 1.0 §4.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TxCode {
    /// `numeric` or `text`.
    #[serde(default = "numeric")]
    pub input_mode: String,
    /// Number of characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u8>,
    /// The issuer's words on where the code is found, at most 300 characters; show as text only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

fn numeric() -> String {
    "numeric".to_owned()
}

/// Why an offer is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OfferError {
    /// Not a JSON message of the right shape.
    #[error("the offer is malformed: {0}")]
    Message(#[from] MessageError),
    /// The issuer is no endpoint that a wallet may call.
    #[error("the offer names an issuer that cannot be called")]
    Issuer,
    /// Nothing, or too much, is offered, or a code is out of bounds.
    #[error("a member of the offer is out of its range")]
    Range,
    /// No pre-authorised code, or one that wants another authorization server.
    #[error("the offer uses an unsupported grant type")]
    Unsupported,
}

impl OfferError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::Unsupported => Fault::PeerIncompatible,
            Self::Message(_) | Self::Issuer | Self::Range => Fault::PeerWrong,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct OfferMessage {
    credential_issuer: String,
    credential_configuration_ids: Vec<String>,
    #[serde(default)]
    grants: Grants,
}

#[derive(Default, Serialize, Deserialize)]
struct Grants {
    #[serde(
        rename = "urn:ietf:params:oauth:grant-type:pre-authorized_code",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pre_authorized: Option<PreAuthorized>,
}

#[derive(Serialize, Deserialize)]
struct PreAuthorized {
    #[serde(rename = "pre-authorized_code")]
    code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tx_code: Option<TxCode>,
    #[serde(default, skip_serializing)]
    authorization_server: Option<Value>,
}

impl CredentialOffer {
    /// Reads an offer, as it stands in a link or behind its reference.
    ///
    /// # Errors
    /// See [`OfferError`].
    pub fn parse(body: &[u8]) -> Result<Self, OfferError> {
        let message: OfferMessage = parse_message(body, MAX_OFFER_BYTES)?;
        let issuer = Endpoint::parse(&message.credential_issuer).map_err(|_| OfferError::Issuer)?;
        let grant = message
            .grants
            .pre_authorized
            .ok_or(OfferError::Unsupported)?;
        if grant.authorization_server.is_some() {
            return Err(OfferError::Unsupported);
        }
        let offer = Self {
            issuer,
            configuration_ids: message.credential_configuration_ids,
            pre_authorized_code: grant.code,
            tx_code: grant.tx_code,
        };
        if offer.is_bounded() {
            Ok(offer)
        } else {
            Err(OfferError::Range)
        }
    }

    fn is_bounded(&self) -> bool {
        let ids = &self.configuration_ids;
        let codes_fit = self.tx_code.as_ref().is_none_or(|code| {
            matches!(code.input_mode.as_str(), "numeric" | "text")
                && code.length.is_none_or(|length| (1..=64).contains(&length))
                && code
                    .description
                    .as_ref()
                    .is_none_or(|text| text.chars().count() <= 300)
        });
        (1..=16).contains(&ids.len())
            && ids.iter().all(|id| (1..=128).contains(&id.len()))
            && ids
                .iter()
                .enumerate()
                .all(|(index, id)| !ids[..index].contains(id))
            && (1..=1_024).contains(&self.pre_authorized_code.len())
            && codes_fit
    }

    /// Writes the offer as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let message = OfferMessage {
            credential_issuer: self.issuer.as_str().to_owned(),
            credential_configuration_ids: self.configuration_ids.clone(),
            grants: Grants {
                pre_authorized: Some(PreAuthorized {
                    code: self.pre_authorized_code.clone(),
                    tx_code: self.tx_code.clone(),
                    authorization_server: None,
                }),
            },
        };
        serde_json::to_string(&message).expect("an offer holds only strings and numbers")
    }
}
