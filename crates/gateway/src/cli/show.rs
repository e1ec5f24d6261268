//! Answers for people: `name: value`, one a line; a list is separated by blank lines.

use gateway::{SetupReport, city};
use serde::Serialize;
use serde_json::Value;

/// What set-up did.
#[derive(Debug, Serialize)]
pub(super) struct Setup {
    deployed: bool,
    registered: usize,
    updated: usize,
    rules_written: usize,
    departments: Vec<Name>,
}

/// A department of the sample city.
#[derive(Debug, Serialize)]
struct Name {
    slug: &'static str,
    name: &'static str,
    name_zh: &'static str,
}

impl From<&SetupReport> for Setup {
    fn from(report: &SetupReport) -> Self {
        Self {
            deployed: report.deployed,
            registered: report.registered,
            updated: report.updated,
            rules_written: report.rules_written,
            departments: city::DEPARTMENTS
                .iter()
                .map(|known| Name {
                    slug: known.slug,
                    name: known.en,
                    name_zh: known.zh,
                })
                .collect(),
        }
    }
}

/// Writes any answer.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Array(items) if items.is_empty() => "(none)".to_owned(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join("\n\n"),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| format!("{name}: {}", plain(value)))
            .collect::<Vec<_>>()
            .join("\n"),
        other => plain(other),
    }
}

/// Control characters never reach the terminal: some values are foreign.
fn plain(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    };
    text.chars()
        .filter(|character| !character.is_control())
        .collect()
}
