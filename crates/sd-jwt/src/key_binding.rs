//! The holder's proof of possession: the key-binding JWT. RFC 9901 §4.3 and §7.3.

use keys::{PublicKey, Signer, jws};
use serde_json::{Map, Value};

use crate::digest::Digest;
use crate::json::{JsonError, parse_json};
use crate::verified::VerifiedSdJwt;

/// What the holder signs beside the selection itself.
#[derive(Clone, Debug)]
pub struct Binding<'a> {
    /// Whom the presentation is for: the verifier's identifier.
    pub audience: &'a str,
    /// The verifier's challenge.
    pub nonce: &'a str,
    /// Now, in seconds since 1970.
    pub issued_at: i64,
    /// Further claims, such as `transaction_data_hashes`; none of those above, none of `sd_hash`.
    pub extra: Map<String, Value>,
}

/// What the verifier asked for and when.
#[derive(Clone, Copy, Debug)]
pub struct Expectation<'a> {
    /// The verifier's own identifier.
    pub audience: &'a str,
    /// The challenge it gave out.
    pub nonce: &'a str,
    /// Now, in seconds since 1970.
    pub now: i64,
    /// Oldest binding that is accepted, in seconds before `now`.
    pub max_age_secs: u32,
}

/// A key binding that holds: the audience and the nonce are those expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyBinding {
    /// When the holder says to have signed, in seconds since 1970; within the bounds asked for.
    pub issued_at: i64,
    /// All further claims.
    pub extra: Map<String, Value>,
}

/// What a key binding says of itself, whoever signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedBinding {
    /// Whom it is for.
    pub audience: String,
    /// The challenge.
    pub nonce: String,
    /// When it was signed, in seconds since 1970.
    pub issued_at: i64,
}

impl StatedBinding {
    pub(crate) fn read(jwt: &str) -> Option<Self> {
        let jws = jws::UnverifiedJws::parse(jwt, jwt.len()).ok()?;
        let Value::Object(mut claims) = parse_json(jws.payload_unverified()).ok()? else {
            return None;
        };
        Some(Self {
            audience: text(&mut claims, "aud").ok()?,
            nonce: text(&mut claims, "nonce").ok()?,
            issued_at: claims.get("iat")?.as_i64()?,
        })
    }
}

/// A credential shown by its holder, to this verifier, now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedPresentation {
    /// What the issuer said and the holder chose to show.
    pub sd_jwt: VerifiedSdJwt,
    /// What the holder signed.
    pub key_binding: KeyBinding,
}

/// Why a selection cannot be bound.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The credential names no holder's key.
    #[error("credential names no holder's key")]
    NoHolderKey,
    /// The signer's key is not the one the credential names.
    #[error("signer is not the holder")]
    NotTheHolder,
    /// A further claim has the name of one that is set here.
    #[error("a further claim bears a reserved name")]
    ReservedName,
    /// The signer failed.
    #[error("signing failed: {0}")]
    Sign(#[from] jws::SignJwsError),
}

/// Why a key binding is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyBindingError {
    /// There is none.
    #[error("key binding is missing")]
    Missing,
    /// The credential names no key that could have signed.
    #[error("credential names no holder's key")]
    NoHolderKey,
    /// Malformed, of another `typ` than `kb+jwt`, or not signed by the holder's key.
    #[error("holder's signature does not hold: {0}")]
    Signature(#[source] jws::JwsError),
    /// It brings its own key in the header.
    #[error("key binding brings its own key")]
    EmbeddedKey,
    /// Its payload is not acceptable JSON.
    #[error("payload of key binding is bad JSON: {0}")]
    Json(#[from] JsonError),
    /// `aud`, `nonce`, `iat` or `sd_hash` is missing or of the wrong type.
    #[error("key binding lacks a claim")]
    Shape,
    /// It covers other disclosures, another order of them, or another credential.
    #[error("key binding covers another selection")]
    OtherSelection,
    /// It is for somebody else.
    #[error("key binding is for another audience")]
    Audience,
    /// It answers another challenge.
    #[error("key binding answers another challenge")]
    Nonce,
    /// It is older than asked for, or its `exp` has come.
    #[error("key binding is too old")]
    TooOld,
    /// It is from the future by more than [`CLOCK_SKEW_SECS`], or its `nbf` has not come.
    #[error("key binding is not valid yet")]
    NotYet,
}

/// How far a holder's clock may be ahead, in seconds.
pub const CLOCK_SKEW_SECS: i64 = 60;

/// The media type of a key-binding JWT, RFC 9901 §4.3.
pub const KEY_BINDING_TYP: &str = "kb+jwt";

pub(crate) fn bind(
    selection: &str,
    holder: Option<&PublicKey>,
    binding: &Binding<'_>,
    signer: &dyn Signer,
) -> Result<String, BindError> {
    let holder = holder.ok_or(BindError::NoHolderKey)?;
    if signer.public_key() != *holder {
        return Err(BindError::NotTheHolder);
    }
    let mut claims = binding.extra.clone();
    let own = [
        ("aud", binding.audience.into()),
        ("nonce", binding.nonce.into()),
        ("iat", binding.issued_at.into()),
        ("sd_hash", Digest::of(selection).to_string().into()),
    ];
    for (name, value) in own {
        if claims.insert(name.to_owned(), value).is_some() {
            return Err(BindError::ReservedName);
        }
    }
    let jwt = jws::sign(KEY_BINDING_TYP, None, &claims, signer)?;
    Ok(format!("{selection}{jwt}"))
}

/// Checks `jwt`, which may be empty, against `presented`, the digest of all that stands before it.
pub(crate) fn verify_key_binding(
    jwt: &str,
    presented: Digest,
    holder: Option<&PublicKey>,
    expectation: &Expectation<'_>,
) -> Result<KeyBinding, KeyBindingError> {
    if jwt.is_empty() {
        return Err(KeyBindingError::Missing);
    }
    let holder = holder.ok_or(KeyBindingError::NoHolderKey)?;
    let jws = jws::UnverifiedJws::parse(jwt, jwt.len()).map_err(KeyBindingError::Signature)?;
    if jws.header().jwk.is_some() {
        return Err(KeyBindingError::EmbeddedKey);
    }
    let jws = jws
        .verify(holder, KEY_BINDING_TYP)
        .map_err(KeyBindingError::Signature)?;
    let Value::Object(mut claims) = parse_json(jws.payload())? else {
        return Err(KeyBindingError::Shape);
    };

    if text(&mut claims, "sd_hash")? != presented.to_string() {
        return Err(KeyBindingError::OtherSelection);
    }
    if text(&mut claims, "aud")? != expectation.audience {
        return Err(KeyBindingError::Audience);
    }
    if text(&mut claims, "nonce")? != expectation.nonce {
        return Err(KeyBindingError::Nonce);
    }
    let issued_at = claims.remove("iat").and_then(|iat| iat.as_i64());
    let issued_at = issued_at.ok_or(KeyBindingError::Shape)?;
    check_time(issued_at, &claims, expectation)?;
    Ok(KeyBinding {
        issued_at,
        extra: claims,
    })
}

fn check_time(
    issued_at: i64,
    claims: &Map<String, Value>,
    expectation: &Expectation<'_>,
) -> Result<(), KeyBindingError> {
    let now = expectation.now;
    let oldest = now.saturating_sub(i64::from(expectation.max_age_secs));
    let latest = now.saturating_add(CLOCK_SKEW_SECS);
    let time = |name| match claims.get(name) {
        None => Ok(None),
        Some(time) => time.as_i64().map(Some).ok_or(KeyBindingError::Shape),
    };
    if issued_at > latest || time("nbf")?.is_some_and(|not_before| not_before > latest) {
        return Err(KeyBindingError::NotYet);
    }
    if issued_at < oldest || time("exp")?.is_some_and(|expires| expires <= now) {
        return Err(KeyBindingError::TooOld);
    }
    Ok(())
}

fn text(claims: &mut Map<String, Value>, name: &str) -> Result<String, KeyBindingError> {
    match claims.remove(name) {
        Some(Value::String(text)) => Ok(text),
        _ => Err(KeyBindingError::Shape),
    }
}
