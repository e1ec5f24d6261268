//! Being shown a part of a credential that the holder has (OpenID4VP 1.0 with SD-JWT VC, §B.3):
//! what is asked for, what the holder signs, and how the department verifies it. Format:
//! `docs/formats/exchange.md` §4 and §5.

use std::collections::BTreeSet;

use credential::{
    AttributeCode, Credential, Fingerprint, KeyName, PresentationError, Terms as CredentialTerms,
    UnverifiedPresentation, Vct,
};
use grant::Code;
use keys::json::{self, JsonError};
use keys::{DepartmentDid, PublicKey, Signer, base64url};
use sd_jwt::{BindError, Binding, Expectation, Selection};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::PROOF_LIFETIME_SECS;
use crate::fault::Fault;
use crate::query::{CREDENTIAL_FORMAT, PresentationQuery, QueryError};
use crate::request::{CLIENT_ID_PREFIX, RequestError, Subject, VerifiedRequest};
use crate::terms::{MAX_TRANSACTION_DATA_BYTES, TransactionDataError};
use crate::text::Text;

/// The type of the transaction data that say why a credential is to be shown.
pub const PRESENTATION_PURPOSE: &str = "presentation-purpose";
/// The id of the one query of a request made here.
pub const PRESENTATION_QUERY_ID: &str = "p1";
/// Longest time for which what was shown may be kept, in days: ten years.
const MAX_RETENTION_DAYS: u16 = 3_650;
const HASHES: &str = "transaction_data_hashes";
const HASHES_ALG: &str = "transaction_data_hashes_alg";
const SHA_256: &str = "sha-256";

/// What is to be shown, why, and for how long it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresentationTerms {
    /// Types and attributes.
    pub query: PresentationQuery,
    /// Purpose code.
    pub purpose: Code,
    /// The purpose in the words of the one who asks: a quotation, never a fact.
    pub purpose_text: Text,
    /// The clause of law it cites, if it cites one.
    pub clause: Option<Code>,
    /// Days for which what was shown is kept.
    pub retention_days: u16,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PurposeMessage {
    #[serde(rename = "type")]
    kind: String,
    credential_ids: Vec<String>,
    purpose: Code,
    purpose_text: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clause: Option<Code>,
    retention_days: u16,
}

impl Subject for PresentationTerms {
    const FORMAT: &'static str = CREDENTIAL_FORMAT;

    fn formats() -> Value {
        json!({ "sd-jwt_alg_values": ["EdDSA", "ES256"], "kb-jwt_alg_values": ["EdDSA", "ES256"] })
    }

    fn query(&self) -> Value {
        self.query.to_value()
    }

    fn encode(&self) -> String {
        let message = PurposeMessage {
            kind: PRESENTATION_PURPOSE.to_owned(),
            credential_ids: vec![self.query.id.clone()],
            purpose: self.purpose.clone(),
            purpose_text: self.purpose_text.clone(),
            clause: self.clause.clone(),
            retention_days: self.retention_days,
        };
        let json = serde_json::to_vec(&message).expect("terms hold only strings and numbers");
        base64url::encode(&json)
    }

    fn read(query: Value, transaction_data: &str) -> Result<(String, Self), RequestError> {
        let query = PresentationQuery::parse(query)?;
        let message = read_purpose(transaction_data)?;
        if message.credential_ids != [query.id.as_str()] {
            return Err(TransactionDataError::QueryMismatch.into());
        }
        if message.retention_days > MAX_RETENTION_DAYS || !message.purpose_text.is_bounded() {
            return Err(TransactionDataError::Range.into());
        }
        let terms = Self {
            purpose: message.purpose,
            purpose_text: message.purpose_text,
            clause: message.clause,
            retention_days: message.retention_days,
            query,
        };
        Ok((terms.query.id.clone(), terms))
    }
}

fn read_purpose(text: &str) -> Result<PurposeMessage, TransactionDataError> {
    if text.len() > MAX_TRANSACTION_DATA_BYTES {
        return Err(TransactionDataError::TooLong);
    }
    let bytes = base64url::decode(text).map_err(|_| TransactionDataError::Syntax)?;
    let value = json::parse_value(&bytes).map_err(|error| match error {
        JsonError::Duplicate => TransactionDataError::Repeated,
        JsonError::Malformed | JsonError::Shape => TransactionDataError::Syntax,
    })?;
    match value.get("type").and_then(Value::as_str) {
        Some(PRESENTATION_PURPOSE) => {
            serde_json::from_value(value).map_err(|_| TransactionDataError::Members)
        }
        _ => Err(TransactionDataError::UnknownType),
    }
}

/// SHA-256 of one element of `transaction_data` as it came, base64url (OpenID4VP 1.0 §B.3.3.1).
fn hash(transaction_data: &str) -> String {
    base64url::encode(&Sha256::digest(transaction_data))
}

/// Signs, with the holder key of the copy, that `selection` is shown in answer to `request`; returns
/// the SD-JWT with key binding.
///
/// # Errors
/// If the signer is not the holder, or fails.
pub fn present(
    request: &VerifiedRequest<PresentationTerms>,
    selection: &Selection,
    now: i64,
    holder: &dyn Signer,
) -> Result<String, BindError> {
    let mut extra = Map::new();
    extra.insert(HASHES.to_owned(), json!([hash(&request.transaction_data)]));
    extra.insert(HASHES_ALG.to_owned(), json!(SHA_256));
    let binding = Binding {
        audience: &client_id(&request.department),
        nonce: &request.nonce,
        issued_at: now,
        extra,
    };
    selection.bind(&binding, holder)
}

fn client_id(department: &DepartmentDid) -> String {
    format!("{CLIENT_ID_PREFIX}{department}")
}

/// What the department remembers of its request.
#[derive(Clone, Copy, Debug)]
pub struct PresentationExpectation<'a> {
    /// The department itself.
    pub department: &'a DepartmentDid,
    /// The request's nonce.
    pub nonce: &'a str,
    /// What was asked for.
    pub terms: &'a PresentationTerms,
    /// The element of `transaction_data` as it was sent.
    pub transaction_data: &'a str,
    /// Now, in seconds since 1970.
    pub now: i64,
}

/// Why a presentation is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PresentedError {
    /// Not one SD-JWT with key binding.
    #[error("this is no presentation of a credential")]
    Malformed,
    /// Of another type than was asked for.
    #[error("the credential is of another type")]
    OtherType,
    /// The issuer is not known, or was not active.
    #[error("the issuer is not in the directory")]
    Issuer,
    /// Credential or proof of possession do not hold.
    #[error("the presentation is refused: {0}")]
    Presentation(#[from] PresentationError),
    /// The holder signed for another purpose or other terms.
    #[error("the holder agreed to other terms")]
    OtherTerms,
    /// Other attributes are shown than any set that was asked for.
    #[error("other attributes are shown than were asked for")]
    OtherAttributes,
}

impl PresentedError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        Fault::PeerWrong
    }
}

/// A well-formed answer to a request for a presentation; nothing of it is proven.
#[derive(Clone, Debug)]
pub struct UnverifiedPresented {
    presentation: UnverifiedPresentation,
}

impl UnverifiedPresented {
    /// Reads an SD-JWT with key binding.
    ///
    /// # Errors
    /// [`PresentedError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, PresentedError> {
        UnverifiedPresentation::parse(text)
            .map(|presentation| Self { presentation })
            .map_err(|_| PresentedError::Malformed)
    }

    /// The department that is said to have issued the credential.
    #[must_use]
    pub fn issuer(&self) -> &DepartmentDid {
        self.presentation.issuer()
    }

    /// Which of the issuer's keys is to be looked up.
    #[must_use]
    pub fn key_name(&self) -> KeyName {
        self.presentation.key_name()
    }

    /// The always visible part, as claimed.
    #[must_use]
    pub fn terms(&self) -> &CredentialTerms {
        self.presentation.terms()
    }

    /// The name under which the credential's status is found on chain.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.presentation.fingerprint()
    }

    /// Verifies everything but the status.
    ///
    /// # Errors
    /// See [`PresentedError`]; the steps are taken in the order given there.
    ///
    /// # Security
    /// `issuer` must be the key of [`issuer`](Self::issuer), from the proven directory, as it stood
    /// when the credential was issued; `None` if there is none. The caller then checks the status,
    /// and answers a request once.
    pub fn verify(
        self,
        issuer: Option<&PublicKey>,
        expected: &PresentationExpectation<'_>,
    ) -> Result<Credential, PresentedError> {
        let types: &[Vct] = &expected.terms.query.types;
        if !types.contains(&self.terms().vct) {
            return Err(PresentedError::OtherType);
        }
        let issuer = issuer.ok_or(PresentedError::Issuer)?;
        let expectation = Expectation {
            audience: &client_id(expected.department),
            nonce: expected.nonce,
            now: expected.now,
            max_age_secs: u32::try_from(PROOF_LIFETIME_SECS).unwrap_or_default(),
        };
        let shown = self.presentation.verify(issuer, &expectation)?;
        let hashes = json!([hash(expected.transaction_data)]);
        let extra = &shown.key_binding.extra;
        let alg = extra.get(HASHES_ALG).and_then(Value::as_str);
        if extra.get(HASHES) != Some(&hashes) || alg.is_some_and(|alg| alg != SHA_256) {
            return Err(PresentedError::OtherTerms);
        }
        let given: BTreeSet<AttributeCode> = shown.credential.attributes.keys().cloned().collect();
        match expected.terms.query.is_answered_by(&given) {
            true => Ok(shown.credential),
            false => Err(PresentedError::OtherAttributes),
        }
    }
}

impl PresentationTerms {
    /// Whether a wallet would read a request with these terms.
    ///
    /// # Errors
    /// As in reading one.
    pub fn check(&self) -> Result<(), RequestError> {
        if self.query.id != PRESENTATION_QUERY_ID {
            return Err(QueryError::Malformed.into());
        }
        Self::read(self.query(), &self.encode()).map(|_| ())
    }
}
