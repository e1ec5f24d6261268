//! Signed messages: one header per kind, a key that is looked up and never taken from the message.

use keys::json::{self, JsonError};
use keys::jws::{self, JwsError, SignJwsError, UnverifiedJws};
use keys::{DepartmentDid, Ed25519PublicKey, P256PublicKey, PublicKey, Signer, base64url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::department::KnownDepartment;

/// Why a signed message is refused, whatever it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwtError {
    /// Longer than the bound of its kind.
    #[error("the signed message is too long")]
    TooLong,
    /// Not three parts of strict base64url, or no JSON in them.
    #[error("not a signed message")]
    Malformed,
    /// `alg` is neither `EdDSA` nor `ES256`, or not that of the key.
    #[error("unacceptable signature algorithm")]
    Algorithm,
    /// `typ` is not that of this kind of message.
    #[error("a signed message of another kind")]
    Type,
    /// The header carries a key (`jwk`, `x5c`, `jku`, `x5u`, `x5t`), or lacks the one it must carry.
    #[error("the message brings its own key")]
    KeyInHeader,
    /// The header has other members than `alg`, `typ` and `kid`.
    #[error("unacceptable header")]
    Header,
    /// `kid` is missing or names no key of this signer.
    #[error("the message names another key")]
    KeyId,
    /// A member is repeated, in the header or in the claims.
    #[error("a member is repeated")]
    Repeated,
    /// A claim is missing, unknown, or of another type or range than it must be.
    #[error("the message has not the claims it must have")]
    Claims,
    /// The signature does not verify with the signer's key.
    #[error("the signature is wrong")]
    Signature,
}

/// A well-formed signed message of the right kind; its signature is not checked yet.
#[derive(Clone, Debug)]
pub(crate) struct Unverified<'a> {
    jws: UnverifiedJws<'a>,
    typ: &'static str,
}

/// Reads a compact JWS of type `typ`, at most `max_bytes` long.
pub(crate) fn parse<'a>(
    compact: &'a str,
    typ: &'static str,
    max_bytes: usize,
) -> Result<Unverified<'a>, JwtError> {
    if compact.len() > max_bytes {
        return Err(JwtError::TooLong);
    }
    let jws = UnverifiedJws::parse(compact, max_bytes).map_err(|error| match error {
        JwsError::TooLong => JwtError::TooLong,
        JwsError::Header => name_header_fault(compact),
        _ => JwtError::Malformed,
    })?;
    if jws.header().typ != typ {
        return Err(JwtError::Type);
    }
    match json::parse_value(jws.payload_unverified()) {
        Ok(Value::Object(_)) => Ok(Unverified { jws, typ }),
        Err(JsonError::Duplicate) => Err(JwtError::Repeated),
        _ => Err(JwtError::Malformed),
    }
}

/// Says what is wrong with a header that was refused; never accepts one.
fn name_header_fault(compact: &str) -> JwtError {
    let header = compact.split('.').next().unwrap_or_default();
    let Ok(header) = base64url::decode(header) else {
        return JwtError::Malformed;
    };
    let header = match json::parse_value(&header) {
        Ok(Value::Object(header)) => header,
        Err(JsonError::Duplicate) => return JwtError::Repeated,
        _ => return JwtError::Malformed,
    };
    if !matches!(
        header.get("alg").and_then(Value::as_str),
        Some("EdDSA" | "ES256")
    ) {
        JwtError::Algorithm
    } else if ["jwk", "x5c", "jku", "x5u", "x5t", "x5t#S256"]
        .iter()
        .any(|name| header.contains_key(*name))
    {
        JwtError::KeyInHeader
    } else if !header.get("typ").is_some_and(Value::is_string) {
        JwtError::Type
    } else {
        JwtError::Header
    }
}

impl Unverified<'_> {
    /// Returns the `kid` of the header; not proven.
    pub(crate) fn key_id(&self) -> Option<&str> {
        self.jws.header().kid.as_deref()
    }

    /// Returns the claims before the signature is checked, only to look up who claims to have signed.
    pub(crate) fn claims_unverified<T: DeserializeOwned>(&self) -> Result<T, JwtError> {
        self.jws.claims_unverified().map_err(|_| JwtError::Claims)
    }

    /// Checks the signature with a key of `department`, chosen by the algorithm and `kid`.
    pub(crate) fn verify_by_department<T: DeserializeOwned>(
        self,
        department: &KnownDepartment,
    ) -> Result<T, JwtError> {
        if self.jws.header().jwk.is_some() {
            return Err(JwtError::KeyInHeader);
        }
        let key_id = self.key_id().ok_or(JwtError::KeyId)?;
        let key = department.key(key_id).ok_or(JwtError::KeyId)?;
        self.finish(&key)
    }

    /// Checks the signature with the key that `kid`, a `did:key`, itself is; answers that key, too.
    pub(crate) fn verify_by_did_key<T: DeserializeOwned>(
        self,
    ) -> Result<(T, Ed25519PublicKey), JwtError> {
        if self.jws.header().jwk.is_some() {
            return Err(JwtError::KeyInHeader);
        }
        let did = self.key_id().ok_or(JwtError::KeyId)?;
        let key = keys::did::parse_did_key(did).map_err(|_| JwtError::KeyId)?;
        let PublicKey::Ed25519(ed25519) = key else {
            return Err(JwtError::Algorithm);
        };
        Ok((self.finish(&key)?, ed25519))
    }

    /// Checks the signature with the key in the header: the message proves possession of that key
    /// and nothing else.
    pub(crate) fn verify_by_own_key<T: DeserializeOwned>(self) -> Result<(T, PublicKey), JwtError> {
        if self.key_id().is_some() {
            return Err(JwtError::KeyId);
        }
        let jwk = self.jws.header().jwk.clone().ok_or(JwtError::KeyInHeader)?;
        let key = PublicKey::from_jwk(&jwk).map_err(|_| JwtError::KeyInHeader)?;
        Ok((self.finish(&key)?, key))
    }

    fn finish<T: DeserializeOwned>(self, key: &PublicKey) -> Result<T, JwtError> {
        let verified = self
            .jws
            .verify(key, self.typ)
            .map_err(|error| match error {
                JwsError::Type => JwtError::Type,
                JwsError::Algorithm => JwtError::Algorithm,
                _ => JwtError::Signature,
            })?;
        verified.claims().map_err(|_| JwtError::Claims)
    }
}

/// The `kid` of a department's Ed25519 key.
pub(crate) fn ed25519_key_id(department: &DepartmentDid) -> String {
    format!("{department}#ed25519")
}

/// The `kid` of a department's P-256 signing key.
pub(crate) fn p256_key_id(department: &DepartmentDid) -> String {
    format!("{department}#p256")
}

/// Signs as a department; the signer's kind of key gives the `kid`.
pub(crate) fn sign_as_department(
    typ: &str,
    department: &DepartmentDid,
    claims: &impl Serialize,
    signer: &dyn Signer,
) -> Result<String, SignJwsError> {
    let key_id = match signer.public_key() {
        PublicKey::Ed25519(_) => ed25519_key_id(department),
        PublicKey::P256(_) => p256_key_id(department),
    };
    jws::sign(typ, Some(&key_id), claims, signer)
}

/// Signs as a relation: `kid` is the `did:key` of the signer.
pub(crate) fn sign_as_relation(
    typ: &str,
    claims: &impl Serialize,
    signer: &dyn Signer,
) -> Result<String, SignJwsError> {
    jws::sign(
        typ,
        Some(&keys::did::did_key(&signer.public_key())),
        claims,
        signer,
    )
}

/// Returns the signing key of a department that `key_id` names.
pub(crate) fn select_key(
    did: &DepartmentDid,
    ed25519: &Ed25519PublicKey,
    p256: &P256PublicKey,
    key_id: &str,
) -> Option<PublicKey> {
    if key_id == ed25519_key_id(did) {
        Some(PublicKey::Ed25519(*ed25519))
    } else if key_id == p256_key_id(did) {
        Some(PublicKey::P256(*p256))
    } else {
        None
    }
}
