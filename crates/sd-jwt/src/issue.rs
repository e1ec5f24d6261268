//! The issuer's side: signing claims of which some can be held back later. RFC 9901 §5 and §6.

use std::collections::HashSet;

use keys::{PublicKey, Signer, jws};
use rand_core::CryptoRng;
use serde_json::{Map, Value, json};

use crate::digest::Digest;
use crate::disclosure::{Disclosure, RESERVED_NAMES};
use crate::json::MAX_DEPTH;
use crate::path::{ClaimPath, PathElement};

/// What an issuer says, and which parts of it the holder may hold back.
#[derive(Clone, Debug)]
pub struct Statement<'a> {
    /// The header's `typ`, such as `dc+sd-jwt`.
    pub typ: &'a str,
    /// The header's `kid`.
    pub kid: Option<&'a str>,
    /// All claims in clear, without `_sd_alg`, and without `cnf` if `holder` is given.
    pub claims: Map<String, Value>,
    /// The claims that become disclosures of their own: members of objects and elements of arrays at
    /// any depth, also inside one another.
    pub concealable: &'a [ClaimPath],
    /// So many digests without a disclosure are added wherever there is one with; they keep the
    /// number of hidden claims from being counted. RFC 9901 §4.2.5.
    pub decoys: u8,
    /// The key a presentation will have to be bound with; becomes `cnf.jwk`.
    pub holder: Option<PublicKey>,
}

/// A signed SD-JWT with all its disclosures, as an issuer hands it to the holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedSdJwt {
    /// `<JWT>~<disclosure>~...~<disclosure>~`
    pub compact: String,
    /// SHA-256 of the JWT, without the disclosures.
    pub issuer_jwt_digest: Digest,
}

/// Why a statement cannot be signed. All causes but `Sign` are mistakes of the caller.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// A claim, at whatever depth, bears a name that the format reserves.
    #[error("a claim bears a reserved name")]
    ReservedName,
    /// A path leads to no claim.
    #[error("no claim at a path that is to be concealable")]
    UnknownPath,
    /// A claim that decides about validity cannot be left to the holder, RFC 9901 §9.7.
    #[error("a claim that decides about validity is to be concealable")]
    ControlClaim,
    /// `holder` is given and the claims have a `cnf` as well.
    #[error("the holder's key is given twice")]
    HolderTwice,
    /// The claims are nested so deep that no verifier would read them.
    #[error("claims are nested too deep")]
    TooDeep,
    /// The signer failed.
    #[error("signing failed: {0}")]
    Sign(#[from] jws::SignJwsError),
}

/// Claims that a verifier must always see, because they decide about validity. RFC 9901 §9.7.
pub const CONTROL_CLAIMS: [&str; 5] = ["iss", "aud", "exp", "nbf", "cnf"];

/// Signs a statement.
///
/// `_sd` arrays are sorted by digest, which hides the order of the claims. Salts have 128 bits from
/// `rng`.
///
/// # Errors
/// See [`IssueError`].
pub fn issue(
    statement: &Statement<'_>,
    signer: &dyn Signer,
    rng: &mut impl CryptoRng,
) -> Result<IssuedSdJwt, IssueError> {
    check(statement)?;
    let mut concealment = Concealment {
        concealable: statement.concealable.iter().collect(),
        decoys: statement.decoys,
        disclosures: Vec::new(),
        rng,
    };
    let mut payload = concealment.object(&statement.claims, &ClaimPath::default());
    let disclosures = concealment.disclosures;
    if !disclosures.is_empty() {
        payload.insert("_sd_alg".to_owned(), "sha-256".into());
    }
    if let Some(holder) = &statement.holder {
        payload.insert("cnf".to_owned(), json!({ "jwk": holder.to_jwk() }));
    }
    let mut compact = jws::sign(statement.typ, statement.kid, &payload, signer)?;
    let issuer_jwt_digest = Digest::of(&compact);
    compact.push('~');
    for disclosure in &disclosures {
        compact.push_str(disclosure.as_str());
        compact.push('~');
    }
    Ok(IssuedSdJwt {
        compact,
        issuer_jwt_digest,
    })
}

fn check(statement: &Statement<'_>) -> Result<(), IssueError> {
    if statement.holder.is_some() && statement.claims.contains_key("cnf") {
        return Err(IssueError::HolderTwice);
    }
    for path in statement.concealable {
        if path.resolve(&statement.claims).is_none() {
            return Err(IssueError::UnknownPath);
        }
        if is_control(path) {
            return Err(IssueError::ControlClaim);
        }
    }
    check_object(&statement.claims, DEEPEST_CLAIM)
}

/// Whether a path leads to or into one of [`CONTROL_CLAIMS`].
pub(crate) fn is_control(path: &ClaimPath) -> bool {
    matches!(path.elements().first(),
        Some(PathElement::Name(name)) if CONTROL_CLAIMS.contains(&name.as_str()))
}

fn check_object(object: &Map<String, Value>, room: usize) -> Result<(), IssueError> {
    let room = room.checked_sub(1).ok_or(IssueError::TooDeep)?;
    if object
        .keys()
        .any(|name| RESERVED_NAMES.contains(&name.as_str()))
    {
        return Err(IssueError::ReservedName);
    }
    object
        .values()
        .try_for_each(|value| check_value(value, room))
}

fn check_value(value: &Value, room: usize) -> Result<(), IssueError> {
    match value {
        Value::Object(object) => check_object(object, room),
        Value::Array(array) => {
            let room = room.checked_sub(1).ok_or(IssueError::TooDeep)?;
            array
                .iter()
                .try_for_each(|element| check_value(element, room))
        }
        _ => Ok(()),
    }
}

/// A concealed claim may cost two levels: the array that is its disclosure, and the placeholder or
/// `_sd` array in its stead.
const DEEPEST_CLAIM: usize = MAX_DEPTH - 2;

/// Replaces concealable claims by digests, innermost first, and collects the disclosures.
struct Concealment<'a, R> {
    concealable: HashSet<&'a ClaimPath>,
    decoys: u8,
    disclosures: Vec<Disclosure>,
    rng: &'a mut R,
}

impl<R: CryptoRng> Concealment<'_, R> {
    fn value(&mut self, value: &Value, here: &ClaimPath) -> Value {
        match value {
            Value::Object(object) => Value::Object(self.object(object, here)),
            Value::Array(array) => Value::Array(self.array(array, here)),
            plain => plain.clone(),
        }
    }

    fn object(&mut self, object: &Map<String, Value>, here: &ClaimPath) -> Map<String, Value> {
        let mut visible = Map::new();
        let mut digests = Vec::new();
        for (name, value) in object {
            let path = here.child(name.as_str());
            let value = self.value(value, &path);
            if self.concealable.contains(&path) {
                let disclosure = Disclosure::member(name, &value, self.rng);
                digests.push(disclosure.digest());
                self.disclosures.push(disclosure);
            } else {
                visible.insert(name.clone(), value);
            }
        }
        if !digests.is_empty() {
            digests.extend((0..self.decoys).map(|_| decoy(self.rng)));
            digests.sort_unstable();
            let digests = digests
                .iter()
                .map(|digest| digest.to_string().into())
                .collect();
            visible.insert("_sd".to_owned(), Value::Array(digests));
        }
        visible
    }

    fn array(&mut self, array: &[Value], here: &ClaimPath) -> Vec<Value> {
        let mut elements = Vec::new();
        let mut any_concealed = false;
        for (index, value) in array.iter().enumerate() {
            let path = here.child(index);
            let value = self.value(value, &path);
            elements.push(if self.concealable.contains(&path) {
                any_concealed = true;
                let disclosure = Disclosure::element(&value, self.rng);
                let digest = disclosure.digest();
                self.disclosures.push(disclosure);
                placeholder(digest)
            } else {
                value
            });
        }
        if any_concealed {
            for _ in 0..self.decoys {
                // A slight bias of the position is of no consequence.
                let position = self.rng.next_u32() as usize % (elements.len() + 1);
                elements.insert(position, placeholder(decoy(self.rng)));
            }
        }
        elements
    }
}

fn placeholder(digest: Digest) -> Value {
    json!({ "...": digest.to_string() })
}

/// A digest nobody has a disclosure for; like a real one it is a hash, here of 256 random bits.
fn decoy(rng: &mut impl CryptoRng) -> Digest {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    Digest::of(&Digest::from_bytes(bytes).to_string())
}
