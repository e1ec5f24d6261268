//! A use of a grant at its custodian, over HTTP.

use std::collections::BTreeMap;

use grant::{Action, Code, GrantError, Operation, Outward};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fault::Fault;
use crate::json::{MessageError, parse_message};

/// Longest body of an access request, in bytes: a token of 32,768 and an operation.
pub const MAX_ACCESS_BYTES: usize = 65_536;
/// Longest answer to an access request, in bytes.
pub const MAX_ACCESS_ANSWER_BYTES: usize = 262_144;

/// Body of an access request.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessRequest {
    /// `<handed-on grant>~<use>`.
    pub token: String,
    /// What the use was signed for.
    pub operation: OperationMessage,
}

impl std::fmt::Debug for AccessRequest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "AccessRequest({:?})", self.operation)
    }
}

/// An operation as it is sent. Reading only: an operation with new values comes with a later
/// version, as `body`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationMessage {
    /// What to do.
    pub method: Action,
    /// With which attributes, 1 to 64, none twice.
    pub rights: Vec<AttributeName>,
}

/// An attribute of an entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributeName {
    /// The entry.
    pub entry: Code,
    /// The attribute of the entry.
    pub attribute: Code,
}

/// Why an access request is refused before its token is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// Not a message of the right shape.
    #[error("the access request is malformed: {0}")]
    Message(#[from] MessageError),
    /// No attribute, one twice, or too many.
    #[error("the operation is malformed")]
    Operation,
    /// Another method than `read`.
    #[error("the operation is not supported")]
    Method,
}

impl AccessError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::Method => Fault::PeerIncompatible,
            Self::Message(_) | Self::Operation => Fault::PeerWrong,
        }
    }
}

impl AccessRequest {
    /// Reads the body of an access request.
    ///
    /// # Errors
    /// [`AccessError::Message`].
    pub fn parse(body: &[u8]) -> Result<Self, AccessError> {
        Ok(parse_message(body, MAX_ACCESS_BYTES)?)
    }
}

impl OperationMessage {
    /// Describes the reading of `attributes`.
    #[must_use]
    pub fn read(attributes: Vec<AttributeName>) -> Self {
        Self {
            method: Action::Read,
            rights: attributes,
        }
    }

    /// Returns the operation whose digest a use signs.
    ///
    /// # Errors
    /// [`AccessError::Operation`], [`AccessError::Method`].
    pub fn to_operation(&self) -> Result<Operation, AccessError> {
        if self.method != Action::Read {
            return Err(AccessError::Method);
        }
        let items = self
            .rights
            .iter()
            .map(|item| (item.entry.clone(), item.attribute.clone()));
        Operation::new(self.method, items, b"").map_err(|_| AccessError::Operation)
    }
}

/// What was read.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessAnswer {
    /// The values by attribute code; a value that differs by language is an object of both.
    pub values: BTreeMap<String, Value>,
    /// Days for which they may be kept; 0 = not at all.
    pub retention_days: u16,
    /// Which use of the grant this was, from 1.
    pub use_number: u32,
}

impl std::fmt::Debug for AccessAnswer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "AccessAnswer(use {})", self.use_number)
    }
}

/// What the custodian says instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessRefusal {
    /// The class of the refusal.
    pub error: RefusalClass,
    /// The name of the check that failed, such as `Revoked`.
    pub reason: String,
}

/// The three classes of refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalClass {
    /// The bytes are no token.
    Malformed,
    /// Never valid here.
    NotValid,
    /// Not allowed at this moment.
    NotNow,
}

impl AccessRefusal {
    /// Returns the refusal for a failed check.
    #[must_use]
    pub fn of(error: GrantError) -> Self {
        let class = match error.outward() {
            Outward::Malformed => RefusalClass::Malformed,
            Outward::NotValid => RefusalClass::NotValid,
            Outward::NotNow => RefusalClass::NotNow,
        };
        Self {
            error: class,
            reason: format!("{error:?}"),
        }
    }
}
