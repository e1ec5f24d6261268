//! What a department asks a grant for: `transaction_data` of type `attribute-access`
//! (OpenID4VP 1.0 §8.4).

use grant::{Action, Code, Limits};
use keys::json::{self, JsonError};
use keys::{DepartmentDid, base64url};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::change::NewValue;
use crate::text::Text;

/// The only type of transaction data that is known.
pub const ATTRIBUTE_ACCESS: &str = "attribute-access";
/// Longest transaction data that are read, in bytes of base64url.
pub const MAX_TRANSACTION_DATA_BYTES: usize = 65_536;
/// Most rights in one request.
pub const MAX_RIGHTS: usize = 64;

/// What is asked for, why, and within what limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The department that keeps the entries; not the one that asks.
    pub custodian: DepartmentDid,
    /// Purpose code.
    pub purpose: Code,
    /// The purpose in the words of the one who asks: a quotation, never a fact.
    pub purpose_text: Text,
    /// The clause of law it cites.
    pub clause: Code,
    /// The rights, 1 to 64, no (entry, attribute, action) twice.
    pub rights: Vec<AskedRight>,
    /// Validity, uses, retention, depth.
    pub limits: Limits,
}

/// One attribute that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedRight {
    /// The entry.
    pub entry: Code,
    /// The attribute of the entry.
    pub attribute: Code,
    /// What to do with it; 1 to 3 different ones, each a right of its own in the grant.
    pub actions: Vec<Action>,
    /// Whether the one who asks cannot go on without it.
    pub required: bool,
    /// What it would become, or what would be added to it: there if and only if `actions` holds one
    /// of `modify` and `add`; never both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<NewValue>,
}

/// Why transaction data are refused; all are `invalid_transaction_data` of OpenID4VP 1.0 §8.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransactionDataError {
    /// There are none, although a grant is asked for.
    #[error("transaction data are missing")]
    Missing,
    /// Longer than [`MAX_TRANSACTION_DATA_BYTES`].
    #[error("transaction data are too long")]
    TooLong,
    /// Not strict base64url of one JSON object.
    #[error("transaction data are malformed")]
    Syntax,
    /// A member is repeated.
    #[error("a member of the transaction data is repeated")]
    Repeated,
    /// Of another type than `attribute-access`.
    #[error("transaction data of an unknown type")]
    UnknownType,
    /// A member that the type does not have.
    #[error("transaction data have an unknown member")]
    UnknownMember,
    /// A member is missing or of another type.
    #[error("a member of the transaction data is missing or malformed")]
    Members,
    /// A value is outside its range, or a right is asked for twice.
    #[error("a value of the transaction data is out of its range")]
    Range,
    /// A proposed value is missing or out of place.
    #[error("a proposed value is missing or out of place")]
    Proposal,
    /// `credential_ids` or `custodian` do not match the query.
    #[error("transaction data and query do not match")]
    QueryMismatch,
    /// More than one grant in one request.
    #[error("several grants in one request are not supported")]
    Several,
}

const MEMBERS: [&str; 12] = [
    "type",
    "credential_ids",
    "custodian",
    "purpose",
    "purpose_text",
    "clause",
    "rights",
    "nbf",
    "exp",
    "max_uses",
    "retention_days",
    "max_depth",
];

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TermsMessage {
    #[serde(rename = "type")]
    kind: String,
    credential_ids: Vec<String>,
    custodian: DepartmentDid,
    purpose: Code,
    purpose_text: Text,
    clause: Code,
    rights: Vec<AskedRight>,
    nbf: i64,
    exp: i64,
    max_uses: u16,
    retention_days: u16,
    max_depth: u8,
}

impl Terms {
    /// Writes the terms as one element of `transaction_data`, for the query named `query_id`.
    #[must_use]
    pub fn encode(&self, query_id: &str) -> String {
        let message = TermsMessage {
            kind: ATTRIBUTE_ACCESS.to_owned(),
            credential_ids: vec![query_id.to_owned()],
            custodian: self.custodian,
            purpose: self.purpose.clone(),
            purpose_text: self.purpose_text.clone(),
            clause: self.clause.clone(),
            rights: self.rights.clone(),
            nbf: self.limits.not_before,
            exp: self.limits.expires,
            max_uses: self.limits.max_uses,
            retention_days: self.limits.retention_days,
            max_depth: self.limits.max_depth,
        };
        let json = serde_json::to_vec(&message).expect("terms hold only strings and numbers");
        base64url::encode(&json)
    }

    /// Reads one element of `transaction_data`; answers the ids of the queries it is for as well.
    ///
    /// # Errors
    /// See [`TransactionDataError`].
    pub fn decode(text: &str) -> Result<(Self, Vec<String>), TransactionDataError> {
        if text.len() > MAX_TRANSACTION_DATA_BYTES {
            return Err(TransactionDataError::TooLong);
        }
        let bytes = base64url::decode(text).map_err(|_| TransactionDataError::Syntax)?;
        let value = json::parse_value(&bytes).map_err(|error| match error {
            JsonError::Duplicate => TransactionDataError::Repeated,
            JsonError::Malformed | JsonError::Shape => TransactionDataError::Syntax,
        })?;
        let Value::Object(object) = &value else {
            return Err(TransactionDataError::Syntax);
        };
        if object.get("type").and_then(Value::as_str) != Some(ATTRIBUTE_ACCESS) {
            return Err(TransactionDataError::UnknownType);
        }
        if object.keys().any(|name| !MEMBERS.contains(&name.as_str())) {
            return Err(TransactionDataError::UnknownMember);
        }
        let message: TermsMessage =
            serde_json::from_value(value).map_err(|_| TransactionDataError::Members)?;
        let terms = Self {
            custodian: message.custodian,
            purpose: message.purpose,
            purpose_text: message.purpose_text,
            clause: message.clause,
            rights: message.rights,
            limits: Limits {
                not_before: message.nbf,
                expires: message.exp,
                max_uses: message.max_uses,
                max_depth: message.max_depth,
                retention_days: message.retention_days,
            },
        };
        if !terms.is_in_range() {
            Err(TransactionDataError::Range)
        } else if !terms.proposals_are_in_place() {
            Err(TransactionDataError::Proposal)
        } else {
            Ok((terms, message.credential_ids))
        }
    }

    /// Returns every right that is asked for, one for each action.
    pub fn single_rights(&self) -> impl Iterator<Item = grant::Right> + '_ {
        self.rights.iter().flat_map(|right| {
            right.actions.iter().map(|action| grant::Right {
                entry: right.entry.clone(),
                attribute: right.attribute.clone(),
                action: *action,
            })
        })
    }

    /// Returns the terms in the form that [`grant::check_received`] compares a grant with.
    #[must_use]
    pub fn to_grant_terms(&self, query_id: &str) -> grant::GrantRequestTerms {
        grant::GrantRequestTerms {
            kind: grant::TransactionType::AttributeAccess,
            credential_ids: vec![query_id.to_owned()],
            custodian: did_of(&self.custodian),
            purpose: self.purpose.clone(),
            purpose_text: grant::PurposeText {
                zh: self.purpose_text.zh.clone(),
                en: self.purpose_text.en.clone(),
            },
            clause: self.clause.clone(),
            rights: self
                .rights
                .iter()
                .map(|right| grant::AskedRights {
                    entry: right.entry.clone(),
                    attribute: right.attribute.clone(),
                    actions: right.actions.clone(),
                })
                .collect(),
            nbf: self.limits.not_before,
            exp: self.limits.expires,
            max_uses: self.limits.max_uses,
            retention_days: self.limits.retention_days,
            max_depth: self.limits.max_depth,
        }
    }

    /// The ranges are those of a grant's claims.
    fn is_in_range(&self) -> bool {
        const LAST_SECOND: i64 = 253_402_300_799;
        const LONGEST_SPAN_SECS: i64 = 158_112_000;
        let limits = &self.limits;
        let times = (0..=LAST_SECOND).contains(&limits.not_before)
            && (0..=LAST_SECOND).contains(&limits.expires)
            && limits.not_before < limits.expires
            && limits.expires - limits.not_before <= LONGEST_SPAN_SECS;
        let numbers =
            limits.max_uses > 0 && limits.retention_days <= 3_650 && limits.max_depth <= 4;
        let rights = !self.rights.is_empty()
            && self
                .rights
                .iter()
                .all(|right| (1..=3).contains(&right.actions.len()));
        times && numbers && rights && self.purpose_text.is_bounded() && self.rights_are_distinct()
    }

    /// A change names its new value, and nothing else does.
    fn proposals_are_in_place(&self) -> bool {
        self.rights.iter().all(|right| {
            let changing = right
                .actions
                .iter()
                .filter(|action| **action != Action::Read)
                .count();
            changing == usize::from(right.proposed.is_some())
        })
    }

    fn rights_are_distinct(&self) -> bool {
        // Each has at most 3 actions, so this stays small whatever was sent.
        if self.rights.len() > MAX_RIGHTS {
            return false;
        }
        let mut seen = std::collections::BTreeSet::new();
        let count = self.single_rights().count();
        count <= MAX_RIGHTS && self.single_rights().all(|right| seen.insert(right))
    }
}

/// Returns a department's DID as grants write it.
#[must_use]
pub fn did_of(department: &DepartmentDid) -> grant::Did {
    department
        .to_string()
        .parse()
        .expect("a department's DID is short ASCII")
}
