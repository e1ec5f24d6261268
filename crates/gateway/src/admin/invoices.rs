//! The steps of invoices.

use chain::reads::InvoiceStage;
use serde::{Deserialize, Serialize};

/// Which step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvoiceStepKind {
    /// A payer takes it into its books.
    Book,
    /// A payer has paid it back.
    Reimburse,
    /// A biller takes it back before it is claimed.
    Void,
    /// A biller reverses it by a red-letter invoice.
    Reverse,
}

/// `invoices/step`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceStepCommand {
    /// Slug of payer or biller.
    pub department: String,
    /// Number of the invoice.
    pub number: String,
    /// What is done.
    pub step: InvoiceStepKind,
}

/// Answer to [`InvoiceStepCommand`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InvoiceStepView {
    /// Number of the invoice.
    pub number: String,
    /// How it stands now.
    pub stage: Option<InvoiceStage>,
    /// Block of the step; of a reversal there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u64>,
    /// Number of the red-letter invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversal: Option<String>,
}

/// An invoice that a payer has, as `invoice claims` shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClaimView {
    /// The payer's slug.
    pub payer: String,
    /// Number of the invoice.
    pub number: String,
    /// The biller's DID.
    pub biller: String,
    /// The seller's name.
    pub seller: String,
    /// What is to be paid back, yuan.
    pub total: String,
    /// The payer's file number.
    pub file_number: String,
    /// Seconds.
    pub received_at: i64,
    /// How it stands on the chain.
    pub stage: Option<InvoiceStage>,
}
