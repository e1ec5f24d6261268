//! What a requester asks for: the `transaction_data` of type `attribute-access` in a signed
//! OpenID4VP request object.

use serde::{Deserialize, Serialize};

use crate::error::GrantError;
use crate::limits::{Limits, RawLimits};
use crate::part::RIGHTS_MAX;
use crate::right::{Action, Right};
use crate::text::{Code, Did};

/// One entry of `transaction_data` (OpenID4VP 1.0 §5.1, §8.4), decoded: one custodian, one purpose,
/// one clause. A member that is not named here makes it `invalid_transaction_data`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantRequestTerms {
    /// Always `attribute-access`.
    #[serde(rename = "type")]
    pub kind: TransactionType,
    /// The DCQL query of format `grant+sd-jwt` that this belongs to.
    pub credential_ids: Vec<String>,
    /// Where the rights would be used.
    pub custodian: Did,
    /// Purpose code.
    pub purpose: Code,
    /// The purpose in the requester's own words, to be quoted, never believed.
    pub purpose_text: PurposeText,
    /// Clause of law that the requester cites.
    pub clause: Code,
    /// What is asked for.
    pub rights: Vec<AskedRights>,
    /// First second of validity, Unix time.
    pub nbf: i64,
    /// First second after validity, Unix time.
    pub exp: i64,
    /// Uses, 1 to 65535.
    pub max_uses: u16,
    /// Days of retention, 0 to 3650.
    pub retention_days: u16,
    /// Links that the requester wants to be able to make, 0 to 4.
    pub max_depth: u8,
}

/// The one type of transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TransactionType {
    /// Access to attributes at a custodian.
    #[serde(rename = "attribute-access")]
    AttributeAccess,
}

/// The purpose in two languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurposeText {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// The actions asked for on one attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedRights {
    /// The kind of entry.
    pub entry: Code,
    /// The attribute.
    pub attribute: Code,
    /// One action or more, none twice.
    pub actions: Vec<Action>,
}

impl GrantRequestTerms {
    /// Returns the rights asked for, one for each action, and the limits.
    ///
    /// # Errors
    /// [`GrantError::NoRights`], [`GrantError::TooManyRights`] or [`GrantError::Repeated`] for rights
    /// that no grant can hold, [`GrantError::Range`] for limits that none can have.
    pub fn check(&self) -> Result<(Vec<Right>, Limits), GrantError> {
        let mut rights: Vec<Right> = Vec::new();
        for asked in &self.rights {
            if asked.actions.is_empty() {
                return Err(GrantError::NoRights);
            }
            for &action in &asked.actions {
                let right = Right {
                    entry: asked.entry.clone(),
                    attribute: asked.attribute.clone(),
                    action,
                };
                if rights.contains(&right) {
                    return Err(GrantError::Repeated);
                }
                if rights.len() == RIGHTS_MAX {
                    return Err(GrantError::TooManyRights);
                }
                rights.push(right);
            }
        }
        if rights.is_empty() {
            return Err(GrantError::NoRights);
        }
        let limits = Limits::checked(&RawLimits {
            nbf: self.nbf,
            exp: self.exp,
            max_uses: self.max_uses.into(),
            max_depth: self.max_depth.into(),
            retention_days: self.retention_days.into(),
        })?;
        Ok((rights, limits))
    }
}
