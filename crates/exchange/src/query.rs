//! The subset of DCQL (OpenID4VP 1.0 §6) that is answered: one grant, by its custodian, or one
//! credential that the holder has, attribute by attribute.

use std::collections::BTreeSet;

use credential::{AttributeCode, CREDENTIAL_TYP, Vct};
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

/// The format name of credentials (OpenID4VP 1.0 §B.3).
pub const CREDENTIAL_FORMAT: &str = CREDENTIAL_TYP;
/// Most types that one query names.
const MAX_TYPES: usize = 16;
/// Most attributes that one query names.
const MAX_CLAIMS: usize = 64;
/// Most alternatives of one query.
const MAX_SETS: usize = 64;

/// A query for one credential that the holder has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresentationQuery {
    /// The id under which the answer is expected in `vp_token`.
    pub id: String,
    /// The types of which any will do, 1 to 16.
    pub types: Vec<Vct>,
    /// The sets of attributes of which exactly one is to be shown, the one that is liked best first;
    /// 1 to 64, none empty.
    pub sets: Vec<BTreeSet<AttributeCode>>,
}

/// Why a query is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// Not a query of the standard's shape.
    #[error("the query is malformed")]
    Malformed,
    /// A format other than those that are answered here.
    #[error("the query asks for an unsupported format")]
    UnsupportedFormat,
    /// More than one credential in one request, or alternatives.
    #[error("the query asks for several credentials")]
    UnsupportedSeveral,
    /// A condition that has no meaning for a grant (`claims`), or is not supported (`multiple`,
    /// `trusted_authorities`, `values`, a credential without holder binding).
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    require_cryptographic_holder_binding: Option<bool>,
}

#[derive(Serialize, Deserialize)]
struct ClaimQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    path: Vec<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    values: Option<Value>,
}

#[derive(Serialize, Deserialize)]
struct CredentialMeta {
    vct_values: Vec<String>,
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
        let query = CredentialQuery::only(value)?;
        if query.format != GRANT_FORMAT {
            return Err(QueryError::UnsupportedFormat);
        }
        if query.claims.is_some() || query.claim_sets.is_some() || query.is_conditional() {
            return Err(QueryError::UnsupportedCondition);
        }
        let meta: GrantMeta =
            serde_json::from_value(query.meta).map_err(|_| QueryError::Malformed)?;
        Ok(Self {
            id: query.id,
            custodian: meta.custodian,
        })
    }
}

impl CredentialQuery {
    /// Reads the one query of a `dcql_query`.
    fn only(value: Value) -> Result<Self, QueryError> {
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
        match is_id(&query.id) {
            true => Ok(query),
            false => Err(QueryError::Malformed),
        }
    }

    fn is_conditional(&self) -> bool {
        self.multiple == Some(true)
            || self.trusted_authorities.is_some()
            || self.require_cryptographic_holder_binding == Some(false)
    }
}

/// The format that the one query of a `dcql_query` asks for.
///
/// # Errors
/// See [`QueryError`].
pub fn format(value: &Value) -> Result<String, QueryError> {
    CredentialQuery::only(value.clone()).map(|query| query.format)
}

/// Ids are not empty and consist of letters, digits, `_` and `-` (OpenID4VP 1.0 §6.1).
fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

impl PresentationQuery {
    /// Makes a query that needs `required` and leaves every one of `optional` to the holder.
    ///
    /// DCQL knows alternatives and no optional claims, so each choice is a set of its own; `None`
    /// if that makes too many, or if nothing could be shown.
    #[must_use]
    pub fn new(
        id: impl Into<String>,
        types: Vec<Vct>,
        required: &BTreeSet<AttributeCode>,
        optional: &BTreeSet<AttributeCode>,
    ) -> Option<Self> {
        let optional: Vec<&AttributeCode> = optional.difference(required).collect();
        let choices = 1_usize.checked_shl(u32::try_from(optional.len()).ok()?)?;
        if choices > MAX_SETS + 1 {
            return None;
        }
        let mut sets: Vec<BTreeSet<AttributeCode>> = (0..choices)
            .map(|choice| {
                let left_out = |at: usize| choice & (1 << at) != 0;
                let kept = (optional.iter().enumerate())
                    .filter(|(at, _)| !left_out(*at))
                    .map(|(_, code)| (*code).clone());
                required.iter().cloned().chain(kept).collect()
            })
            .filter(|set: &BTreeSet<_>| !set.is_empty())
            .collect();
        sets.sort_by_key(|set| std::cmp::Reverse(set.len()));
        let query = Self {
            id: id.into(),
            types,
            sets,
        };
        query.is_in_range().then_some(query)
    }

    /// Every attribute that is asked for, in any set.
    pub fn asked(&self) -> BTreeSet<&AttributeCode> {
        self.sets.iter().flatten().collect()
    }

    /// Whether the holder has no choice about an attribute: every set has it.
    #[must_use]
    pub fn is_required(&self, attribute: &str) -> bool {
        self.sets.iter().all(|set| set.contains(attribute))
    }

    /// Whether exactly these attributes are an answer.
    #[must_use]
    pub fn is_answered_by(&self, shown: &BTreeSet<AttributeCode>) -> bool {
        self.sets.contains(shown)
    }

    /// Writes the value of `dcql_query`.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let asked = self.asked();
        let name = |code: &AttributeCode| {
            let at = asked.iter().position(|known| *known == code);
            format!("c{}", at.unwrap_or_default())
        };
        let claims: Vec<Value> = (asked.iter())
            .map(|code| serde_json::json!({ "id": name(code), "path": [code.as_str()] }))
            .collect();
        let mut query = serde_json::json!({
            "id": self.id,
            "format": CREDENTIAL_FORMAT,
            "meta": { "vct_values": self.types.iter().map(Vct::as_str).collect::<Vec<_>>() },
            "claims": claims,
        });
        if self.sets.len() > 1 {
            let sets: Vec<Vec<String>> = (self.sets.iter())
                .map(|set| set.iter().map(name).collect())
                .collect();
            query["claim_sets"] = serde_json::json!(sets);
        }
        serde_json::json!({ "credentials": [query] })
    }

    /// Reads the value of `dcql_query`.
    ///
    /// # Errors
    /// See [`QueryError`].
    pub fn parse(value: Value) -> Result<Self, QueryError> {
        let query = CredentialQuery::only(value)?;
        if query.format != CREDENTIAL_FORMAT {
            return Err(QueryError::UnsupportedFormat);
        }
        if query.is_conditional() {
            return Err(QueryError::UnsupportedCondition);
        }
        let meta: CredentialMeta =
            serde_json::from_value(query.meta).map_err(|_| QueryError::Malformed)?;
        let types = (meta.vct_values.into_iter())
            .map(|text| text.parse().map_err(|_| QueryError::Malformed))
            .collect::<Result<_, _>>()?;
        // Without claims a verifier asks for what is always visible, which says nothing here.
        let claims = query.claims.ok_or(QueryError::UnsupportedCondition)?;
        let sets = read_sets(claims, query.claim_sets)?;
        let query = Self {
            id: query.id,
            types,
            sets,
        };
        match query.is_in_range() {
            true => Ok(query),
            false => Err(QueryError::Malformed),
        }
    }

    fn is_in_range(&self) -> bool {
        let all = self.asked().len();
        (1..=MAX_TYPES).contains(&self.types.len())
            && (1..=MAX_SETS).contains(&self.sets.len())
            && (1..=MAX_CLAIMS).contains(&all)
            && self.sets.iter().all(|set| !set.is_empty())
    }
}

/// The sets that `claims` and `claim_sets` leave (OpenID4VP 1.0 §6.4.1).
fn read_sets(
    claims: Value,
    claim_sets: Option<Value>,
) -> Result<Vec<BTreeSet<AttributeCode>>, QueryError> {
    let claims: Vec<ClaimQuery> =
        serde_json::from_value(claims).map_err(|_| QueryError::Malformed)?;
    if claims.len() > MAX_CLAIMS {
        return Err(QueryError::Malformed);
    }
    let mut named: Vec<(Option<String>, AttributeCode)> = Vec::with_capacity(claims.len());
    for claim in claims {
        if claim.values.is_some() {
            return Err(QueryError::UnsupportedCondition);
        }
        let code = match claim.path.as_slice() {
            [Value::String(code)] => code.parse().map_err(|_| QueryError::Malformed)?,
            // An attribute is the smallest thing that can be shown.
            [] => return Err(QueryError::Malformed),
            _ => return Err(QueryError::UnsupportedCondition),
        };
        let repeated = named
            .iter()
            .any(|(id, known)| *known == code || (id.is_some() && *id == claim.id));
        if repeated || claim.id.as_deref().is_some_and(|id| !is_id(id)) {
            return Err(QueryError::Malformed);
        }
        named.push((claim.id, code));
    }
    let Some(claim_sets) = claim_sets else {
        return Ok(vec![named.into_iter().map(|(_, code)| code).collect()]);
    };
    let claim_sets: Vec<Vec<String>> =
        serde_json::from_value(claim_sets).map_err(|_| QueryError::Malformed)?;
    if claim_sets.len() > MAX_SETS {
        return Err(QueryError::Malformed);
    }
    (claim_sets.iter())
        .map(|set| {
            (set.iter())
                .map(|id| {
                    (named.iter())
                        .find(|(name, _)| name.as_ref() == Some(id))
                        .map(|(_, code)| code.clone())
                        .ok_or(QueryError::Malformed)
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;

    use super::*;

    fn codes(codes: &[&str]) -> BTreeSet<AttributeCode> {
        codes.iter().map(|code| code.parse().unwrap()).collect()
    }

    fn query(required: &[&str], optional: &[&str]) -> PresentationQuery {
        let types = vec!["urn:example:degree".parse().unwrap()];
        PresentationQuery::new("p1", types, &codes(required), &codes(optional)).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again() {
        for (required, optional) in [
            (&["degree.level"][..], &[][..]),
            (&["degree.level", "person.name"], &["degree.date"]),
            (&[], &["degree.level", "degree.date"]),
        ] {
            let query = query(required, optional);
            assert_eq!(PresentationQuery::parse(query.to_value()), Ok(query));
        }
    }

    #[test]
    fn each_choice_is_an_answer_and_nothing_else() {
        let query = query(&["a"], &["b", "c"]);
        assert_eq!(query.sets.first(), Some(&codes(&["a", "b", "c"])));
        for given in [&["a"][..], &["a", "b"], &["a", "c"], &["a", "b", "c"]] {
            assert!(query.is_answered_by(&codes(given)), "{given:?}");
        }
        for given in [&[][..], &["b"], &["a", "d"], &["b", "c"]] {
            assert!(!query.is_answered_by(&codes(given)), "{given:?}");
        }
        assert!(query.is_required("a") && !query.is_required("b") && !query.is_required("d"));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let whole = query(&["a"], &["b"]).to_value();
        let cases: [(&str, Value, QueryError); 12] = [
            ("format", json!("mso_mdoc"), QueryError::UnsupportedFormat),
            ("multiple", json!(true), QueryError::UnsupportedCondition),
            (
                "trusted_authorities",
                json!([]),
                QueryError::UnsupportedCondition,
            ),
            (
                "require_cryptographic_holder_binding",
                json!(false),
                QueryError::UnsupportedCondition,
            ),
            (
                "claims",
                json!([{"path": ["a"], "values": [1]}]),
                QueryError::UnsupportedCondition,
            ),
            (
                "claims",
                json!([{"path": ["a", 0]}]),
                QueryError::UnsupportedCondition,
            ),
            ("claims", json!([{"path": []}]), QueryError::Malformed),
            ("claims", json!([{"path": ["iss"]}]), QueryError::Malformed),
            (
                "claims",
                json!([{"id": "c0", "path": ["a"]}, {"id": "c1", "path": ["a"]}]),
                QueryError::Malformed,
            ),
            ("claim_sets", json!([["c0", "c9"]]), QueryError::Malformed),
            ("claim_sets", json!([[]]), QueryError::Malformed),
            ("meta", json!({"vct_values": []}), QueryError::Malformed),
        ];
        for (member, value, expected) in cases {
            let mut changed = whole.clone();
            changed["credentials"][0][member] = value;
            assert_eq!(PresentationQuery::parse(changed), Err(expected), "{member}");
        }
        let mut without = whole;
        without["credentials"][0]
            .as_object_mut()
            .unwrap()
            .remove("claims");
        assert_eq!(
            PresentationQuery::parse(without),
            Err(QueryError::UnsupportedCondition)
        );
    }
}
