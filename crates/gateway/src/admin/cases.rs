//! `refer`, `decide`, `cases`, `officers`, `petitions`: what the law leaves to people.

use exchange::Text;
use exchange::petition::{AboutEntry, PetitionKind};
use exchange::record::AccessStatement;
use exchange::ruling::{ClearedRight, Outcome};
use serde::{Deserialize, Serialize};

/// `refer`: opens a case for a request that the law refers, and files it at the custodian.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferCommand {
    /// Slug of the requester.
    pub department: String,
    /// Id of the request; the latest that the law refers if none is named.
    #[serde(default)]
    pub request: Option<String>,
    /// Seconds within which the answer is needed.
    #[serde(default)]
    pub due_secs: Option<i64>,
}

/// `decide`: an officer permits or denies.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecideCommand {
    /// Slug of the department whose officer decides: the custodian, or one above it.
    pub department: String,
    /// Digest of the request; the latest open case if none is named.
    #[serde(default)]
    pub case: Option<String>,
    /// What is decided.
    pub outcome: Outcome,
    /// What of the referred attributes is permitted; all of them if none is named.
    #[serde(default)]
    pub attributes: Option<Vec<String>>,
    /// Name of the officer, as `officers list` gives it.
    pub officer: String,
    /// The reasons.
    pub reasons: Text,
}

/// A case, as `cases list` shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseView {
    /// Digest of the request, base64url.
    pub case: String,
    /// DID of the requester.
    pub requester: String,
    /// Slug of the custodian.
    pub custodian: String,
    /// `open`, `permitted` or `denied`, as the chain says.
    pub state: String,
    /// Which case it is at the custodian, from 1.
    pub number: u64,
    /// How many cases wait at the custodian, this one counted if it is open.
    pub waiting: u64,
    /// Seconds.
    pub opened_at: i64,
    /// Seconds.
    pub due: Option<i64>,
    /// Seconds.
    pub decided_at: Option<i64>,
    /// The attributes that the law refers.
    pub attributes: Vec<String>,
    /// Whether the holder's grant is in the file.
    pub granted: bool,
    /// What the officer permitted.
    pub cleared: Vec<ClearedRight>,
    /// The officer's reasons.
    pub reasons: Option<Text>,
}

/// An officer of the sample city.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OfficerView {
    /// Name on the command line.
    pub officer: String,
    /// Slug of the department.
    pub department: String,
    /// Name and function.
    pub name: Text,
    /// `did:key` of the officer.
    pub did: String,
    /// End of the authorisation, seconds; nothing if it does not run now.
    pub authorised_until: Option<i64>,
}

/// `officers appoint` and `officers dismiss`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerCommand {
    /// Name of the officer.
    pub officer: String,
    /// Seconds from now for which the authorisation runs; nothing dismisses.
    #[serde(default)]
    pub for_secs: Option<i64>,
}

/// A petition, as `petitions list` shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PetitionView {
    /// Its fingerprint, base64url.
    pub petition: String,
    /// Slug of the department it is for.
    pub department: String,
    /// The record that came with it, of an access without a grant: checked against the fingerprint
    /// in `about`.
    #[serde(default)]
    pub record: Option<AccessStatement>,
    /// When the custodian wrote that record on the chain, seconds; none: it did not.
    #[serde(default)]
    pub recorded_at: Option<i64>,
    /// `objection`, `complaint` or `question`.
    pub kind: PetitionKind,
    /// The entry of the journal that it is about.
    pub about: Option<AboutEntry>,
    /// The holder's words.
    pub text: String,
    /// The holder's `did:key` at this department.
    pub relation: String,
    /// The account that lodged it.
    pub lodger: String,
    /// When it was lodged on chain, seconds.
    pub lodged_at: i64,
    /// When it was answered, seconds.
    pub answered_at: Option<i64>,
}

/// `petitions answer`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerPetitionCommand {
    /// Slug of the department.
    pub department: String,
    /// Fingerprint of the petition; the latest that is not answered if none is named.
    #[serde(default)]
    pub petition: Option<String>,
    /// The answer.
    pub text: Text,
}
