//! Fresh copies of a credential that the holder has already: our extension.
//!
//! The relation that the credential was issued to asks, with a proof of its key; each new copy's
//! key proves itself as at the first issuance. All of them carry one nonce, which ties them together.

use credential::Fingerprint;
use keys::jws::SignJwsError;
use keys::{DepartmentDid, PublicKey, Signer};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::jwt::{self, JwtError};
use crate::proof::{Proofs, check_fresh};

/// `typ` of a refill proof.
pub const REFILL_PROOF_TYPE: &str = "refill-proof+jwt";
/// Longest refill proof that is read, in bytes.
const MAX_REFILL_PROOF_BYTES: usize = 4_096;

/// Body of a request for fresh copies; the answer is that of a credential request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefillRequest {
    /// Of a copy that the holder has.
    pub fingerprint: Fingerprint,
    /// The relation's proof (compact JWT).
    pub proof: String,
    /// A proof for each new copy, with the same nonce.
    pub proofs: Proofs,
    /// Introduces the relation, with the same nonce: where the copies are announced. See
    /// [`crate::introduction::RelationIntroduction`].
    pub citizen_relation: String,
}

/// A relation that has proven its key and names what it wants copies of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedRefill {
    /// The relation, a `did:key`; only of what was issued to it copies may be made.
    pub relation: String,
    /// The copy that it has.
    pub fingerprint: Fingerprint,
    /// The nonce, to be spent by the caller, and that of the copies' proofs.
    pub nonce: String,
}

/// Why fresh copies are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefillError {
    /// Not a well-formed signed message of this kind, or its signature is wrong.
    #[error("the proof is refused: {0}")]
    Jwt(#[from] JwtError),
    /// `iss` is not the relation that signed.
    #[error("the proof is signed by another relation")]
    Issuer,
    /// Made for another department.
    #[error("the proof is made for another department")]
    Audience,
    /// Made for another credential.
    #[error("the proof is for another credential")]
    Fingerprint,
    /// Made in the future or too long ago.
    #[error("the proof is outside its time")]
    Time,
}

impl RefillError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::Time => Fault::Time,
            Self::Jwt(_) | Self::Issuer | Self::Audience | Self::Fingerprint => Fault::PeerWrong,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RefillClaims {
    iss: String,
    aud: String,
    iat: i64,
    nonce: String,
    fingerprint: Fingerprint,
}

/// Makes the proof for a request at `department`, with its `nonce`; `now` in seconds.
///
/// # Errors
/// If the signer fails.
pub fn sign_refill(
    department: &DepartmentDid,
    fingerprint: Fingerprint,
    nonce: &str,
    now: i64,
    relation: &dyn Signer,
) -> Result<String, SignJwsError> {
    let claims = RefillClaims {
        iss: keys::did::did_key(&relation.public_key()),
        aud: department.to_string(),
        iat: now,
        nonce: nonce.to_owned(),
        fingerprint,
    };
    jwt::sign_as_relation(REFILL_PROOF_TYPE, &claims, relation)
}

/// Checks the relation's proof at `department`. The caller checks the copies' proofs against the
/// nonce that is returned, and spends it.
///
/// # Errors
/// See [`RefillError`].
pub fn verify_refill(
    request: &RefillRequest,
    department: &DepartmentDid,
    now: i64,
) -> Result<VerifiedRefill, RefillError> {
    let jwt = jwt::parse(&request.proof, REFILL_PROOF_TYPE, MAX_REFILL_PROOF_BYTES)?;
    let (claims, key): (RefillClaims, _) = jwt.verify_by_did_key()?;
    if claims.iss != keys::did::did_key(&PublicKey::Ed25519(key)) {
        return Err(RefillError::Issuer);
    }
    if claims.aud != department.to_string() {
        return Err(RefillError::Audience);
    }
    if claims.fingerprint != request.fingerprint {
        return Err(RefillError::Fingerprint);
    }
    check_fresh(claims.iat, now).map_err(|_| RefillError::Time)?;
    Ok(VerifiedRefill {
        relation: claims.iss,
        fingerprint: claims.fingerprint,
        nonce: claims.nonce,
    })
}
