//! Invoices and certificates, found on the chain.

use serde::{Deserialize, Serialize};

use crate::{
    CheckView, DocumentStatus, DuplicateView, LocalText, PartyView, Proof, TechnicalRow,
    command::command,
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
    /// Claimed for a payer.
    Claimed,
    /// In the payer's books.
    Booked,
    /// Paid back.
    Reimbursed,
    /// Taken back by the seller before it was claimed.
    Voided,
    /// Reversed by a red-letter invoice.
    Reversed,
    /// A red-letter invoice: it reverses another.
    RedLetter,
}

impl InvoiceStatus {
    /// Whether it can be claimed for a payer.
    #[must_use]
    pub const fn is_claimable(self) -> bool {
        matches!(self, Self::Issued)
    }

    /// Whether it counts in sums of what was spent: a voided or reversed one does not, and neither
    /// does what reverses it.
    #[must_use]
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Voided | Self::Reversed | Self::RedLetter)
    }
}

/// One step of an invoice, from the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceStepView {
    /// Where it stood from then on.
    pub status: InvoiceStatus,
    /// Who took the step: the seller, the holder's payer; none for the holder's own.
    pub party: Option<PartyView>,
    /// For a claim the payer.
    pub payer: Option<PartyView>,
    /// When.
    pub time: i64,
    /// Block.
    pub height: u64,
    /// Place in the journal, `bucket/number`.
    pub place: String,
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
    /// For whom it was claimed.
    #[serde(default)]
    pub payer: Option<PartyView>,
    /// Claimed, but the payer does not have the invoice itself so far: to be sent again.
    #[serde(default)]
    pub unsent: bool,
    /// Id of the invoice that it reverses, or that reverses it.
    #[serde(default)]
    pub counterpart: Option<String>,
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
    /// Sum of tax, decimal.
    #[serde(default)]
    pub tax: String,
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
    /// Those that are there twice, or look so.
    #[serde(default)]
    pub duplicates: Vec<DuplicateView>,
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
    /// Total with tax in Chinese words.
    #[serde(default)]
    pub in_words: String,
    /// Remarks.
    pub remarks: String,
    /// Who drew it up.
    pub drawer: String,
    /// What became of it, step by step, the oldest first.
    #[serde(default)]
    pub steps: Vec<InvoiceStepView>,
    /// The payer's file number, once it has the invoice.
    #[serde(default)]
    pub file_number: Option<String>,
    /// The named steps of its verification.
    pub checks: Vec<CheckView>,
    /// For the proof drawer.
    pub technical: Vec<TechnicalRow>,
}

/// How an invoice stands on the chain at this moment, before it is claimed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimReviewView {
    /// The invoice as the wallet knows it.
    pub row: InvoiceRow,
    /// Where it stands, proven just now.
    pub status: InvoiceStatus,
    /// Who claimed it before, and when; the citizen is told before anything is sent.
    pub taken: Option<InvoiceTakenView>,
    /// Whom it can be claimed for.
    pub payers: Vec<PartyView>,
    /// How the status is known.
    pub proof: Proof,
}

/// A claim that came first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceTakenView {
    /// For whom.
    pub payer: PartyView,
    /// When it was claimed.
    pub since: i64,
    /// The block of the claim, if the journal was read so far.
    #[serde(default)]
    pub block: Option<u64>,
    /// Height at which that is proven.
    pub height: u64,
}

/// What came of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedView {
    /// The invoice.
    pub row: InvoiceRow,
    /// Block of the claim; none if it had been claimed for this payer before.
    pub height: Option<u64>,
    /// The payer's file number; none if it could not be handed over so far: then it is sent again.
    pub file_number: Option<String>,
}

command!(
    /// How an invoice stands on the chain now, and whom it can be claimed for.
    ReviewClaim {
        /// Its id.
        id: String,
    } -> ClaimReviewView, "review_claim", Unlocked
);
command!(
    /// Claims an invoice for a payer and hands it over; again, if only the handing over failed.
    ClaimInvoice {
        /// Its id.
        id: String,
        /// DID of the payer.
        payer: String,
        /// The passphrase, asked again.
        passphrase: crate::Secret,
    } -> ClaimedView, "claim_invoice", Unlocked
);
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
    /// What became of it, the oldest first, from the chain.
    #[serde(default)]
    pub steps: Vec<crate::StatusStep>,
    /// The certificate that took its place, if it is here.
    #[serde(default)]
    pub replaced_by: Option<String>,
    /// Whether its content is here.
    pub content: Content,
    /// How it is known.
    pub proof: Proof,
}

command!(
    /// The certificates, newest first.
    ListCertificates {} -> Vec<CertificateRow>, "list_certificates", Unlocked
);
