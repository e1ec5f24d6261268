//! Asking for a credential (OpenID4VCI 1.0 §8) and proving the copies' keys (appendix F.1).

use keys::jws::{self, SignJwsError};
use keys::{PublicKey, Signer};
use serde::{Deserialize, Serialize};

use crate::endpoint::Endpoint;
use crate::fault::Fault;
use crate::jwt::{self, JwtError};
use crate::{CLOCK_SKEW_SECS, PROOF_LIFETIME_SECS};

/// `typ` of a proof of possession.
pub const PROOF_TYPE: &str = "openid4vci-proof+jwt";
/// Longest proof that is read, in bytes.
pub const MAX_PROOF_BYTES: usize = 4_096;
/// Longest credential request that is read, in bytes.
pub const MAX_CREDENTIAL_REQUEST_BYTES: usize = 65_536;

/// The body of a credential request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialRequest {
    /// Which of the configurations of the offer.
    pub credential_configuration_id: String,
    /// A proof for each copy.
    pub proofs: Proofs,
    /// Our extension: tells the issuer whom it deals with and where to write, see
    /// [`crate::introduction::RelationIntroduction`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citizen_relation: Option<String>,
}

/// The proofs of a credential request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proofs {
    /// One compact JWT for each copy asked for.
    pub jwt: Vec<String>,
}

/// The answer to a credential request; one credential for each proof, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialAnswer {
    /// The copies.
    pub credentials: Vec<CredentialCopy>,
}

/// One copy of a credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialCopy {
    /// The SD-JWT with all its disclosures.
    pub credential: String,
}

#[derive(Serialize, Deserialize)]
struct ProofClaims {
    aud: String,
    iat: i64,
    nonce: String,
}

/// A key whose holder has just proven to have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedProof {
    /// The key that the copy will be bound to.
    pub holder: PublicKey,
    /// The nonce, to be spent by the caller; not yet known to be its own.
    pub nonce: String,
}

/// Why a proof is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Not a well-formed signed message of this kind, or its signature is wrong.
    #[error("the proof is refused: {0}")]
    Jwt(#[from] JwtError),
    /// Made for another issuer.
    #[error("the proof is made for another issuer")]
    Audience,
    /// Made in the future or too long ago.
    #[error("the proof is outside its time")]
    Time,
}

impl ProofError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::Time => Fault::Time,
            Self::Jwt(_) | Self::Audience => Fault::PeerWrong,
        }
    }
}

/// Proves possession of `holder` to `issuer` with the issuer's `nonce`; `now` in seconds.
///
/// # Errors
/// If the signer fails.
pub fn sign_proof(
    issuer: &Endpoint,
    nonce: &str,
    now: i64,
    holder: &dyn Signer,
) -> Result<String, SignJwsError> {
    let claims = ProofClaims {
        aud: issuer.as_str().to_owned(),
        iat: now,
        nonce: nonce.to_owned(),
    };
    jws::sign_with_jwk(PROOF_TYPE, &claims, holder)
}

/// Checks a proof made for `issuer`. The caller spends the nonce.
///
/// # Errors
/// See [`ProofError`].
pub fn verify_proof(
    compact: &str,
    issuer: &Endpoint,
    now: i64,
) -> Result<VerifiedProof, ProofError> {
    let jwt = jwt::parse(compact, PROOF_TYPE, MAX_PROOF_BYTES)?;
    let (claims, holder): (ProofClaims, PublicKey) = jwt.verify_by_own_key()?;
    if claims.aud != issuer.as_str() {
        return Err(ProofError::Audience);
    }
    check_fresh(claims.iat, now).map_err(|Stale| ProofError::Time)?;
    Ok(VerifiedProof {
        holder,
        nonce: claims.nonce,
    })
}

/// A message is not of this moment.
pub(crate) struct Stale;

/// Checks that something was signed within [`PROOF_LIFETIME_SECS`] before `now`, or at most
/// [`CLOCK_SKEW_SECS`] after it.
pub(crate) fn check_fresh(issued_at: i64, now: i64) -> Result<(), Stale> {
    let earliest = now.saturating_sub(PROOF_LIFETIME_SECS);
    let latest = now.saturating_add(CLOCK_SKEW_SECS);
    if (earliest..=latest).contains(&issued_at) {
        Ok(())
    } else {
        Err(Stale)
    }
}
