//! Compact JSON Web Signatures (RFC 7515), strict, `EdDSA` and `ES256` only.
//!
//! A header holds exactly `alg` and `typ`, and at most `kid` and `jwk` beside them. Whatever
//! else RFC 7515 §4 allows (`crit`, `b64`, `x5c`, `jku`, `none`, HMAC) is refused when parsed.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::json::{self, JsonError};
use crate::public::PublicKey;
use crate::signature::{Algorithm, Signature};
use crate::signer::{SignError, Signer};
use crate::{Jwk, base64url};

/// The members of a JOSE header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The signature's algorithm.
    pub alg: Algorithm,
    /// What the payload is, for example `"dc+sd-jwt"`; compared exactly when verified.
    pub typ: String,
    /// Which key signed, in the words of the profile (often a DID).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// The key itself. Says nothing about whom it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwk: Option<Jwk>,
}

/// Why a JWS was not made.
#[derive(Debug, Error)]
pub enum SignJwsError {
    /// The signer refused.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The claims do not serialise to JSON.
    #[error("claims do not serialise")]
    Claims,
}

/// Why text is not an acceptable JWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum JwsError {
    /// Longer than the caller allows.
    #[error("too long")]
    TooLong,
    /// Not three parts of canonical base64url with a signature of 64 bytes.
    #[error("malformed")]
    Malformed,
    /// The header is not the JSON described in [`Header`], or names another algorithm.
    #[error("unacceptable header")]
    Header,
    /// The payload is no JSON object of the shape that was asked for, or names a member twice.
    #[error("unacceptable claims")]
    Claims,
    /// `typ` is not the expected one: a signature made for something else.
    #[error("unexpected type")]
    Type,
    /// The header's algorithm is not the key's.
    #[error("algorithm and key do not match")]
    Algorithm,
    /// The signature is not this key's over these bytes.
    #[error("signature does not verify")]
    Signature,
}

/// Signs claims: header with `alg` of the signer, `typ` and, if given, `kid`.
///
/// # Errors
/// [`SignJwsError`].
pub fn sign(
    typ: &str,
    kid: Option<&str>,
    claims: &impl Serialize,
    signer: &dyn Signer,
) -> Result<String, SignJwsError> {
    sign_with(
        &Header {
            alg: signer.public_key().algorithm(),
            typ: typ.to_owned(),
            kid: kid.map(str::to_owned),
            jwk: None,
        },
        claims,
        signer,
    )
}

/// Signs claims with the signer's own key in the header, as proofs of possession do
/// (OpenID4VCI 1.0, appendix F.1; RFC 9449 §4.2).
///
/// # Errors
/// [`SignJwsError`].
pub fn sign_with_jwk(
    typ: &str,
    claims: &impl Serialize,
    signer: &dyn Signer,
) -> Result<String, SignJwsError> {
    let key = signer.public_key();
    sign_with(
        &Header {
            alg: key.algorithm(),
            typ: typ.to_owned(),
            kid: None,
            jwk: Some(key.to_jwk()),
        },
        claims,
        signer,
    )
}

fn sign_with(
    header: &Header,
    claims: &impl Serialize,
    signer: &dyn Signer,
) -> Result<String, SignJwsError> {
    let header = serde_json::to_vec(header).expect("a header of strings serialises");
    let claims = serde_json::to_vec(claims).map_err(|_| SignJwsError::Claims)?;
    let mut text = base64url::encode(&header);
    text.push('.');
    text.push_str(&base64url::encode(&claims));
    let signature = signer.sign(text.as_bytes())?;
    text.push('.');
    text.push_str(&base64url::encode(&signature.to_bytes()));
    Ok(text)
}

/// A well-formed JWS of which nothing is proven yet.
#[derive(Debug, Clone)]
pub struct UnverifiedJws<'a> {
    compact: &'a str,
    signing_input: &'a str,
    header: Header,
    payload: Vec<u8>,
    signature: Signature,
}

impl<'a> UnverifiedJws<'a> {
    /// Reads `header.payload.signature`, at most `max_len` bytes of it.
    ///
    /// # Errors
    /// [`JwsError::TooLong`], [`JwsError::Malformed`], [`JwsError::Header`]. The payload is not
    /// looked into beyond its base64url.
    pub fn parse(compact: &'a str, max_len: usize) -> Result<Self, JwsError> {
        if compact.len() > max_len {
            return Err(JwsError::TooLong);
        }
        let (signing_input, signature) = compact.rsplit_once('.').ok_or(JwsError::Malformed)?;
        let (header, payload) = signing_input.split_once('.').ok_or(JwsError::Malformed)?;
        let header = base64url::decode(header).map_err(|_| JwsError::Malformed)?;
        // A second dot in the payload fails here: it is not of the alphabet.
        let payload = base64url::decode(payload).map_err(|_| JwsError::Malformed)?;
        let signature = base64url::decode_array(signature).map_err(|_| JwsError::Malformed)?;
        Ok(Self {
            compact,
            signing_input,
            header: json::parse_object(&header).map_err(|_| JwsError::Header)?,
            payload,
            signature: Signature::from_bytes(signature),
        })
    }

    /// Returns the header. Nothing in it is proven.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Returns the text that was parsed, the whole of it.
    pub fn as_str(&self) -> &'a str {
        self.compact
    }

    /// Returns the decoded payload. Nothing in it is proven.
    pub fn payload_unverified(&self) -> &[u8] {
        &self.payload
    }

    /// Reads the claims before the signature is checked, to find out whose key to check with.
    ///
    /// # Errors
    /// [`JwsError::Claims`].
    pub fn claims_unverified<T: DeserializeOwned>(&self) -> Result<T, JwsError> {
        read_claims(&self.payload)
    }

    /// Verifies type, algorithm and signature.
    ///
    /// # Errors
    /// [`JwsError::Type`], [`JwsError::Algorithm`], [`JwsError::Signature`], in this order.
    pub fn verify(self, key: &PublicKey, expected_typ: &str) -> Result<VerifiedJws, JwsError> {
        if self.header.typ != expected_typ {
            return Err(JwsError::Type);
        }
        if self.header.alg != key.algorithm() {
            return Err(JwsError::Algorithm);
        }
        key.verify(self.signing_input.as_bytes(), &self.signature)
            .map_err(|_| JwsError::Signature)?;
        Ok(VerifiedJws {
            header: self.header,
            payload: self.payload,
            key: *key,
        })
    }
}

/// A JWS whose signature was verified; only [`UnverifiedJws::verify`] makes one.
#[derive(Debug, Clone)]
pub struct VerifiedJws {
    header: Header,
    payload: Vec<u8>,
    key: PublicKey,
}

impl VerifiedJws {
    /// Returns the header that was signed.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Returns the payload that was signed, decoded.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Returns the key under which it verified.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// Reads the claims; a member named twice, at any depth, is refused.
    ///
    /// # Errors
    /// [`JwsError::Claims`].
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, JwsError> {
        read_claims(&self.payload)
    }
}

fn read_claims<T: DeserializeOwned>(payload: &[u8]) -> Result<T, JwsError> {
    json::parse_object(payload).map_err(|error| match error {
        JsonError::Malformed | JsonError::Duplicate | JsonError::Shape => JwsError::Claims,
    })
}
