//! The subset of DCQL (OpenID4VP 1.0 §6) that is answered: one grant, by its custodian.

use keys::DepartmentDid;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The format name of grants.
pub const GRANT_FORMAT: &str = "grant+sd-jwt";

/// A query for one grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantQuery {
    /// The id under which the answer is expected in `vp_token`.
    pub id: String,
    /// Whose entries the grant is for.
    pub custodian: DepartmentDid,
}

/// Why a query is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// Not a query of the standard's shape.
    #[error("the query is malformed")]
    Malformed,
    /// A format other than `grant+sd-jwt`.
    #[error("the query asks for an unsupported format")]
    UnsupportedFormat,
    /// More than one credential in one request, or alternatives.
    #[error("the query asks for several credentials")]
    UnsupportedSeveral,
    /// A condition that has no meaning for a grant (`claims`, `multiple`, `trusted_authorities`).
    #[error("the query sets an unsupported condition")]
    UnsupportedCondition,
}

impl QueryError {
    /// Returns whether the query may be right, but is not supported here.
    #[must_use]
    pub const fn is_unsupported(self) -> bool {
        !matches!(self, Self::Malformed)
    }
}

#[derive(Serialize, Deserialize)]
struct QueryMessage {
    credentials: Vec<CredentialQuery>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    credential_sets: Option<Value>,
}

#[derive(Serialize, Deserialize)]
struct CredentialQuery {
    id: String,
    format: String,
    #[serde(default)]
    meta: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claims: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claim_sets: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    multiple: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trusted_authorities: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GrantMeta {
    custodian: DepartmentDid,
}

impl GrantQuery {
    /// Writes the value of `dcql_query`.
    #[must_use]
    pub fn to_value(&self) -> Value {
        serde_json::json!({
            "credentials": [{
                "id": self.id,
                "format": GRANT_FORMAT,
                "meta": { "custodian": self.custodian.to_string() },
            }]
        })
    }

    /// Reads the value of `dcql_query`.
    ///
    /// # Errors
    /// See [`QueryError`].
    pub fn parse(value: Value) -> Result<Self, QueryError> {
        let message: QueryMessage =
            serde_json::from_value(value).map_err(|_| QueryError::Malformed)?;
        if message.credential_sets.is_some() {
            return Err(QueryError::UnsupportedSeveral);
        }
        let mut credentials = message.credentials.into_iter();
        let query = credentials.next().ok_or(QueryError::Malformed)?;
        if credentials.next().is_some() {
            return Err(QueryError::UnsupportedSeveral);
        }
        if query.format != GRANT_FORMAT {
            return Err(QueryError::UnsupportedFormat);
        }
        if query.claims.is_some()
            || query.claim_sets.is_some()
            || query.multiple == Some(true)
            || query.trusted_authorities.is_some()
        {
            return Err(QueryError::UnsupportedCondition);
        }
        let well_named = (1..=64).contains(&query.id.len())
            && query
                .id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        if !well_named {
            return Err(QueryError::Malformed);
        }
        let meta: GrantMeta =
            serde_json::from_value(query.meta).map_err(|_| QueryError::Malformed)?;
        Ok(Self {
            id: query.id,
            custodian: meta.custodian,
        })
    }
}
