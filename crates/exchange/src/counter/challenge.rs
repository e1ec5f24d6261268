//! What a department asks for at its counter before anything is shown. Format:
//! `docs/formats/counter.md` §2.

use grant::Code;
use keys::jws::SignJwsError;
use keys::{DepartmentDid, Signer, base64url};
use serde::{Deserialize, Serialize};

use super::CHALLENGE_SECS;
use crate::CLOCK_SKEW_SECS;
use crate::department::KnownDepartment;
use crate::fault::Fault;
use crate::jwt::{self, JwtError};

/// `typ` of a challenge.
pub const CHALLENGE_TYPE: &str = "counter-challenge+jwt";
/// Longest challenge that is read, in bytes.
pub const MAX_CHALLENGE_BYTES: usize = 8_192;
/// Most attributes in either list.
const MAX_ATTRIBUTES: usize = 32;

/// What is to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengeDraft {
    /// The department that asks.
    pub department: DepartmentDid,
    /// 16 random bytes in base64url.
    pub nonce: String,
    /// Now, in seconds.
    pub issued_at: i64,
    /// First second in which it can no longer be answered.
    pub expires_at: i64,
    /// For what.
    pub purpose: Code,
    /// Attributes that are needed.
    pub required: Vec<Code>,
    /// Attributes that would help.
    pub optional: Vec<Code>,
}

/// A challenge that its department signed and that can be answered.
pub type Challenge = ChallengeDraft;

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: DepartmentDid,
    nonce: String,
    iat: i64,
    exp: i64,
    purpose: Code,
    required: Vec<Code>,
    optional: Vec<Code>,
}

/// Why a challenge is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChallengeError {
    /// Not signed by the department that it names.
    #[error("the question is refused: {0}")]
    Jwt(#[from] JwtError),
    /// Of another department than was looked up.
    #[error("the question is of another office")]
    Department,
    /// The department, or one above it, is suspended.
    #[error("the office is suspended")]
    Suspended,
    /// The nonce is not 16 bytes, or a list is too long, or names something twice.
    #[error("the question is malformed")]
    Shape,
    /// Open for longer than it may be, or from the future.
    #[error("the question is outside its time")]
    Time,
    /// It can no longer be answered.
    #[error("the question has ended")]
    Over,
}

impl ChallengeError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::Over | Self::Time | Self::Suspended => Fault::Time,
            Self::Jwt(_) | Self::Department | Self::Shape => Fault::PeerWrong,
        }
    }
}

impl ChallengeDraft {
    /// Signs the challenge as its department.
    ///
    /// # Errors
    /// If the signer fails.
    pub fn sign(&self, signer: &dyn Signer) -> Result<String, SignJwsError> {
        let draft = self.clone();
        let claims = Claims {
            iss: draft.department,
            nonce: draft.nonce,
            iat: draft.issued_at,
            exp: draft.expires_at,
            purpose: draft.purpose,
            required: draft.required,
            optional: draft.optional,
        };
        jwt::sign_as_department(CHALLENGE_TYPE, &self.department, &claims, signer)
    }

    /// Whether a wallet would read it, as far as nonce and lists go.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        let mut all: Vec<_> = self.required.iter().chain(&self.optional).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        base64url::decode_array::<16>(&self.nonce).is_ok()
            && self.required.len() <= MAX_ATTRIBUTES
            && self.optional.len() <= MAX_ATTRIBUTES
            && all.len() == count
    }
}

/// A well-formed challenge; who signed it is not checked yet.
#[derive(Clone, Debug)]
pub struct UnverifiedChallenge<'a> {
    jwt: jwt::Unverified<'a>,
    department: DepartmentDid,
    nonce: String,
}

impl<'a> UnverifiedChallenge<'a> {
    /// Reads a signed challenge.
    ///
    /// # Errors
    /// [`ChallengeError::Jwt`].
    pub fn parse(compact: &'a str) -> Result<Self, ChallengeError> {
        let jwt = jwt::parse(compact, CHALLENGE_TYPE, MAX_CHALLENGE_BYTES)?;
        let claims: Claims = jwt.claims_unverified()?;
        Ok(Self {
            jwt,
            department: claims.iss,
            nonce: claims.nonce,
        })
    }

    /// The nonce it claims, for the department to find its own question again.
    pub fn claimed_nonce(&self) -> String {
        self.nonce.clone()
    }

    /// The department it claims to be of; look it up in the proven directory.
    pub fn claimed_department(&self) -> DepartmentDid {
        self.department
    }

    /// Verifies that `department` asks this, and that it can be answered at `now`.
    ///
    /// # Errors
    /// See [`ChallengeError`].
    pub fn verify(
        self,
        department: &KnownDepartment,
        now: i64,
    ) -> Result<Challenge, ChallengeError> {
        if self.department != department.did {
            return Err(ChallengeError::Department);
        }
        let claims: Claims = self.jwt.verify_by_department(department)?;
        let challenge = Challenge {
            department: claims.iss,
            nonce: claims.nonce,
            issued_at: claims.iat,
            expires_at: claims.exp,
            purpose: claims.purpose,
            required: claims.required,
            optional: claims.optional,
        };
        if !challenge.is_well_formed() {
            return Err(ChallengeError::Shape);
        }
        let open_for = challenge.expires_at.saturating_sub(challenge.issued_at);
        if !(1..=CHALLENGE_SECS).contains(&open_for)
            || challenge.issued_at > now.saturating_add(CLOCK_SKEW_SECS)
        {
            return Err(ChallengeError::Time);
        }
        if challenge.expires_at <= now {
            return Err(ChallengeError::Over);
        }
        if !department.active {
            return Err(ChallengeError::Suspended);
        }
        Ok(challenge)
    }
}
