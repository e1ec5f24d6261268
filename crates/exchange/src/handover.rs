//! How one department hands part of a grant on to a department below it.
//!
//! The link inside the token is what counts; the message around it says from whom it comes, and
//! keeps the token, which is personal data, from everybody on the way.

use keys::jws::SignJwsError;
use keys::{DepartmentDid, P256PublicKey, P256Secret, Signer};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::department::KnownDepartment;
use crate::fault::Fault;
use crate::jwe::{self, JweError};
use crate::jwt::{self, JwtError};
use crate::{CLOCK_SKEW_SECS, PROOF_LIFETIME_SECS};

/// `typ` of a hand-over.
pub const HAND_OVER_TYPE: &str = "grant-hand-over+jwt";
/// Longest body of a hand-over that is read, in bytes: a token of 32,768, twice in base64url.
pub const MAX_HAND_OVER_BYTES: usize = 65_536;

/// Body of a hand-over: a compact JWE.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOverRequest {
    /// The encrypted message.
    pub hand_over: String,
}

/// Answer to a hand-over: what the delegate holds from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOverAnswer {
    /// Fingerprint of the link, base64url.
    pub link: grant::Fingerprint,
}

/// What is handed over.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// The department that signed the last link.
    #[serde(rename = "iss")]
    pub from: DepartmentDid,
    /// The department that the last link names.
    #[serde(rename = "aud")]
    pub to: DepartmentDid,
    /// Seconds.
    #[serde(rename = "iat")]
    pub issued_at: i64,
    /// `GRANT~d…~~LINK~…`.
    pub token: String,
}

impl std::fmt::Debug for HandOver {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "HandOver({} to {})", self.from, self.to)
    }
}

/// Why a hand-over is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandOverError {
    /// Not encrypted to this department.
    #[error("the hand-over is refused: {0}")]
    Jwe(#[from] JweError),
    /// Not a well-formed signed message of this kind, or its signature is wrong.
    #[error("the hand-over is refused: {0}")]
    Jwt(#[from] JwtError),
    /// Whoever signed it is not active.
    #[error("the department that hands over is not active")]
    Inactive,
    /// For another department.
    #[error("the hand-over is for another department")]
    Audience,
    /// Signed too long ago, or in the future.
    #[error("the hand-over is not of this time")]
    Time,
}

impl HandOverError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::Time => Fault::Time,
            _ => Fault::PeerWrong,
        }
    }
}

/// Signs a hand-over and encrypts it to the key that the directory has for the delegate.
///
/// # Errors
/// If the signer fails.
pub fn seal_hand_over(
    message: &HandOver,
    recipient: &P256PublicKey,
    signer: &dyn Signer,
    rng: &mut impl CryptoRng,
) -> Result<HandOverRequest, SignJwsError> {
    let signed = jwt::sign_as_department(HAND_OVER_TYPE, &message.from, message, signer)?;
    let to = message.to.to_string();
    let hand_over = jwe::seal(
        signed.as_bytes(),
        recipient,
        &encryption_key_id(&message.to),
        to.as_bytes(),
        rng,
    );
    Ok(HandOverRequest { hand_over })
}

/// A hand-over that could be opened; who sent it is not proven yet.
#[derive(Clone, PartialEq, Eq)]
pub struct UnverifiedHandOver {
    compact: String,
    from: DepartmentDid,
}

impl UnverifiedHandOver {
    /// Opens a hand-over to the department `me`.
    ///
    /// # Errors
    /// [`HandOverError::Jwe`], [`HandOverError::Jwt`].
    pub fn open(
        request: &HandOverRequest,
        secret: &P256Secret,
        me: &DepartmentDid,
    ) -> Result<Self, HandOverError> {
        let party = me.to_string();
        let plaintext = jwe::open(
            &request.hand_over,
            secret,
            &encryption_key_id(me),
            party.as_bytes(),
        )?;
        let compact = String::from_utf8(plaintext.to_vec()).map_err(|_| JwtError::Malformed)?;
        let claims: HandOver =
            jwt::parse(&compact, HAND_OVER_TYPE, MAX_HAND_OVER_BYTES)?.claims_unverified()?;
        Ok(Self {
            compact,
            from: claims.from,
        })
    }

    /// Returns who claims to have sent it, to look that department up.
    #[must_use]
    pub const fn claimed_sender(&self) -> &DepartmentDid {
        &self.from
    }

    /// Verifies it as coming from `sender`, to `me`, just now.
    ///
    /// # Errors
    /// [`HandOverError`].
    pub fn verify(
        self,
        sender: &KnownDepartment,
        me: &DepartmentDid,
        now: i64,
    ) -> Result<HandOver, HandOverError> {
        if !sender.active {
            return Err(HandOverError::Inactive);
        }
        let message: HandOver = jwt::parse(&self.compact, HAND_OVER_TYPE, MAX_HAND_OVER_BYTES)?
            .verify_by_department(sender)?;
        if message.from != sender.did {
            return Err(JwtError::KeyId.into());
        }
        if message.to != *me {
            return Err(HandOverError::Audience);
        }
        let latest = now.saturating_add(CLOCK_SKEW_SECS);
        if message.issued_at > latest || message.issued_at < now - PROOF_LIFETIME_SECS {
            return Err(HandOverError::Time);
        }
        Ok(message)
    }
}

/// The name of a department's encryption key.
fn encryption_key_id(department: &DepartmentDid) -> String {
    format!("{department}#p256-encrypt")
}
