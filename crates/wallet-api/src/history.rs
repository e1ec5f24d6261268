//! Invoices and certificates, found on the chain.

use serde::{Deserialize, Serialize};

use crate::{
    CheckView, DocumentStatus, LocalText, PartyView, Proof, TechnicalRow, command::command,
};

/// Whether the content behind an announced fingerprint is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// Fetched, and its fingerprint is the announced one.
    Here,
    /// Announced on the chain, not fetched yet.
    Awaited,
    /// Fetched, but it is not what was announced.
    Wrong,
}

/// Where an invoice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvoiceStatus {
    /// Issued.
    Issued,
}

/// An invoice in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceRow {
    /// Its id: the fingerprint.
    pub id: String,
    /// The 20-digit number, or empty while awaited.
    pub number: String,
    /// The seller's name on the invoice.
    pub seller: String,
    /// The biller in the directory.
    pub party: PartyView,
    /// When it was issued.
    pub issued: i64,
    /// Total with tax, decimal.
    pub total: String,
    /// Tax, decimal.
    pub tax: String,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// Whether its content is here.
    pub content: Content,
    /// How it is known.
    pub proof: Proof,
}

/// The sum of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthSum {
    /// `YYYY-MM`.
    pub month: String,
    /// Sum of totals, decimal.
    pub total: String,
    /// Number of invoices.
    pub count: u32,
}

/// The invoices page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoicesView {
    /// The invoices, newest first.
    pub rows: Vec<InvoiceRow>,
    /// The last twelve months, oldest first, months without invoices included.
    pub months: Vec<MonthSum>,
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// Goods or service.
    pub name: String,
    /// Quantity, decimal.
    pub quantity: String,
    /// Price of one, without tax, decimal.
    pub unit_price: String,
    /// Rate of tax in per cent, decimal.
    pub rate: String,
    /// Amount without tax, decimal.
    pub amount: String,
    /// Tax, decimal.
    pub tax: String,
}

/// An invoice with everything in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceView {
    /// The line of the list.
    pub row: InvoiceRow,
    /// Its type as printed on it.
    pub kind: String,
    /// The seller's tax number.
    pub seller_tax_id: String,
    /// The buyer's name.
    pub buyer: String,
    /// The buyer's tax number, or empty.
    pub buyer_tax_id: String,
    /// Its lines.
    pub lines: Vec<InvoiceLine>,
    /// Total without tax, decimal.
    pub net: String,
    /// Remarks.
    pub remarks: String,
    /// Who drew it up.
    pub drawer: String,
    /// The named steps of its verification.
    pub checks: Vec<CheckView>,
    /// For the proof drawer.
    pub technical: Vec<TechnicalRow>,
}

command!(
    /// The invoices.
    ListInvoices {} -> InvoicesView, "list_invoices", Unlocked
);
command!(
    /// One invoice.
    GetInvoice {
        /// Its id.
        id: String,
    } -> InvoiceView, "get_invoice", Unlocked
);

/// A certificate in a list; as a document it can be looked at by [`crate::GetDocument`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateRow {
    /// Its id: the fingerprint; also the id of the document.
    pub id: String,
    /// Its type, a URN.
    pub vct: String,
    /// What it says the holder has, or the type's name while awaited.
    pub title: LocalText,
    /// The issuer.
    pub issuer: PartyView,
    /// Day of award, `YYYY-MM-DD`, or empty.
    pub awarded: String,
    /// Its number with the middle hidden, or empty.
    pub number: String,
    /// When it was anchored.
    pub anchored: i64,
    /// Whether it can be relied on.
    pub status: DocumentStatus,
    /// Whether its content is here.
    pub content: Content,
    /// How it is known.
    pub proof: Proof,
}

command!(
    /// The certificates, newest first.
    ListCertificates {} -> Vec<CertificateRow>, "list_certificates", Unlocked
);
