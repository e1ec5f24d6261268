//! Introductions: how a department learns a relation's keys, and a custodian the key of a grant.

use keys::jws::SignJwsError;
use keys::{
    DepartmentDid, Ed25519PublicKey, MetaAddress, PublicKey, Secp256k1PublicKey, Signer,
    X25519PublicKey,
};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::jwt::{self, JwtError};
use crate::proof::check_fresh;

/// `typ` of the introduction of a relation.
pub const RELATION_INTRODUCTION_TYPE: &str = "relation-introduction+jwt";
/// `typ` of the introduction of a grant's key.
pub const GRANT_KEY_INTRODUCTION_TYPE: &str = "grant-key-introduction+jwt";
/// Longest introduction that is read, in bytes.
pub const MAX_INTRODUCTION_BYTES: usize = 4_096;
/// Longest time an introduction of a grant's key may stay valid, in seconds.
pub const GRANT_KEY_INTRODUCTION_LIFETIME_SECS: i64 = 600;

/// A relation that has proven its key: from now on the department can write to it on chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationIntroduction {
    /// The holder's identifier at this department, a `did:key`.
    pub relation: String,
    /// The key inside that identifier.
    pub key: Ed25519PublicKey,
    /// Where records for the holder are addressed to.
    pub meta_address: MetaAddress,
    /// The nonce, to be spent by the caller.
    pub nonce: String,
}

/// A key that will sign grants, vouched for by the relation it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantKeyIntroduction {
    /// The holder's identifier at the custodian, a `did:key`; the custodian must know it.
    pub relation: String,
    /// The issuer of the grants to come, a `did:key`.
    pub grant_issuer: String,
    /// The key inside `grant_issuer`.
    pub grant_key: Ed25519PublicKey,
    /// The one department the grants will be given to.
    pub requester: DepartmentDid,
    /// Fresh and random; the custodian takes each once.
    pub nonce: String,
}

/// Body of the request that introduces a grant's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntroductionRequest {
    /// The compact JWT.
    pub introduction: String,
}

/// Why an introduction is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntroductionError {
    /// Not a well-formed signed message of this kind, or its signature is wrong.
    #[error("the introduction is refused: {0}")]
    Jwt(#[from] JwtError),
    /// `iss` is not the relation that signed.
    #[error("the introduction is signed by another relation")]
    Issuer,
    /// Made for another department.
    #[error("the introduction is made for another department")]
    Audience,
    /// Made in the future or too long ago.
    #[error("the introduction is outside its time")]
    Time,
    /// A key in it is no key of its kind.
    #[error("a key in the introduction is not valid")]
    Key,
}

impl IntroductionError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::Time => Fault::Time,
            Self::Jwt(_) | Self::Issuer | Self::Audience | Self::Key => Fault::PeerWrong,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RelationClaims {
    iss: String,
    aud: String,
    iat: i64,
    nonce: String,
    meta_address: MetaAddressMessage,
}

/// Both keys in lower-case hexadecimal with `0x`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MetaAddressMessage {
    viewing: X25519PublicKey,
    spending: Secp256k1PublicKey,
}

/// Introduces the relation whose Ed25519 key is `relation`, with the department's `nonce`.
///
/// # Errors
/// If the signer fails.
pub fn sign_relation_introduction(
    department: &DepartmentDid,
    meta_address: &MetaAddress,
    nonce: &str,
    now: i64,
    relation: &dyn Signer,
) -> Result<String, SignJwsError> {
    let claims = RelationClaims {
        iss: keys::did::did_key(&relation.public_key()),
        aud: department.to_string(),
        iat: now,
        nonce: nonce.to_owned(),
        meta_address: MetaAddressMessage {
            viewing: meta_address.viewing,
            spending: meta_address.spending,
        },
    };
    jwt::sign_as_relation(RELATION_INTRODUCTION_TYPE, &claims, relation)
}

/// Checks the introduction of a relation to `department`. The caller spends the nonce.
///
/// # Errors
/// See [`IntroductionError`].
pub fn verify_relation_introduction(
    compact: &str,
    department: &DepartmentDid,
    now: i64,
) -> Result<RelationIntroduction, IntroductionError> {
    let jwt = jwt::parse(compact, RELATION_INTRODUCTION_TYPE, MAX_INTRODUCTION_BYTES)?;
    let (claims, key): (RelationClaims, _) = jwt.verify_by_did_key()?;
    if claims.iss != keys::did::did_key(&PublicKey::Ed25519(key)) {
        return Err(IntroductionError::Issuer);
    }
    if claims.aud != department.to_string() {
        return Err(IntroductionError::Audience);
    }
    check_fresh(claims.iat, now).map_err(|_| IntroductionError::Time)?;
    Ok(RelationIntroduction {
        relation: claims.iss,
        key,
        meta_address: MetaAddress {
            viewing: claims.meta_address.viewing,
            spending: claims.meta_address.spending,
        },
        nonce: claims.nonce,
    })
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GrantKeyClaims {
    iss: String,
    sub: String,
    requester: DepartmentDid,
    aud: String,
    iat: i64,
    exp: i64,
    nonce: String,
}

/// Introduces `grant_key`, which will sign grants to `requester`, to `custodian`; signed by the
/// relation with the custodian. `nonce` is fresh and random, `now` in seconds.
///
/// # Errors
/// If the signer fails.
pub fn sign_grant_key_introduction(
    custodian: &DepartmentDid,
    requester: &DepartmentDid,
    grant_key: &Ed25519PublicKey,
    nonce: &str,
    now: i64,
    relation: &dyn Signer,
) -> Result<String, SignJwsError> {
    let claims = GrantKeyClaims {
        iss: keys::did::did_key(&relation.public_key()),
        sub: keys::did::did_key(&PublicKey::Ed25519(*grant_key)),
        requester: *requester,
        aud: custodian.to_string(),
        iat: now,
        exp: now + GRANT_KEY_INTRODUCTION_LIFETIME_SECS,
        nonce: nonce.to_owned(),
    };
    jwt::sign_as_relation(GRANT_KEY_INTRODUCTION_TYPE, &claims, relation)
}

/// Checks the introduction of a grant's key to `custodian`. The caller looks the relation up in its
/// register and spends the nonce.
///
/// # Errors
/// See [`IntroductionError`].
pub fn verify_grant_key_introduction(
    compact: &str,
    custodian: &DepartmentDid,
    now: i64,
) -> Result<GrantKeyIntroduction, IntroductionError> {
    let jwt = jwt::parse(compact, GRANT_KEY_INTRODUCTION_TYPE, MAX_INTRODUCTION_BYTES)?;
    let (claims, key): (GrantKeyClaims, _) = jwt.verify_by_did_key()?;
    if claims.iss != keys::did::did_key(&PublicKey::Ed25519(key)) {
        return Err(IntroductionError::Issuer);
    }
    if claims.aud != custodian.to_string() {
        return Err(IntroductionError::Audience);
    }
    check_fresh(claims.iat, now).map_err(|_| IntroductionError::Time)?;
    let lifetime = claims.exp.saturating_sub(claims.iat);
    if claims.exp <= now || lifetime > GRANT_KEY_INTRODUCTION_LIFETIME_SECS {
        return Err(IntroductionError::Time);
    }
    let Ok(PublicKey::Ed25519(grant_key)) = keys::did::parse_did_key(&claims.sub) else {
        return Err(IntroductionError::Key);
    };
    Ok(GrantKeyIntroduction {
        relation: claims.iss,
        grant_issuer: claims.sub,
        grant_key,
        requester: claims.requester,
        nonce: claims.nonce,
    })
}
