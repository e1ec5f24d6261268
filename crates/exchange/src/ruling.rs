//! What an officer signs when the law leaves a request to a person: permit or deny, with reasons.
//!
//! The chain records who decided and the digests of reasons and ruling (`Referrals`); the ruling
//! itself goes to the holder, sealed, and to whoever shows the request. It is a statement about a
//! case; what a use of a grant carries is the decision of `docs/formats/grant.md`, which rests on it.

use grant::{Action, Code, Digest};
use keys::jws::SignJwsError;
use keys::{DepartmentDid, Ed25519PublicKey, PublicKey, Signer};
use serde::{Deserialize, Serialize};

use crate::CLOCK_SKEW_SECS;
use crate::fault::Fault;
use crate::jwt::{self, JwtError};
use crate::text::Text;

/// `typ` of a ruling.
pub const RULING_TYPE: &str = "referral-ruling+jwt";
/// Longest ruling, in bytes: sealed, it fits into the journal's entry of the decision.
pub const MAX_RULING_BYTES: usize = 3_900;
/// Most characters of the reasons, in each language.
pub const MAX_REASONS_CHARS: usize = 400;
/// Most characters of the officer's name and function, in each language.
pub const MAX_OFFICER_CHARS: usize = 60;
const MAX_RIGHTS: usize = 16;

/// A case: who asked whom, by which request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseName {
    /// The department that asks.
    pub requester: DepartmentDid,
    /// The department that keeps what is asked for.
    pub custodian: DepartmentDid,
    /// Digest of the request object.
    pub request: Digest,
}

/// What an officer decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The rights that the ruling names may be used, if the holder grants them.
    Permitted,
    /// None of them may.
    Denied,
}

/// A right that the law refers and the officer permits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClearedRight {
    /// The entry.
    pub entry: Code,
    /// The attribute of the entry.
    pub attribute: Code,
    /// What may be done with it.
    pub action: Action,
}

/// An officer's ruling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// The officer's key, a `did:key`.
    #[serde(rename = "iss")]
    pub officer: String,
    /// The department whose officer decides: the custodian, or one above it.
    pub office: DepartmentDid,
    /// The officer's name and function, in the office's words.
    pub officer_name: Text,
    /// What was decided on.
    pub case: CaseName,
    /// What was decided.
    pub outcome: Outcome,
    /// What is permitted: 1 to 16 rights; none if it is denied.
    pub rights: Vec<ClearedRight>,
    /// The reasons, in the officer's words.
    pub reasons: Text,
    /// 16 random bytes, base64url: nobody can find the reasons by trying their digest.
    pub salt: String,
    /// Seconds.
    #[serde(rename = "iat")]
    pub issued_at: i64,
}

/// What the chain says of the decision that a ruling must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordedDecision {
    /// The case.
    pub case: CaseName,
    /// The department that recorded it.
    pub office: DepartmentDid,
    /// What it recorded.
    pub outcome: Outcome,
    /// The officer's key.
    pub officer: Ed25519PublicKey,
    /// SHA-256 of the salted reasons.
    pub reasons: Digest,
    /// SHA-256 of the ruling.
    pub ruling: Digest,
    /// When, seconds.
    pub at: i64,
}

/// Why a ruling is not the decision that the chain records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulingError {
    /// Not a well-formed signed message of this kind, or its signature is wrong.
    #[error("the ruling is refused: {0}")]
    Jwt(#[from] JwtError),
    /// Not the text whose digest was recorded.
    #[error("not the ruling that was recorded")]
    Forged,
    /// Signed by another than the officer who was recorded.
    #[error("the ruling is another officer's")]
    Officer,
    /// On another case, or by another office.
    #[error("the ruling is on another case")]
    Case,
    /// Permits what was recorded as denied, or the reverse, or permits nothing.
    #[error("the ruling says otherwise than what was recorded")]
    Outcome,
    /// Its reasons are not those that were recorded, or too long.
    #[error("the reasons are not those that were recorded")]
    Reasons,
    /// Signed after it was recorded.
    #[error("the ruling is of the future")]
    Time,
}

impl RulingError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        Fault::PeerWrong
    }
}

/// Why a ruling was not signed.
#[derive(Debug, thiserror::Error)]
pub enum SignRulingError {
    /// A text is missing or too long, or rights are named where none may be, or none where some
    /// must.
    #[error("reasons, names or rights are missing or too long")]
    Bounds,
    /// The signer failed.
    #[error(transparent)]
    Sign(#[from] SignJwsError),
}

/// A signed ruling and the digests that go on chain with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRuling {
    /// The compact JWT.
    pub compact: String,
    /// Its SHA-256.
    pub digest: Digest,
    /// SHA-256 of the salted reasons.
    pub reasons: Digest,
}

impl Ruling {
    /// Digest of the salted reasons: SHA-256 of the JSON `{"salt":…,"zh":…,"en":…}`, members in
    /// this order, no spaces.
    #[must_use]
    pub fn reasons_digest(&self) -> Digest {
        #[derive(Serialize)]
        struct Salted<'r> {
            salt: &'r str,
            zh: &'r str,
            en: &'r str,
        }
        let salted = Salted {
            salt: &self.salt,
            zh: &self.reasons.zh,
            en: &self.reasons.en,
        };
        Digest::of(&serde_json::to_vec(&salted).expect("three strings"))
    }

    /// Whether every text and list is within its bounds, and rights are named where, and only
    /// where, something is permitted.
    #[must_use]
    pub fn is_bounded(&self) -> bool {
        let fits = |text: &Text, most: usize| {
            [&text.zh, &text.en]
                .iter()
                .all(|text| (1..=most).contains(&text.chars().count()))
        };
        let rights = match self.outcome {
            Outcome::Permitted => (1..=MAX_RIGHTS).contains(&self.rights.len()),
            Outcome::Denied => self.rights.is_empty(),
        };
        rights
            && fits(&self.reasons, MAX_REASONS_CHARS)
            && fits(&self.officer_name, MAX_OFFICER_CHARS)
    }

    /// Signs the ruling as the officer in it.
    ///
    /// # Errors
    /// See [`SignRulingError`].
    pub fn sign(&self, officer: &dyn Signer) -> Result<SignedRuling, SignRulingError> {
        let compact = jwt::sign_as_relation(RULING_TYPE, self, officer)?;
        if !self.is_bounded() || compact.len() > MAX_RULING_BYTES {
            return Err(SignRulingError::Bounds);
        }
        Ok(SignedRuling {
            digest: Digest::of(compact.as_bytes()),
            reasons: self.reasons_digest(),
            compact,
        })
    }
}

/// Reads a ruling that is signed by the officer it names, whoever that is.
///
/// # Errors
/// [`RulingError::Jwt`], [`RulingError::Officer`].
pub fn read_ruling(compact: &str) -> Result<Ruling, RulingError> {
    let jwt = jwt::parse(compact, RULING_TYPE, MAX_RULING_BYTES)?;
    let (ruling, key): (Ruling, _) = jwt.verify_by_did_key()?;
    if ruling.officer != keys::did::did_key(&PublicKey::Ed25519(key)) {
        return Err(RulingError::Officer);
    }
    Ok(ruling)
}

/// Checks that `compact` is the ruling that `recorded` names. Whether the officer was authorised at
/// that time is the caller's to ask of the directory.
///
/// # Errors
/// See [`RulingError`].
pub fn verify_ruling(compact: &str, recorded: &RecordedDecision) -> Result<Ruling, RulingError> {
    if Digest::of(compact.as_bytes()) != recorded.ruling {
        return Err(RulingError::Forged);
    }
    let ruling = read_ruling(compact)?;
    if ruling.officer != keys::did::did_key(&PublicKey::Ed25519(recorded.officer)) {
        return Err(RulingError::Officer);
    }
    if ruling.case != recorded.case || ruling.office != recorded.office {
        return Err(RulingError::Case);
    }
    if ruling.outcome != recorded.outcome {
        return Err(RulingError::Outcome);
    }
    if !ruling.is_bounded() || ruling.reasons_digest() != recorded.reasons {
        return Err(RulingError::Reasons);
    }
    if ruling.issued_at > recorded.at.saturating_add(CLOCK_SKEW_SECS) {
        return Err(RulingError::Time);
    }
    Ok(ruling)
}

/// Body of the request for a ruling: whoever can show the request object may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulingRequest {
    /// The request object, compact.
    pub request: String,
}

/// Answer to a [`RulingRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulingAnswer {
    /// The ruling, compact; none while the case is open.
    pub ruling: Option<String>,
    /// The officer's decision for the grant that was filed, compact; none if there is none.
    #[serde(default)]
    pub decision: Option<String>,
}

/// Body with which a requester files its case at the custodian.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// The request object, compact.
    pub request: String,
    /// The department that asks.
    pub requester: DepartmentDid,
    /// The grant as held, once the holder has given it.
    #[serde(default)]
    pub grant: Option<String>,
}

impl std::fmt::Debug for CaseFile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("CaseFile(..)")
    }
}
