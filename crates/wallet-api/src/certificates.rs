//! Certificates as files, and checking a document that anybody brings.

use serde::{Deserialize, Serialize};

use crate::{AttributeView, CheckView, EvidenceReport, FileView, PartyView, command::command};

/// What a file turned out to be, and how the check of it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum CheckedDocument {
    /// A certificate.
    Certificate(Box<CertificateReport>),
    /// Evidence of an answer.
    Evidence(EvidenceReport),
}

/// What is to be held of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateVerdict {
    /// Genuine and in force; proven.
    Valid,
    /// Genuine, and its issuer suspended it for now.
    Suspended,
    /// Genuine, and its issuer withdrew it for good.
    Revoked,
    /// Genuine, and another took its place.
    Superseded,
    /// Genuine, and its time is over.
    Expired,
    /// Genuine, and its time has not begun.
    NotYet,
    /// Altered, not by the issuer it names, never registered, or the holder's signature is another's.
    False,
    /// Nothing is wrong, and something that decides could not be checked.
    NotChecked,
}

/// How the check of a certificate ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateReport {
    /// What is to be held of it.
    pub verdict: CertificateVerdict,
    /// Its type, a URN.
    pub vct: String,
    /// Its issuer, as the proven directory has it today; otherwise by its DID alone.
    pub issuer: PartyView,
    /// Since when the issuer may not act any more, if it was suspended since.
    pub issuer_suspended: Option<i64>,
    /// The day of issue, as the issuer says.
    pub issued: i64,
    /// End of validity.
    pub until: Option<i64>,
    /// What it says; empty if it is `false`, because nobody vouches for it then.
    pub attributes: Vec<AttributeView>,
    /// Its name on the chain, `0x` and 64 hex digits.
    pub fingerprint: String,
    /// Since when it stands on the chain as it does.
    pub since: Option<i64>,
    /// Fingerprint of what took its place.
    pub successor: Option<String>,
    /// For whom the holder made the file, in the holder's words.
    pub made_for: Option<String>,
    /// When the holder signed that.
    pub made_at: Option<i64>,
    /// Block against which directory and status were proven.
    pub height: Option<u64>,
    /// That block's time.
    pub time: Option<i64>,
    /// `integrity`, `issuer-signature`, `issuer-then`, `validity`, `in-force`, `holder-signed`,
    /// `proven`. The detail of one that is not valid is the code of its reason.
    pub checks: Vec<CheckView>,
}

/// How a certificate came to stand as it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusChange {
    /// It was issued.
    Issued,
    /// It does not hold for now.
    Suspended,
    /// It holds again.
    Reinstated,
    /// It was withdrawn for good.
    Revoked,
    /// Another took its place.
    Superseded,
}

/// A step in the life of a document, from the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusStep {
    /// What happened.
    pub change: StatusChange,
    /// When.
    pub time: i64,
    /// Block.
    pub height: u64,
}

command!(
    /// Checks a document that anybody brings, against the network of the profile. Needs no wallet.
    CheckDocument {
        /// The file.
        content: String,
    } -> CheckedDocument, "check_document", Anytime
);
command!(
    /// Makes the file of a certificate and writes it where the citizen says; nothing if they did not.
    ExportCertificate {
        /// Id of the document.
        id: String,
        /// Codes of the attributes that are shown.
        attributes: Vec<String>,
        /// For whom it is, in the citizen's words; the holder signs that. Nobody in particular if empty.
        made_for: String,
    } -> Option<String>, "export_certificate", Unlocked
);
command!(
    /// As [`ExportCertificate`], with the file in the answer.
    MakeCertificateFile {
        /// Id of the document.
        id: String,
        /// Codes of the attributes that are shown.
        attributes: Vec<String>,
        /// For whom it is; nobody in particular if empty.
        made_for: String,
    } -> FileView, "make_certificate_file", Unlocked
);
