//! What a command prints, and the words it is made of.

use serde::Serialize;
use wallet_api::{ApiError, ErrorCode, Proof, RightView};

/// What a command prints: for programs and for people.
pub(crate) struct Output {
    pub(crate) json: String,
    pub(crate) text: String,
    /// Exit status.
    pub(crate) status: u8,
}

/// A value as JSON, and the same for people.
pub(crate) fn output(value: &impl Serialize, text: String) -> Result<Output, ApiError> {
    let json =
        serde_json::to_string(value).map_err(|_| ApiError::about(ErrorCode::Internal, "json"))?;
    Ok(Output {
        json,
        text,
        status: 0,
    })
}

/// The beginning of an id, as lists show it.
pub(crate) fn short(id: &str) -> String {
    id.chars().take(14).collect()
}

/// How a fact is known.
pub(crate) fn proof(proof: &Proof) -> String {
    match proof {
        Proof::Proven { height, .. } => format!("proven at {height}"),
        Proof::Stale { height, .. } => format!("as of {height}"),
        Proof::NotChecked => "not checked".to_owned(),
        Proof::Contradicted { .. } => "contradicted".to_owned(),
    }
}

/// The word of an enum on the border.
pub(crate) fn plain(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(serde_json::Value::Object(members)) => ["status", "state", "basis"]
            .iter()
            .find_map(|tag| members.get(*tag)?.as_str())
            .unwrap_or_default()
            .to_owned(),
        _ => String::new(),
    }
}

/// The one id that begins so; an id in full is itself.
pub(crate) fn pick(mut ids: impl Iterator<Item = String>, start: &str) -> Result<String, ApiError> {
    let missing = || ApiError::about(ErrorCode::NotFound, start);
    let found = ids.find(|id| id.starts_with(start)).ok_or_else(missing)?;
    match ids.find(|id| id.starts_with(start) && found.len() != start.len()) {
        Some(_) => Err(ApiError::about(
            ErrorCode::BadInput,
            "more than one begins so",
        )),
        None => Ok(found),
    }
}

/// The attributes of rights, one after the other.
pub(crate) fn attributes(rights: &[RightView]) -> String {
    let codes: Vec<_> = rights
        .iter()
        .map(|right| right.attribute.as_str())
        .collect();
    codes.join(",")
}
