//! Billing codes: what a seller is shown, so that the invoice finds the wallet.

use serde::{Deserialize, Serialize};

use crate::{CodePart, InvoiceRow, command::command};

/// A code for one seller; see `docs/formats/billing-code.md`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillingCodeView {
    /// Which code of this wallet it is, counted from 0.
    pub index: u32,
    /// The code as text.
    pub text: String,
    /// The code to be drawn.
    pub code: CodePart,
}

command!(
    /// Makes a billing code that nobody has seen.
    MakeBillingCode {} -> BillingCodeView, "make_billing_code", Unlocked
);

command!(
    /// Reads the chain, and says which invoice came by a billing code; of several the first.
    FindBilled {
        /// Number of the code.
        index: u32,
    } -> Option<InvoiceRow>, "find_billed", Unlocked
);
