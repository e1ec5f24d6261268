//! A use of a grant at its custodian, over HTTP.

use std::collections::BTreeMap;

use grant::{Action, Code, GrantError, Operation, Outward};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::change::Changes;
use crate::fault::Fault;
use crate::json::{MessageError, parse_message};

/// Longest body of an access request, in bytes: a token of 32,768, an operation, and for a change
/// the request that proposed it.
pub const MAX_ACCESS_BYTES: usize = 131_072;
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
    /// For `modify` and `add` the signed request object that the grant answers: the custodian
    /// compares its digest with the one the holder signed, and the values with those proposed in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

impl std::fmt::Debug for AccessRequest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "AccessRequest({:?})", self.operation)
    }
}

/// An operation as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationMessage {
    /// What to do.
    pub method: Action,
    /// With which attributes, 1 to 64, none twice.
    pub rights: Vec<AttributeName>,
    /// For `modify` and `add` the new values, as [`Changes::to_canonical`] writes them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
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
    /// A reading with a body or a request, or a change without; or the body is not in its one form
    /// or for other attributes.
    #[error("the operation and what comes with it do not match")]
    Body,
}

impl AccessError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::Message(_) | Self::Operation | Self::Body => Fault::PeerWrong,
        }
    }
}

impl AccessRequest {
    /// Reads the body of an access request.
    ///
    /// # Errors
    /// [`AccessError::Message`], [`AccessError::Body`].
    pub fn parse(body: &[u8]) -> Result<Self, AccessError> {
        let request: Self = parse_message(body, MAX_ACCESS_BYTES)?;
        let changes = request.operation.method != Action::Read;
        if request.request.is_some() != changes {
            return Err(AccessError::Body);
        }
        Ok(request)
    }
}

impl OperationMessage {
    /// Describes the reading of `attributes`.
    #[must_use]
    pub fn read(attributes: Vec<AttributeName>) -> Self {
        Self {
            method: Action::Read,
            rights: attributes,
            body: None,
        }
    }

    /// Describes a change: `method` is `modify` or `add`.
    #[must_use]
    pub fn change(method: Action, changes: &Changes) -> Self {
        Self {
            method,
            rights: changes.names().collect(),
            body: Some(changes.to_canonical()),
        }
    }

    /// Returns the new values; none for a reading.
    ///
    /// # Errors
    /// [`AccessError::Body`].
    pub fn changes(&self) -> Result<Option<Changes>, AccessError> {
        match (self.method, &self.body) {
            (Action::Read, None) => Ok(None),
            (Action::Modify | Action::Add, Some(body)) => {
                let changes = Changes::parse(body).map_err(|_| AccessError::Body)?;
                let mut named = self.rights.clone();
                named.sort_unstable();
                match changes.names().eq(named) {
                    true => Ok(Some(changes)),
                    false => Err(AccessError::Body),
                }
            }
            _ => Err(AccessError::Body),
        }
    }

    /// Returns the operation whose digest a use signs.
    ///
    /// # Errors
    /// [`AccessError::Operation`], [`AccessError::Body`].
    pub fn to_operation(&self) -> Result<Operation, AccessError> {
        self.changes()?;
        let items = self
            .rights
            .iter()
            .map(|item| (item.entry.clone(), item.attribute.clone()));
        Operation::new(
            self.method,
            items,
            self.body.as_deref().unwrap_or_default().as_bytes(),
        )
        .map_err(|_| AccessError::Operation)
    }
}

/// What was read, or done.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessAnswer {
    /// The values by attribute code; a value that differs by language is an object of both. After a
    /// change those that the entry has now.
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

/// Why a change is not carried out although the use is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeRefusal {
    /// The request that was sent along is not the one the grant answers.
    OtherRequest,
    /// A value is not the one that was proposed and signed for.
    Proposal,
    /// `add` where something is already there.
    AlreadyThere,
    /// `modify` where nothing is.
    NothingThere,
    /// The change was carried out before.
    AlreadyDone,
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
    /// Returns the refusal of a change.
    #[must_use]
    pub fn of_change(refusal: ChangeRefusal) -> Self {
        Self {
            error: RefusalClass::NotValid,
            reason: format!("{refusal:?}"),
        }
    }

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
