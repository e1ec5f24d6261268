//! Messages of the administrative addresses `counter/…`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `counter/challenge`: asks at a counter.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeCommand {
    /// Slug of the department.
    pub department: String,
    /// Purpose code.
    pub purpose: String,
    /// Attributes that are needed.
    pub required: Vec<String>,
    /// Attributes that would help.
    #[serde(default)]
    pub optional: Vec<String>,
    /// Seconds for which it can be answered.
    pub open_for_secs: i64,
}

/// Answer to [`ChallengeCommand`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChallengeView {
    /// `CWC1:…`, for a code or to be typed.
    pub text: String,
    /// When it can no longer be answered.
    pub expires_at: i64,
}

/// `counter/scan`: reads what somebody shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScanCommand {
    /// Slug of the department.
    pub department: String,
    /// Name of the counter; each remembers for itself what it accepted.
    pub counter: String,
    /// What a scanner said: one text, or the parts of one in any order; or ten spoken characters.
    pub codes: Vec<String>,
    /// The challenge that must be answered, if it must be one.
    #[serde(default)]
    pub challenge: Option<String>,
}

/// Answer to [`ScanCommand`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ScanView {
    /// It holds.
    Accepted(Box<AcceptedView>),
    /// It was refused.
    Refused {
        /// Name of the check that failed.
        reason: String,
        /// In a sentence.
        description: String,
        /// Of what directory and status were known, if it came so far.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<StateView>,
    },
}

/// What was shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AcceptedView {
    /// Code of the purpose.
    pub purpose: String,
    /// `challenge`, `window` or `pass`.
    pub by: String,
    /// DID of the issuer.
    pub issuer: String,
    /// Its names.
    pub issuer_zh: String,
    /// See `issuer_zh`.
    pub issuer_en: String,
    /// Type of the credential.
    pub vct: String,
    /// When the credential ends.
    pub valid_until: Option<i64>,
    /// What was shown, by attribute.
    pub attributes: BTreeMap<String, Value>,
    /// Number of the presentation, `0x` and hexadecimal.
    pub number: String,
    /// Of what directory and status were known.
    pub state: StateView,
    /// Block in which it was recorded; none if the chain could not be reached.
    pub recorded: Option<u64>,
}

/// How old what a counter knows is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateView {
    /// Whether the chain answered just now.
    pub online: bool,
    /// Number of the last proven block.
    pub height: u64,
    /// Its time.
    pub block_time: i64,
    /// Seconds since it was proven.
    pub age_secs: i64,
}

/// `counter/settle`: records on the chain what was accepted without it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleCommand {
    /// Slug of the department.
    pub department: String,
}

/// A line of the answer to [`SettleCommand`], and of `counter/list`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedRow {
    /// Number of the presentation, `0x` and hexadecimal.
    pub number: String,
    /// Slug of the department.
    pub department: String,
    /// Name of the counter.
    pub counter: String,
    /// When it was accepted.
    pub at: i64,
    /// Code of the purpose.
    pub purpose: String,
    /// Names of the attributes that were shown, separated by commas. No values.
    pub attributes: String,
    /// Block in which it was recorded.
    pub recorded: Option<u64>,
    /// Whether another counter had recorded it before.
    pub repeat: bool,
}
