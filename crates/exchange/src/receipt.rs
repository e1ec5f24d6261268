//! The requester's signed receipt for an answer: evidence for the holder.

use grant::{Digest, Fingerprint};
use keys::jws::SignJwsError;
use keys::{DepartmentDid, Signer};
use serde::{Deserialize, Serialize};

use crate::CLOCK_SKEW_SECS;
use crate::department::KnownDepartment;
use crate::fault::Fault;
use crate::json::{MessageError, parse_message};
use crate::jwt::{self, JwtError};

/// `typ` of a receipt.
pub const RECEIPT_TYPE: &str = "receipt+jwt";
/// Longest answer with a receipt that is read, in bytes.
pub const MAX_RECEIPT_BYTES: usize = 8_192;

/// What the requester confirms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The requester.
    #[serde(rename = "iss")]
    pub department: DepartmentDid,
    /// The request that was answered.
    pub request: Digest,
    /// The grant it got, or was offered; none after a refusal.
    pub grant: Option<Fingerprint>,
    /// What it did with the answer.
    pub outcome: ReceiptOutcome,
    /// The requester's file number, at most 64 characters.
    pub number: String,
    /// Seconds.
    #[serde(rename = "iat")]
    pub issued_at: i64,
}

/// What the requester did with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReceiptOutcome {
    /// The grant is accepted.
    #[serde(rename = "accepted")]
    Accepted,
    /// The refusal is noted.
    #[serde(rename = "refusal noted")]
    RefusalNoted,
    /// The counter-offer waits for somebody to decide on it. Sent again, it is answered with what was
    /// decided meanwhile.
    #[serde(rename = "counter-offer noted")]
    OfferNoted,
    /// The counter-offer is taken: its grant is to be anchored and sent.
    #[serde(rename = "counter-offer taken")]
    OfferTaken,
    /// The counter-offer is not taken. Nothing stands, and the request is still open.
    #[serde(rename = "counter-offer not taken")]
    OfferNotTaken,
}

impl ReceiptOutcome {
    /// Whether it is about a counter-offer.
    #[must_use]
    pub const fn is_of_offer(self) -> bool {
        matches!(
            self,
            Self::OfferNoted | Self::OfferTaken | Self::OfferNotTaken
        )
    }
}

/// Body of the answer to an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptAnswer {
    /// The compact JWT.
    pub receipt: String,
}

/// Why a receipt is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// The body is not a message of the right shape.
    #[error("the receipt is malformed: {0}")]
    Message(#[from] MessageError),
    /// Not a well-formed signed message of this kind, or its signature is wrong.
    #[error("the receipt is refused: {0}")]
    Jwt(#[from] JwtError),
    /// By another department, for another request or another grant, or of another outcome.
    #[error("the receipt is for another answer")]
    Mismatch,
    /// Signed in the future.
    #[error("the receipt is of the future")]
    FromTheFuture,
}

impl ReceiptError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        Fault::PeerWrong
    }
}

/// Signs a receipt as the department in it.
///
/// # Errors
/// If the signer fails.
pub fn sign_receipt(receipt: &Receipt, signer: &dyn Signer) -> Result<String, SignJwsError> {
    jwt::sign_as_department(RECEIPT_TYPE, &receipt.department, receipt, signer)
}

/// Checks the body that came back for an answer to `request`, with the grant that was given, if any.
///
/// # Errors
/// See [`ReceiptError`].
pub fn verify_receipt(
    body: &[u8],
    department: &KnownDepartment,
    request: Digest,
    grant: Option<Fingerprint>,
    now: i64,
) -> Result<Receipt, ReceiptError> {
    let expected = match grant {
        Some(_) => ReceiptOutcome::Accepted,
        None => ReceiptOutcome::RefusalNoted,
    };
    let receipt = verify(body, department, request, grant, now)?;
    match receipt.outcome == expected {
        true => Ok(receipt),
        false => Err(ReceiptError::Mismatch),
    }
}

/// Checks the body that came back for a counter-offer to `request`; its outcome is one of the three
/// for counter-offers.
///
/// # Errors
/// See [`ReceiptError`].
pub fn verify_offer_receipt(
    body: &[u8],
    department: &KnownDepartment,
    request: Digest,
    grant: Fingerprint,
    now: i64,
) -> Result<Receipt, ReceiptError> {
    let receipt = verify(body, department, request, Some(grant), now)?;
    match receipt.outcome.is_of_offer() {
        true => Ok(receipt),
        false => Err(ReceiptError::Mismatch),
    }
}

fn verify(
    body: &[u8],
    department: &KnownDepartment,
    request: Digest,
    grant: Option<Fingerprint>,
    now: i64,
) -> Result<Receipt, ReceiptError> {
    let answer: ReceiptAnswer = parse_message(body, MAX_RECEIPT_BYTES)?;
    let jwt = jwt::parse(&answer.receipt, RECEIPT_TYPE, MAX_RECEIPT_BYTES)?;
    let receipt: Receipt = jwt.verify_by_department(department)?;
    if receipt.department != department.did
        || receipt.request != request
        || receipt.grant != grant
        || receipt.number.chars().count() > 64
    {
        return Err(ReceiptError::Mismatch);
    }
    if receipt.issued_at > now.saturating_add(CLOCK_SKEW_SECS) {
        return Err(ReceiptError::FromTheFuture);
    }
    Ok(receipt)
}
