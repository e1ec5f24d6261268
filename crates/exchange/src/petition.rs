//! Petitions: what a holder says to a department so that it cannot be denied later, and the answer.
//!
//! The fingerprint of the signed petition is lodged on chain (`Petitions`) from a one-time account,
//! with the petition itself sealed for the department and the holder; it is also sent to the
//! department's own address.

use grant::Digest;
use keys::jws::SignJwsError;
use keys::{
    ChainAddress, DepartmentDid, Ed25519PublicKey, MetaAddress, PublicKey, Secp256k1PublicKey,
    Signer, X25519PublicKey,
};
use serde::{Deserialize, Serialize};

use crate::CLOCK_SKEW_SECS;
use crate::department::KnownDepartment;
use crate::fault::Fault;
use crate::jwt::{self, JwtError};
use crate::record::{ACCESS_RECORDED, AccessStatement};
use crate::text::Text;

/// `typ` of a petition.
pub const PETITION_TYPE: &str = "petition+jwt";
/// `typ` of the answer to a petition.
pub const PETITION_ANSWER_TYPE: &str = "petition-answer+jwt";
/// Longest petition and longest answer, in bytes: sealed, they fit into an entry of the journal.
pub const MAX_PETITION_BYTES: usize = 3_900;
/// Longest body in which a petition is sent, in bytes.
pub const MAX_PETITION_MESSAGE_BYTES: usize = 8_192;
/// Most characters of the holder's words, and of each language of an answer.
pub const MAX_PETITION_CHARS: usize = 500;

/// What a petition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PetitionKind {
    /// Against an officer's decision.
    Objection,
    /// About something that was done.
    Complaint,
    /// A question.
    Question,
}

/// An entry of the journal that a petition is about: who wrote it, its kind, its fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AboutEntry {
    /// The department that wrote the entry.
    pub writer: DepartmentDid,
    /// The entry's kind.
    pub kind: u8,
    /// The entry's fingerprint.
    pub fingerprint: Digest,
    /// Bucket and number of the entry, where others have the same fingerprint: the uses of one
    /// grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<(u16, u64)>,
}

/// A petition, signed by the relation with the department it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Petition {
    /// The holder's identifier at that department, a `did:key`.
    pub relation: String,
    /// The department it is for.
    pub to: DepartmentDid,
    /// What it is.
    pub kind: PetitionKind,
    /// What it is about; nothing for a general question.
    pub about: Option<AboutEntry>,
    /// The statement of which the fingerprint of the entry in `about` is the digest, word for word
    /// ([`AccessStatement`]): without it the department could not tell what was done.
    pub record: Option<String>,
    /// The holder's words, 1 to [`MAX_PETITION_CHARS`] characters.
    pub text: String,
    /// Where the answer is addressed to on chain.
    pub meta_address: MetaAddress,
    /// 16 random bytes, base64url.
    pub salt: String,
    /// Seconds.
    pub issued_at: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PetitionClaims {
    iss: String,
    aud: DepartmentDid,
    kind: PetitionKind,
    about: Option<AboutEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    record: Option<String>,
    text: String,
    viewing: X25519PublicKey,
    spending: Secp256k1PublicKey,
    salt: String,
    iat: i64,
}

/// Body with which a petition is sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionMessage {
    /// The petition, compact.
    pub petition: String,
    /// The one-time account that lodged it.
    pub lodger: ChainAddress,
}

impl std::fmt::Debug for PetitionMessage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "PetitionMessage({})", self.lodger)
    }
}

/// What the department says to a petition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionAnswer {
    /// The department.
    #[serde(rename = "iss")]
    pub department: DepartmentDid,
    /// Digest of the petition.
    pub petition: Digest,
    /// The answer, 1 to [`MAX_PETITION_CHARS`] characters in each language.
    pub text: Text,
    /// 16 random bytes, base64url.
    pub salt: String,
    /// Seconds.
    #[serde(rename = "iat")]
    pub issued_at: i64,
}

/// Why a petition or an answer is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PetitionError {
    /// Not a well-formed signed message of this kind, or its signature is wrong.
    #[error("the petition is refused: {0}")]
    Jwt(#[from] JwtError),
    /// `iss` is not the relation that signed.
    #[error("the petition is signed by another relation")]
    Issuer,
    /// For another department, or the answer to another petition.
    #[error("the petition is for another department")]
    Audience,
    /// No words, or too many.
    #[error("the words are missing or too many")]
    Text,
    /// The record that comes with it is not the one of the entry it is about.
    #[error("the record is not that of the entry")]
    Record,
    /// Signed in the future.
    #[error("the petition is of the future")]
    Time,
    /// Not the text whose digest was recorded.
    #[error("not the text that was recorded")]
    Forged,
}

impl PetitionError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::Time => Fault::Time,
            _ => Fault::PeerWrong,
        }
    }
}

/// Why a petition or an answer was not signed.
#[derive(Debug, thiserror::Error)]
pub enum SignPetitionError {
    /// No words, or too many.
    #[error("the words are missing or too many")]
    Words,
    /// The signer failed.
    #[error(transparent)]
    Sign(#[from] SignJwsError),
}

/// Signs a petition with the relation in it. Its fingerprint is the SHA-256 of the result.
///
/// # Errors
/// See [`SignPetitionError`].
pub fn sign_petition(
    petition: &Petition,
    relation: &dyn Signer,
) -> Result<String, SignPetitionError> {
    let claims = PetitionClaims {
        iss: petition.relation.clone(),
        aud: petition.to,
        kind: petition.kind,
        about: petition.about,
        record: petition.record.clone(),
        text: petition.text.clone(),
        viewing: petition.meta_address.viewing,
        spending: petition.meta_address.spending,
        salt: petition.salt.clone(),
        iat: petition.issued_at,
    };
    let compact = jwt::sign_as_relation(PETITION_TYPE, &claims, relation)?;
    if !is_worded(&petition.text) || compact.len() > MAX_PETITION_BYTES {
        return Err(SignPetitionError::Words);
    }
    Ok(compact)
}

/// Checks a petition to `department`.
///
/// # Errors
/// See [`PetitionError`].
pub fn verify_petition(
    compact: &str,
    department: &DepartmentDid,
    now: i64,
) -> Result<(Petition, Ed25519PublicKey), PetitionError> {
    let jwt = jwt::parse(compact, PETITION_TYPE, MAX_PETITION_BYTES)?;
    let (claims, key): (PetitionClaims, _) = jwt.verify_by_did_key()?;
    if claims.iss != keys::did::did_key(&PublicKey::Ed25519(key)) {
        return Err(PetitionError::Issuer);
    }
    if claims.aud != *department {
        return Err(PetitionError::Audience);
    }
    if !is_worded(&claims.text) {
        return Err(PetitionError::Text);
    }
    if !is_of_entry(claims.record.as_deref(), claims.about.as_ref()) {
        return Err(PetitionError::Record);
    }
    if claims.iat > now.saturating_add(CLOCK_SKEW_SECS) {
        return Err(PetitionError::Time);
    }
    let petition = Petition {
        relation: claims.iss,
        to: claims.aud,
        kind: claims.kind,
        about: claims.about,
        record: claims.record,
        text: claims.text,
        meta_address: MetaAddress {
            viewing: claims.viewing,
            spending: claims.spending,
        },
        salt: claims.salt,
        issued_at: claims.iat,
    };
    Ok((petition, key))
}

/// Signs an answer as the department in it. Its digest, the SHA-256 of the result, is recorded.
///
/// # Errors
/// See [`SignPetitionError`].
pub fn sign_petition_answer(
    answer: &PetitionAnswer,
    signer: &dyn Signer,
) -> Result<String, SignPetitionError> {
    let compact =
        jwt::sign_as_department(PETITION_ANSWER_TYPE, &answer.department, answer, signer)?;
    let worded = is_worded(&answer.text.zh) && is_worded(&answer.text.en);
    if !worded || compact.len() > MAX_PETITION_BYTES {
        return Err(SignPetitionError::Words);
    }
    Ok(compact)
}

/// Checks that `compact` is the answer of `department` to `petition` whose digest was recorded.
///
/// # Errors
/// See [`PetitionError`].
pub fn verify_petition_answer(
    compact: &str,
    department: &KnownDepartment,
    petition: Digest,
    recorded: Digest,
) -> Result<PetitionAnswer, PetitionError> {
    if Digest::of(compact.as_bytes()) != recorded {
        return Err(PetitionError::Forged);
    }
    let jwt = jwt::parse(compact, PETITION_ANSWER_TYPE, MAX_PETITION_BYTES)?;
    let answer: PetitionAnswer = jwt.verify_by_department(department)?;
    if answer.department != department.did || answer.petition != petition {
        return Err(PetitionError::Audience);
    }
    if !is_worded(&answer.text.zh) || !is_worded(&answer.text.en) {
        return Err(PetitionError::Text);
    }
    Ok(answer)
}

/// Whether a record that comes along is an access statement, and that of the entry.
fn is_of_entry(record: Option<&str>, about: Option<&AboutEntry>) -> bool {
    let Some(record) = record else { return true };
    about.is_some_and(|about| {
        about.kind == ACCESS_RECORDED
            && Digest::of(record.as_bytes()) == about.fingerprint
            && AccessStatement::parse(record.as_bytes()).is_ok()
    })
}

fn is_worded(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= MAX_PETITION_CHARS
}
