//! An SD-JWT as it arrived: well-formed, but nobody has vouched for it yet.

use keys::{Algorithm, PublicKey, jws};
use serde_json::{Map, Value};

use crate::digest::Digest;
use crate::disclosure::{Disclosure, DisclosureError};
use crate::json::{JsonError, parse_json};
use crate::key_binding::{
    Expectation, KeyBinding, KeyBindingError, StatedBinding, VerifiedPresentation,
    verify_key_binding,
};
use crate::process::{Claims, IntegrityError, holder_key, process};
use crate::verified::VerifiedSdJwt;

/// A well-formed SD-JWT or SD-JWT+KB whose signatures have not been checked.
#[derive(Clone, Debug)]
pub struct UnverifiedSdJwt {
    /// `<JWT>~<disclosure>~...~` and perhaps a key-binding JWT, as received.
    text: String,
    issuer_jwt_length: usize,
    key_binding_at: usize,
    header: Header,
    payload: Map<String, Value>,
    disclosures: Vec<Disclosure>,
}

/// The header of the issuer's JWT, as claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The signature's algorithm.
    pub algorithm: Algorithm,
    /// The media type, such as `dc+sd-jwt`.
    pub typ: String,
    /// The name of the signing key. Which key that is, the caller looks up in a source it trusts.
    pub kid: Option<String>,
}

/// Bounds on what is read at all; checked before anything is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest text, in bytes.
    pub text_bytes: usize,
    /// Longest single disclosure, in characters of base64url.
    pub disclosure_bytes: usize,
    /// Most disclosures.
    pub disclosures: usize,
}

impl Default for Limits {
    /// 256 KiB in all, 64 KiB a disclosure, 512 disclosures.
    fn default() -> Self {
        Self {
            text_bytes: 256 * 1024,
            disclosure_bytes: 64 * 1024,
            disclosures: 512,
        }
    }
}

/// Why a text is not a well-formed SD-JWT.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Longer than the limit.
    #[error("text is too long")]
    TooLong,
    /// A character other than those of base64url, `.` and `~`.
    #[error("a character is not allowed")]
    Charset,
    /// No `~` at all: a bare JWT.
    #[error("not an SD-JWT")]
    NoTilde,
    /// More disclosures than the limit.
    #[error("too many disclosures")]
    TooManyDisclosures,
    /// A disclosure is longer than the limit.
    #[error("a disclosure is too long")]
    DisclosureTooLong,
    /// A disclosure is malformed.
    #[error("{0}")]
    Disclosure(#[from] DisclosureError),
    /// The same disclosure stands twice.
    #[error("a disclosure is repeated")]
    RepeatedDisclosure,
    /// The issuer's JWT is malformed or of an algorithm other than EdDSA and ES256.
    #[error("issuer's JWT is malformed: {0}")]
    IssuerJwt(#[source] jws::JwsError),
    /// The issuer's JWT brings its own key in the header; keys come from a trusted source only.
    #[error("issuer's JWT brings its own key")]
    EmbeddedKey,
    /// The payload is not acceptable JSON.
    #[error("payload is bad JSON: {0}")]
    Payload(#[from] JsonError),
    /// The payload is JSON, but not an object.
    #[error("payload is not an object")]
    PayloadShape,
}

/// Why an SD-JWT is not the issuer's statement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// Signature or `typ` are not as they must be.
    #[error("issuer's signature does not hold: {0}")]
    Signature(#[source] jws::JwsError),
    /// Payload and disclosures do not form one statement.
    #[error("{0}")]
    Integrity(#[from] IntegrityError),
    /// A key-binding JWT is there, where an issuer hands over a credential.
    #[error("a key binding is not expected here")]
    UnexpectedKeyBinding,
}

/// Why a presentation is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PresentationError {
    /// The credential itself is refused.
    #[error("{0}")]
    Credential(#[from] VerifyError),
    /// The holder's binding is missing or does not hold.
    #[error("{0}")]
    KeyBinding(#[from] KeyBindingError),
}

impl UnverifiedSdJwt {
    /// Splits and decodes an SD-JWT, with or without key binding.
    ///
    /// # Errors
    /// See [`ParseError`].
    pub fn parse(text: &str, limits: &Limits) -> Result<Self, ParseError> {
        if text.len() > limits.text_bytes {
            return Err(ParseError::TooLong);
        }
        if !text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte))
        {
            return Err(ParseError::Charset);
        }
        let (issuer_jwt, rest) = text.split_once('~').ok_or(ParseError::NoTilde)?;
        let key_binding_at = text.rfind('~').map_or(0, |last_tilde| last_tilde + 1);
        let disclosures_end = key_binding_at.saturating_sub(issuer_jwt.len() + 1);
        let disclosures = parse_disclosures(&rest[..disclosures_end], limits)?;
        let (header, payload) = parse_issuer_jwt(issuer_jwt)?;
        Ok(Self {
            issuer_jwt_length: issuer_jwt.len(),
            key_binding_at,
            header,
            payload,
            disclosures,
            text: text.to_owned(),
        })
    }

    /// The whole text, as received.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The issuer's JWT alone.
    pub fn issuer_jwt(&self) -> &str {
        &self.text[..self.issuer_jwt_length]
    }

    /// SHA-256 of [`issuer_jwt`](Self::issuer_jwt).
    pub fn issuer_jwt_digest(&self) -> Digest {
        Digest::of(self.issuer_jwt())
    }

    /// The header of the issuer's JWT.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The disclosures, in the order received.
    pub fn disclosures(&self) -> &[Disclosure] {
        &self.disclosures
    }

    /// Whether a key-binding JWT follows the last `~`.
    pub fn has_key_binding(&self) -> bool {
        self.key_binding_at < self.text.len()
    }

    /// What the key-binding JWT claims to be for; `None` if there is none or it lacks a claim.
    ///
    /// # Security
    /// Nobody has vouched for it: good for finding out what to expect in
    /// [`check_key_binding`](Self::check_key_binding) where the text itself says so.
    pub fn key_binding_unverified(&self) -> Option<StatedBinding> {
        StatedBinding::read(&self.text[self.key_binding_at..])
    }

    /// Everything up to and including the last `~`: what `sd_hash` of a key binding covers.
    pub fn without_key_binding(&self) -> &str {
        &self.text[..self.key_binding_at]
    }

    /// The payload as the issuer signed it, with digests in the place of hidden claims.
    ///
    /// # Security
    /// Nobody has vouched for it: see [`claims_unverified`](Self::claims_unverified).
    pub fn payload_unverified(&self) -> &Map<String, Value> {
        &self.payload
    }

    /// Puts the disclosures in their places, whoever signed.
    ///
    /// # Errors
    /// See [`IntegrityError`].
    ///
    /// # Security
    /// Nobody has vouched for the answer: good for finding out whose key to look up, and for naming
    /// the steps of a check, never for acting on it.
    pub fn claims_unverified(&self) -> Result<Claims, IntegrityError> {
        process(&self.payload, &self.disclosures)
    }

    /// Checks the issuer's signature and the header's `typ`, and nothing else.
    ///
    /// # Errors
    /// `alg` does not fit the key, the signature does not hold, or `typ` is another.
    pub fn check_signature(&self, issuer: &PublicKey, typ: &str) -> Result<(), jws::JwsError> {
        let jws = jws::UnverifiedJws::parse(self.issuer_jwt(), self.issuer_jwt_length)?;
        jws.verify(issuer, typ).map(|_| ())
    }

    /// Checks the holder's binding against the key the payload names, and nothing else.
    ///
    /// # Errors
    /// See [`KeyBindingError`].
    ///
    /// # Security
    /// Who named that key is shown by [`check_signature`](Self::check_signature) only.
    pub fn check_key_binding(
        &self,
        expectation: &Expectation<'_>,
    ) -> Result<KeyBinding, KeyBindingError> {
        let holder = holder_key(&self.payload).map_err(|_| KeyBindingError::NoHolderKey)?;
        let presented = Digest::of(self.without_key_binding());
        let jwt = &self.text[self.key_binding_at..];
        verify_key_binding(jwt, presented, holder.as_ref(), expectation)
    }

    /// Verifies an SD-JWT without key binding: what an issuer hands to a holder, or a holder to a
    /// verifier that asks for no proof of possession.
    ///
    /// Times (`exp`, `nbf`) and the meaning of the claims are the caller's to check.
    ///
    /// # Errors
    /// See [`VerifyError`].
    pub fn verify(self, issuer: &PublicKey, typ: &str) -> Result<VerifiedSdJwt, VerifyError> {
        if self.has_key_binding() {
            return Err(VerifyError::UnexpectedKeyBinding);
        }
        self.verify_credential(issuer, typ)
    }

    /// Verifies an SD-JWT+KB: the issuer's statement and the holder's binding of exactly this set of
    /// disclosures, in this order, to one audience and nonce. RFC 9901 §7.3.
    ///
    /// # Errors
    /// See [`PresentationError`].
    ///
    /// # Security
    /// The caller must see to it that a nonce is accepted once.
    pub fn verify_presentation(
        self,
        issuer: &PublicKey,
        typ: &str,
        expectation: &Expectation<'_>,
    ) -> Result<VerifiedPresentation, PresentationError> {
        let key_binding = self.check_key_binding(expectation);
        let sd_jwt = self.verify_credential(issuer, typ)?;
        let key_binding = key_binding?;
        Ok(VerifiedPresentation {
            sd_jwt,
            key_binding,
        })
    }

    fn verify_credential(
        self,
        issuer: &PublicKey,
        typ: &str,
    ) -> Result<VerifiedSdJwt, VerifyError> {
        self.check_signature(issuer, typ)
            .map_err(VerifyError::Signature)?;
        let claims = self.claims_unverified()?;
        let issuer_jwt = self.issuer_jwt().to_owned();
        Ok(VerifiedSdJwt::new(
            issuer_jwt,
            self.header,
            self.disclosures,
            claims,
        ))
    }
}

/// `encoded` is empty or ends in `~`.
fn parse_disclosures(encoded: &str, limits: &Limits) -> Result<Vec<Disclosure>, ParseError> {
    let parts: Vec<&str> = encoded.split_terminator('~').collect();
    if parts.len() > limits.disclosures {
        return Err(ParseError::TooManyDisclosures);
    }
    if parts
        .iter()
        .any(|part| part.len() > limits.disclosure_bytes)
    {
        return Err(ParseError::DisclosureTooLong);
    }
    let mut digests = std::collections::HashSet::new();
    let mut disclosures = Vec::with_capacity(parts.len());
    for part in parts {
        let disclosure = Disclosure::parse(part)?;
        if !digests.insert(disclosure.digest()) {
            return Err(ParseError::RepeatedDisclosure);
        }
        disclosures.push(disclosure);
    }
    Ok(disclosures)
}

fn parse_issuer_jwt(text: &str) -> Result<(Header, Map<String, Value>), ParseError> {
    let jws = jws::UnverifiedJws::parse(text, text.len()).map_err(ParseError::IssuerJwt)?;
    let header = jws.header();
    if header.jwk.is_some() {
        return Err(ParseError::EmbeddedKey);
    }
    let header = Header {
        algorithm: header.alg,
        typ: header.typ.clone(),
        kid: header.kid.clone(),
    };
    let Value::Object(payload) = parse_json(jws.payload_unverified())? else {
        return Err(ParseError::PayloadShape);
    };
    Ok((header, payload))
}
