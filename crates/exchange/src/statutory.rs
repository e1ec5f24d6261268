//! How a department asks a custodian for data without a grant: by a clause of the law.
//!
//! The order is signed by the department and names one person in the custodian's register, one
//! purpose and one clause. The custodian asks the law itself, and records the access for the holder
//! before it answers ([`crate::record::AccessStatement`]).

use std::collections::BTreeMap;

use grant::{Action, Code};
use keys::jws::SignJwsError;
use keys::{DepartmentDid, Signer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::access::AttributeName;
use crate::department::KnownDepartment;
use crate::fault::Fault;
use crate::jwt::{self, JwtError};
use crate::{CLOCK_SKEW_SECS, PROOF_LIFETIME_SECS, Text};

/// `typ` of an order.
pub const ACCESS_ORDER_TYPE: &str = "access-order+jwt";
/// Longest order, in bytes.
pub const MAX_ACCESS_ORDER_BYTES: usize = 16_384;
/// Most attributes in one order.
pub const MAX_ORDERED_ATTRIBUTES: usize = 32;
/// Most characters of each language of the purpose's words.
const MAX_WORDS_CHARS: usize = 100;

/// What a department wants from a register without a grant.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessOrder {
    /// The department that wants it.
    #[serde(rename = "iss")]
    pub from: DepartmentDid,
    /// The custodian.
    #[serde(rename = "aud")]
    pub to: DepartmentDid,
    /// Whose entry, as the custodian's register numbers them.
    pub person: String,
    /// What to do.
    pub action: Action,
    /// With which attributes, 1 to [`MAX_ORDERED_ATTRIBUTES`], none twice.
    pub rights: Vec<AttributeName>,
    /// For which purpose.
    pub purpose: Code,
    /// The purpose in the department's words, at most 100 characters in each language.
    pub words: Text,
    /// By which clause of the law.
    pub clause: Code,
    /// The custodian's nonce: an order is good once.
    pub nonce: String,
    /// Seconds.
    #[serde(rename = "iat")]
    pub issued_at: i64,
}

impl std::fmt::Debug for AccessOrder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "AccessOrder({} by {})", self.from, self.clause)
    }
}

/// Body with which an order is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessOrderMessage {
    /// The order, compact.
    pub order: String,
}

/// What the custodian answers.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessOrderAnswer {
    /// The values by attribute code.
    pub values: BTreeMap<String, Value>,
    /// Days for which they may be kept; 0 = not at all.
    pub retention_days: u32,
    /// Block in which the access was recorded.
    pub height: u64,
}

impl std::fmt::Debug for AccessOrderAnswer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "AccessOrderAnswer(block {})", self.height)
    }
}

/// Why an order is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccessOrderError {
    /// Not a well-formed signed message of this kind, or its signature is wrong.
    #[error("the order is refused: {0}")]
    Jwt(#[from] JwtError),
    /// Whoever signed it is not active.
    #[error("the department that orders is not active")]
    Inactive,
    /// For another custodian.
    #[error("the order is for another custodian")]
    Audience,
    /// No attribute, one twice, or too many; or too many words.
    #[error("the order is malformed")]
    Order,
    /// Signed too long ago, or in the future.
    #[error("the order is not of this time")]
    Time,
}

impl AccessOrderError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::Time => Fault::Time,
            _ => Fault::PeerWrong,
        }
    }
}

/// Signs an order as the department in it.
///
/// # Errors
/// If the signer fails.
pub fn sign_access_order(order: &AccessOrder, signer: &dyn Signer) -> Result<String, SignJwsError> {
    jwt::sign_as_department(ACCESS_ORDER_TYPE, &order.from, order, signer)
}

/// Returns who claims to have signed an order, to look that department up; not proven.
///
/// # Errors
/// [`AccessOrderError::Jwt`].
pub fn claimed_orderer(compact: &str) -> Result<DepartmentDid, AccessOrderError> {
    let jwt = jwt::parse(compact, ACCESS_ORDER_TYPE, MAX_ACCESS_ORDER_BYTES)?;
    let order: AccessOrder = jwt.claims_unverified()?;
    Ok(order.from)
}

/// Checks an order of `department` to the custodian `me`. The nonce is left to the caller.
///
/// # Errors
/// See [`AccessOrderError`].
pub fn verify_access_order(
    compact: &str,
    department: &KnownDepartment,
    me: &DepartmentDid,
    now: i64,
) -> Result<AccessOrder, AccessOrderError> {
    if !department.active {
        return Err(AccessOrderError::Inactive);
    }
    let jwt = jwt::parse(compact, ACCESS_ORDER_TYPE, MAX_ACCESS_ORDER_BYTES)?;
    let order: AccessOrder = jwt.verify_by_department(department)?;
    if order.from != department.did {
        return Err(JwtError::KeyId.into());
    }
    if order.to != *me {
        return Err(AccessOrderError::Audience);
    }
    if !is_well_formed(&order) {
        return Err(AccessOrderError::Order);
    }
    let latest = now.saturating_add(CLOCK_SKEW_SECS);
    if order.issued_at > latest || order.issued_at < now - PROOF_LIFETIME_SECS {
        return Err(AccessOrderError::Time);
    }
    Ok(order)
}

fn is_well_formed(order: &AccessOrder) -> bool {
    let mut names = order.rights.clone();
    names.sort_unstable();
    names.dedup();
    let worded = [&order.words.zh, &order.words.en]
        .iter()
        .all(|words| words.chars().count() <= MAX_WORDS_CHARS);
    worded
        && !order.person.is_empty()
        && order.person.len() <= 64
        && (1..=MAX_ORDERED_ATTRIBUTES).contains(&order.rights.len())
        && names.len() == order.rights.len()
}
