//! What a department seals for the holder when it records an accepted presentation.

use grant::Code;
use serde::{Deserialize, Serialize};

use crate::json::{MessageError, parse_message};
use crate::record::MAX_ENTRY_BYTES;

/// Who read what, where and when; sealed into entries of kinds 88 and 89. No values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CounterStatement {
    /// For what.
    pub purpose: Code,
    /// At which counter of the department.
    pub counter: String,
    /// Which attributes were readable.
    pub attributes: Vec<Code>,
    /// When the counter accepted it, seconds.
    pub at: i64,
}

impl CounterStatement {
    /// Writes the plaintext.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a statement holds only strings and numbers")
    }

    /// Reads the opened plaintext.
    ///
    /// # Errors
    /// See [`MessageError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, MessageError> {
        parse_message(bytes, MAX_ENTRY_BYTES)
    }
}
