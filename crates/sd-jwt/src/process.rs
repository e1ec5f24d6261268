//! Putting disclosures in their places: from the signed payload to the claims. RFC 9901 §7.1.

use std::collections::{HashMap, HashSet};

use keys::{Jwk, PublicKey};
use serde_json::{Map, Value};

use crate::digest::Digest;
use crate::disclosure::{Content, Disclosure, RESERVED_NAMES};
use crate::issue::is_control;
use crate::json::MAX_DEPTH;
use crate::path::{ClaimPath, PathElement};

/// Why payload and disclosures do not form one statement. In every case the sender is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntegrityError {
    /// `_sd_alg` is not `sha-256`, or stands elsewhere than at the top.
    #[error("hash algorithm is not sha-256")]
    HashAlgorithm,
    /// `_sd` is not an array of strings, or `...` is not alone with a string in an array's element.
    #[error("digests stand where they must not")]
    Misplaced,
    /// Something in the place of a digest is not 43 characters of base64url.
    #[error("a digest is malformed")]
    MalformedDigest,
    /// One digest stands in two places, in the payload or in disclosures.
    #[error("a digest stands twice")]
    RepeatedDigest,
    /// A disclosure has its digest nowhere: it belongs to another credential or was altered.
    #[error("a disclosure is not referred to")]
    UnreferencedDisclosure,
    /// A disclosure `[salt, name, value]` stands for an array's element, or the other way round.
    #[error("a disclosure is of the wrong kind for its place")]
    WrongKind,
    /// A disclosure would overwrite a claim of the same name.
    #[error("a disclosure names a claim that is there already")]
    ClaimExists,
    /// A claim that decides about validity was left to the holder, RFC 9901 §9.7.
    #[error("a claim that decides about validity is disclosed")]
    ControlClaim,
    /// With all disclosures in place, claims are nested deeper than [`MAX_DEPTH`].
    #[error("claims are nested too deep")]
    TooDeep,
    /// `cnf` is there but is not `{"jwk": <Ed25519 or P-256 public key>}`.
    #[error("the holder's key is not a supported public key")]
    HolderKey,
}

/// What an SD-JWT says with the disclosures at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The processed payload: disclosed claims in place; no `_sd`, no `...`, no `_sd_alg`.
    pub claims: Map<String, Value>,
    /// Where each disclosure stands in `claims`, in the order of the disclosures.
    pub disclosed: Vec<ClaimPath>,
    /// The key in `cnf.jwk`.
    pub holder: Option<PublicKey>,
}

/// Puts `disclosures` into `payload`.
pub(crate) fn process(
    payload: &Map<String, Value>,
    disclosures: &[Disclosure],
) -> Result<Claims, IntegrityError> {
    let mut payload = payload.clone();
    if let Some(algorithm) = payload.remove("_sd_alg")
        && algorithm != "sha-256"
    {
        return Err(IntegrityError::HashAlgorithm);
    }
    let mut assembly = Assembly {
        disclosures,
        by_digest: disclosures
            .iter()
            .enumerate()
            .map(|(at, d)| (d.digest(), at))
            .collect(),
        seen: HashSet::new(),
        places: vec![None; disclosures.len()],
        here: Vec::new(),
    };
    let claims = assembly.object(payload)?;
    let disclosed: Option<Vec<_>> = assembly.places.into_iter().collect();
    let disclosed = disclosed.ok_or(IntegrityError::UnreferencedDisclosure)?;
    if disclosed.iter().any(is_control) {
        return Err(IntegrityError::ControlClaim);
    }
    let holder = holder_key(&claims)?;
    Ok(Claims {
        claims,
        disclosed,
        holder,
    })
}

/// The key in `cnf.jwk` of a payload, before or after the disclosures are put in: a `cnf` that is
/// itself disclosed is refused, so both say the same.
pub(crate) fn holder_key(
    payload: &Map<String, Value>,
) -> Result<Option<PublicKey>, IntegrityError> {
    let jwk = match payload.get("cnf") {
        None => return Ok(None),
        Some(Value::Object(members)) if members.len() == 1 => members.get("jwk"),
        Some(_) => None,
    };
    let jwk = jwk.ok_or(IntegrityError::HolderKey)?;
    let jwk: Jwk = serde_json::from_value(jwk.clone()).map_err(|_| IntegrityError::HolderKey)?;
    PublicKey::from_jwk(&jwk)
        .map(Some)
        .map_err(|_| IntegrityError::HolderKey)
}

/// The walk over the payload. Depth is bounded by [`MAX_DEPTH`], work by the size of payload and
/// disclosures, because each digest is followed once.
struct Assembly<'a> {
    disclosures: &'a [Disclosure],
    by_digest: HashMap<Digest, usize>,
    seen: HashSet<Digest>,
    places: Vec<Option<ClaimPath>>,
    here: Vec<PathElement>,
}

impl Assembly<'_> {
    fn value(&mut self, value: Value, step: PathElement) -> Result<Value, IntegrityError> {
        self.here.push(step);
        let value = match value {
            Value::Object(object) => Value::Object(self.object(object)?),
            Value::Array(array) => Value::Array(self.array(array)?),
            plain => plain,
        };
        self.here.pop();
        Ok(value)
    }

    fn object(
        &mut self,
        mut object: Map<String, Value>,
    ) -> Result<Map<String, Value>, IntegrityError> {
        self.check_depth()?;
        let digests = object.remove("_sd");
        if object.contains_key("_sd_alg") {
            return Err(IntegrityError::HashAlgorithm);
        }
        if object
            .keys()
            .any(|name| RESERVED_NAMES.contains(&name.as_str()))
        {
            return Err(IntegrityError::Misplaced);
        }
        let mut claims = Map::new();
        for (name, value) in object {
            let value = self.value(value, PathElement::Name(name.clone()))?;
            claims.insert(name, value);
        }
        let digests = match digests {
            None => Vec::new(),
            Some(Value::Array(digests)) => digests,
            Some(_) => return Err(IntegrityError::Misplaced),
        };
        for digest in &digests {
            let Some(at) = self.follow(digest)? else {
                continue;
            };
            let Content::Member { name, value } = self.disclosures[at].content() else {
                return Err(IntegrityError::WrongKind);
            };
            if claims.contains_key(name) {
                return Err(IntegrityError::ClaimExists);
            }
            let step = PathElement::Name(name.clone());
            let value = self.disclosed_value(at, value, step)?;
            claims.insert(name.clone(), value);
        }
        Ok(claims)
    }

    fn array(&mut self, array: Vec<Value>) -> Result<Vec<Value>, IntegrityError> {
        self.check_depth()?;
        let mut elements = Vec::new();
        for element in array {
            // Elements that stay hidden leave no gap: positions count what is there.
            let step = PathElement::Index(elements.len());
            let digest = match &element {
                Value::Object(object) if object.len() == 1 => object.get("..."),
                _ => None,
            };
            elements.push(match digest {
                None => self.value(element, step)?,
                Some(digest) => {
                    let Some(at) = self.follow(digest)? else {
                        continue;
                    };
                    let Content::Element(value) = self.disclosures[at].content() else {
                        return Err(IntegrityError::WrongKind);
                    };
                    self.disclosed_value(at, value, step)?
                }
            });
        }
        Ok(elements)
    }

    fn disclosed_value(
        &mut self,
        at: usize,
        value: &Value,
        step: PathElement,
    ) -> Result<Value, IntegrityError> {
        let mut path = self.here.clone();
        path.push(step.clone());
        self.places[at] = Some(ClaimPath::new(path));
        self.value(value.clone(), step)
    }

    /// The disclosure a digest stands for, if it is at hand.
    fn follow(&mut self, digest: &Value) -> Result<Option<usize>, IntegrityError> {
        let Value::String(digest) = digest else {
            return Err(IntegrityError::Misplaced);
        };
        let digest = Digest::parse(digest).ok_or(IntegrityError::MalformedDigest)?;
        if !self.seen.insert(digest) {
            return Err(IntegrityError::RepeatedDigest);
        }
        Ok(self.by_digest.get(&digest).copied())
    }

    fn check_depth(&self) -> Result<(), IntegrityError> {
        if self.here.len() < MAX_DEPTH {
            Ok(())
        } else {
            Err(IntegrityError::TooDeep)
        }
    }
}
