//! Invoices as files: exported for others, and a file that came from anybody compared with the chain.

use serde::{Deserialize, Serialize};

use crate::{CheckView, InvoiceStatus, Language, PartyView, Proof, command::command};

/// What a file of invoices is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvoiceFormat {
    /// CSV, for a spreadsheet: a row an invoice.
    Csv,
    /// PDF, for print: the list.
    List,
    /// PDF, for print: one invoice with everything in it.
    Sheet,
    /// UBL 2.1 by EN 16931, for programs that book invoices: one invoice.
    Ubl,
    /// The wallet's own form, which anybody's wallet can compare with the chain: one invoice.
    Original,
}

impl InvoiceFormat {
    /// Whether it has exactly one invoice.
    #[must_use]
    pub const fn is_single(self) -> bool {
        matches!(self, Self::Sheet | Self::Ubl | Self::Original)
    }
}

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvoiceFileVerdict {
    /// Every field is what its seller signed, and it is the one on the chain.
    Authentic,
    /// There is no invoice of this number on the chain.
    Unknown,
    /// Something is not what was signed, or not what is on the chain.
    Differs,
    /// Nothing speaks against it, but the chain could not be asked.
    NotChecked,
}

/// A field of the file that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDifference {
    /// Code of the attribute, or `credential` for the signed part as a whole.
    pub code: String,
    /// Inside the lines: which, from 1.
    pub line: Option<u32>,
    /// Inside a line: the member, such as `unit-price`.
    pub part: Option<String>,
    /// What the file says; none if it says nothing.
    pub stated: Option<String>,
    /// What is right; none if there is no such field, or nobody knows.
    pub right: Option<String>,
}

/// What a file turned out to be, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceFileView {
    /// In a word.
    pub verdict: InvoiceFileVerdict,
    /// The number, as signed, or as it is to be read if none is signed.
    pub number: String,
    /// The seller's name on it.
    pub seller: String,
    /// Who is said to have issued it, as the directory has them.
    pub party: PartyView,
    /// Total with tax as stated, decimal.
    pub total: String,
    /// Fields that differ.
    pub differences: Vec<FieldDifference>,
    /// Where the invoice of this number stands on the chain.
    pub status: Option<InvoiceStatus>,
    /// Id of the citizen's own invoice of this number.
    pub held: Option<String>,
    /// The named steps.
    pub checks: Vec<CheckView>,
    /// How it is known.
    pub proof: Proof,
}

/// How sure it is that two invoices are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DuplicateCertainty {
    /// They have the same number.
    Sure,
    /// All but the number is the same.
    Suspected,
}

/// An invoice that is there twice, or looks so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateView {
    /// Its id.
    pub id: String,
    /// How sure.
    pub certainty: DuplicateCertainty,
    /// Ids of the others; of very many the first twenty.
    pub others: Vec<String>,
}

command!(
    /// Saves invoices as a file where the citizen says in the system's own dialog; answers the file's
    /// path, or nothing if they changed their mind.
    ExportInvoices {
        /// Ids of the invoices, in the order in which they are to stand; one for the formats that
        /// have one.
        ids: Vec<String>,
        /// What for.
        format: InvoiceFormat,
        /// The language of labels.
        language: Language,
    } -> Option<String>, "export_invoices", Unlocked
);
command!(
    /// Compares an invoice file, whoever it came from, with what was signed, with the chain, and with
    /// the citizen's own invoice of the same number. Nothing is kept.
    CheckInvoiceFile {
        /// The file's text, at most 1 MiB.
        content: String,
    } -> InvoiceFileView, "check_invoice_file", Unlocked
);
