//! Asking citizens to show a part of a document.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `presentations/request`: asks to be shown a part of a document. The answer is an
/// [`AskView`](super::AskView).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresentationCommand {
    /// Slug of the department that asks.
    pub department: String,
    /// Kinds of document of which any will do: `identity`, `degree`.
    pub documents: Vec<String>,
    /// Attributes that are needed.
    pub attributes: Vec<String>,
    /// Attributes that would help, at most 6.
    #[serde(default)]
    pub optional: Vec<String>,
    /// Purpose code.
    pub purpose: String,
    /// Clause code.
    #[serde(default)]
    pub clause: Option<String>,
    /// Seconds for which it can be answered; a week if nothing is said.
    #[serde(default)]
    pub open_for_secs: Option<i64>,
    /// Days for which what is shown is kept.
    pub retention_days: u16,
    /// Puts the request itself into the link.
    #[serde(default)]
    pub by_value: bool,
    /// Signs with ES256 instead of EdDSA.
    #[serde(default)]
    pub es256: bool,
}

/// What was shown, as `presentations list` tells it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PresentationView {
    /// Slug of the department that asked.
    pub department: String,
    /// Id of the request.
    pub request_id: String,
    /// DID of the document's issuer.
    pub issuer: String,
    /// Type of the document, a URN.
    pub vct: String,
    /// What was shown.
    pub attributes: BTreeMap<String, Value>,
    /// Number on the receipt.
    pub number: String,
    /// Seconds.
    pub received_at: i64,
    /// Seconds; deleted then.
    pub keep_until: i64,
}
