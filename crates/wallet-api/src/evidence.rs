//! Evidence of an answer that others can check.

use serde::{Deserialize, Serialize};

use crate::{CheckView, command::command};

/// A file to be saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    /// A name for it, without folders.
    pub name: String,
    /// What is in it.
    pub content: String,
}

command!(
    /// Evidence of the answer to a request, as one file: signed request, fingerprints, receipt.
    ExportEvidence {
        /// Id of the request, or of the permission that came of it.
        id: String,
    } -> FileView, "export_evidence", Unlocked
);
command!(
    /// The same, saved where the citizen says in the system's own dialog; answers the file's path,
    /// or nothing if they changed their mind.
    SaveEvidence {
        /// Id of the request, or of the permission that came of it.
        id: String,
    } -> Option<String>, "save_evidence", Unlocked
);

/// How the check of evidence ended, step by step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceReport {
    /// Whether no step failed. Steps that were not checked say so.
    pub valid: bool,
    /// DID of the department that asked.
    pub requester: String,
    /// The grant's fingerprint; none for a refusal.
    pub fingerprint: Option<String>,
    /// When the answer was sent, as the file says.
    pub sent: i64,
    /// Block against which directory and anchor were proven.
    pub height: Option<u64>,
    /// `integrity`, `requester-signature`, `requester-directory`, `holder-signature`,
    /// `receipt-signature`, `anchored`, `unaltered`.
    pub checks: Vec<CheckView>,
}
