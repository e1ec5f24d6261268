//! Picking up what the chain announced, also again after a restore: our extension.

use credential::Fingerprint;
use keys::jws::SignJwsError;
use keys::{DepartmentDid, PublicKey, Signer};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::jwt::{self, JwtError};
use crate::proof::check_fresh;

/// `typ` of a pick-up proof.
pub const PICKUP_PROOF_TYPE: &str = "pickup-proof+jwt";
/// Longest body of a pick-up that is read, in bytes.
pub const MAX_PICKUP_BYTES: usize = 8_192;

/// Body of a pick-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PickupRequest {
    /// As found on chain.
    pub fingerprint: Fingerprint,
    /// The proof (compact JWT).
    pub proof: String,
}

/// The credential that was waiting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PickupAnswer {
    /// The SD-JWT with all its disclosures.
    pub credential: String,
}

impl PickupAnswer {
    /// Returns the credential if it is the one that `fingerprint` announced.
    ///
    /// # Errors
    /// [`PickupError::Fingerprint`] for any other.
    pub fn check(self, fingerprint: Fingerprint) -> Result<String, PickupError> {
        let issuer_jwt = self.credential.split('~').next().unwrap_or_default();
        if Fingerprint::of_issuer_jwt(issuer_jwt) == fingerprint {
            Ok(self.credential)
        } else {
            Err(PickupError::Fingerprint)
        }
    }
}

/// A relation that has proven its key and names what it wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedPickup {
    /// The relation, a `did:key`; only what was issued to it may be handed over.
    pub relation: String,
    /// What it wants.
    pub fingerprint: Fingerprint,
    /// The nonce, to be spent by the caller.
    pub nonce: String,
}

/// Why a pick-up is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PickupError {
    /// Not a well-formed signed message of this kind, or its signature is wrong.
    #[error("the proof is refused: {0}")]
    Jwt(#[from] JwtError),
    /// `iss` is not the relation that signed.
    #[error("the proof is signed by another relation")]
    Issuer,
    /// Made for another department.
    #[error("the proof is made for another department")]
    Audience,
    /// Made for another credential, or the credential handed over is another one.
    #[error("the fingerprint is that of another credential")]
    Fingerprint,
    /// Made in the future or too long ago.
    #[error("the proof is outside its time")]
    Time,
}

impl PickupError {
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
struct PickupClaims {
    iss: String,
    aud: String,
    iat: i64,
    nonce: String,
    fingerprint: Fingerprint,
}

/// Makes the body of a pick-up at `department`, with its `nonce`; `now` in seconds.
///
/// # Errors
/// If the signer fails.
pub fn sign_pickup(
    department: &DepartmentDid,
    fingerprint: Fingerprint,
    nonce: &str,
    now: i64,
    relation: &dyn Signer,
) -> Result<PickupRequest, SignJwsError> {
    let claims = PickupClaims {
        iss: keys::did::did_key(&relation.public_key()),
        aud: department.to_string(),
        iat: now,
        nonce: nonce.to_owned(),
        fingerprint,
    };
    let proof = jwt::sign_as_relation(PICKUP_PROOF_TYPE, &claims, relation)?;
    Ok(PickupRequest { fingerprint, proof })
}

/// Checks a pick-up at `department`. The caller spends the nonce.
///
/// # Errors
/// See [`PickupError`].
pub fn verify_pickup(
    request: &PickupRequest,
    department: &DepartmentDid,
    now: i64,
) -> Result<VerifiedPickup, PickupError> {
    let jwt = jwt::parse(&request.proof, PICKUP_PROOF_TYPE, MAX_PICKUP_BYTES)?;
    let (claims, key): (PickupClaims, _) = jwt.verify_by_did_key()?;
    if claims.iss != keys::did::did_key(&PublicKey::Ed25519(key)) {
        return Err(PickupError::Issuer);
    }
    if claims.aud != department.to_string() {
        return Err(PickupError::Audience);
    }
    if claims.fingerprint != request.fingerprint {
        return Err(PickupError::Fingerprint);
    }
    check_fresh(claims.iat, now).map_err(|_| PickupError::Time)?;
    Ok(VerifiedPickup {
        relation: claims.iss,
        fingerprint: claims.fingerprint,
        nonce: claims.nonce,
    })
}
