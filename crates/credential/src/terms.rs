//! The terms of a credential: all of it that is always visible.

use std::fmt;
use std::str::FromStr;

use keys::{Algorithm, DepartmentDid, Jwk, PublicKey};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::status::{StatusListEntry, StatusRegistry};

/// Who issued what to whom, for how long, and where its status is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The type, `vct`.
    pub vct: Vct,
    /// The department, `iss`.
    pub issuer: DepartmentDid,
    /// The key that the holder of this copy must prove to have, `cnf.jwk`.
    pub holder: PublicKey,
    /// When the credential holds: `iat`, `nbf`, `exp`.
    pub validity: Validity,
    /// The contract that is the authority on the status, `status.chain.registry`; on the chain of
    /// the issuer.
    pub registry: StatusRegistry,
    /// Where verifiers from outside may ask, `status.status_list`.
    pub status_list: Option<StatusListEntry>,
}

/// The type of a credential: 1 to 256 characters of printable ASCII, usually a URN.
///
/// draft-ietf-oauth-sd-jwt-vc §3.2.2.1.1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Vct(String);

/// When a credential holds. All times are whole seconds since 1970, from 0 to
/// [`LATEST_TIME`](Self::LATEST_TIME).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Validity {
    /// When it was issued. The same time for all copies; a whole day keeps it from being a name.
    pub issued_at: i64,
    /// It holds from this second on.
    pub not_before: Option<i64>,
    /// It holds no longer at this second.
    pub expires: Option<i64>,
}

/// Which of a department's keys in the directory signed: the fragment of `kid`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyName {
    /// `<iss>#ed25519`
    Ed25519,
    /// `<iss>#p256`
    P256,
}

/// Why the always visible part of a credential is refused. The name is that of the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// A claim that must be there is missing, or not in the clear.
    #[error("claim {0} is missing")]
    Missing(&'static str),
    /// A claim has another type or form.
    #[error("claim {0} is malformed")]
    Malformed(&'static str),
    /// `kid` is not `<iss>#ed25519` or `<iss>#p256`, or does not fit the signature's algorithm.
    #[error("key id is not of the issuer")]
    KeyId,
    /// The registry is on another chain than the issuer.
    #[error("status registry is on another chain than the issuer")]
    ForeignRegistry,
    /// A claim is in the clear that should be an attribute, or has no place in a credential at all.
    #[error("a claim is visible that must not be")]
    UnexpectedClaim,
}

/// Why a credential does not hold now, as far as its own times go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValidityError {
    /// `nbf` lies ahead, or `iat` does by more than [`CLOCK_SKEW_SECS`](sd_jwt::CLOCK_SKEW_SECS).
    #[error("not valid yet")]
    NotYet,
    /// `exp` has come.
    #[error("expired")]
    Expired,
}

impl Terms {
    /// Reads the terms from a signed payload in which digests still stand for the attributes.
    pub(crate) fn from_payload(payload: &Map<String, Value>) -> Result<Self, TermsError> {
        const KNOWN: [&str; 9] = [
            "iss", "iat", "nbf", "exp", "cnf", "vct", "status", "_sd", "_sd_alg",
        ];
        if payload.keys().any(|name| !KNOWN.contains(&name.as_str())) {
            return Err(TermsError::UnexpectedClaim);
        }
        let vct: Vct = read(payload, "vct")?;
        let issuer: DepartmentDid = read(payload, "iss")?;
        let validity = Validity {
            issued_at: read(payload, "iat")?,
            not_before: read_optional(payload, "nbf")?,
            expires: read_optional(payload, "exp")?,
        };
        let Confirmation { jwk } = read(payload, "cnf")?;
        let holder = PublicKey::from_jwk(&jwk).map_err(|_| TermsError::Malformed("cnf"))?;
        let StatusClaim {
            chain: ChainStatus { registry },
            status_list,
        } = read(payload, "status")?;
        let terms = Self {
            vct,
            issuer,
            holder,
            validity,
            registry,
            status_list,
        };
        terms.check()?;
        Ok(terms)
    }

    /// Checks what the types of the fields do not say.
    pub(crate) fn check(&self) -> Result<(), TermsError> {
        self.validity.check_range()?;
        if self.registry.chain_id != self.issuer.chain_id {
            return Err(TermsError::ForeignRegistry);
        }
        Ok(())
    }

    /// The claims of the terms but for `cnf`.
    pub(crate) fn to_claims(&self) -> Map<String, Value> {
        let status = StatusClaim {
            chain: ChainStatus {
                registry: self.registry,
            },
            status_list: self.status_list.clone(),
        };
        let mut claims = Map::new();
        claims.insert("vct".to_owned(), self.vct.as_str().into());
        claims.insert("iss".to_owned(), self.issuer.to_string().into());
        claims.insert("iat".to_owned(), self.validity.issued_at.into());
        let times = [
            ("nbf", self.validity.not_before),
            ("exp", self.validity.expires),
        ];
        for (name, time) in times {
            claims.extend(time.map(|time| (name.to_owned(), time.into())));
        }
        claims.insert("status".to_owned(), json!(status));
        claims
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    jwk: Jwk,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusClaim {
    chain: ChainStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status_list: Option<StatusListEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChainStatus {
    registry: StatusRegistry,
}

fn read<T: serde::de::DeserializeOwned>(
    payload: &Map<String, Value>,
    name: &'static str,
) -> Result<T, TermsError> {
    read_optional(payload, name)?.ok_or(TermsError::Missing(name))
}

fn read_optional<T: serde::de::DeserializeOwned>(
    payload: &Map<String, Value>,
    name: &'static str,
) -> Result<Option<T>, TermsError> {
    let Some(value) = payload.get(name) else {
        return Ok(None);
    };
    serde_json::from_value(value.clone())
        .map(Some)
        .map_err(|_| TermsError::Malformed(name))
}

impl Validity {
    /// The last second of the year 9999.
    pub const LATEST_TIME: i64 = 253_402_300_799;

    /// Whether the credential holds at `now`, seconds since 1970, as far as its own times go.
    ///
    /// # Errors
    /// See [`ValidityError`].
    pub fn check(&self, now: i64) -> Result<(), ValidityError> {
        let latest_issue = now.saturating_add(sd_jwt::CLOCK_SKEW_SECS);
        if self.issued_at > latest_issue || self.not_before.is_some_and(|from| from > now) {
            return Err(ValidityError::NotYet);
        }
        if self.expires.is_some_and(|end| end <= now) {
            return Err(ValidityError::Expired);
        }
        Ok(())
    }

    fn check_range(&self) -> Result<(), TermsError> {
        let in_range = |time: &i64| (0..=Self::LATEST_TIME).contains(time);
        if !in_range(&self.issued_at) {
            return Err(TermsError::Malformed("iat"));
        }
        if !self.not_before.iter().all(in_range) {
            return Err(TermsError::Malformed("nbf"));
        }
        let start = self
            .not_before
            .map_or(self.issued_at, |from| from.max(self.issued_at));
        if !self.expires.iter().all(|end| in_range(end) && *end > start) {
            return Err(TermsError::Malformed("exp"));
        }
        Ok(())
    }
}

impl KeyName {
    /// The key of an algorithm.
    pub fn of(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::EdDsa => Self::Ed25519,
            Algorithm::Es256 => Self::P256,
        }
    }

    /// The whole key id, `<iss>#ed25519` or `<iss>#p256`.
    pub fn key_id(self, issuer: &DepartmentDid) -> String {
        format!("{issuer}#{self}")
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ed25519 => "ed25519",
            Self::P256 => "p256",
        })
    }
}

impl Vct {
    /// The type as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Vct {
    type Err = TermsError;

    fn from_str(text: &str) -> Result<Self, TermsError> {
        let fits = (1..=256).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(TermsError::Malformed("vct"))
        }
    }
}

impl fmt::Display for Vct {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<Vct> for String {
    fn from(vct: Vct) -> Self {
        vct.0
    }
}

impl TryFrom<String> for Vct {
    type Error = TermsError;

    fn try_from(text: String) -> Result<Self, TermsError> {
        text.parse()
    }
}
