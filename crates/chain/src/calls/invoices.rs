//! Calls of `Invoices`, and what the tax bureau countersigns.

use alloy_primitives::{B256, U256};
use alloy_sol_types::{Eip712Domain, SolStruct, sol};
use keys::{ChainAddress, RecoverableSignature};

use super::{Note, call};
use crate::bindings::Invoices;
use crate::journal::to_alloy;
use crate::network::{Contracts, Network};
use crate::transaction::Call;

sol! {
    /// What is hashed, EIP-712.
    struct Issue {
        address biller;
        uint128 number;
        bytes32 fingerprint;
        address holder;
        bytes32 amounts;
        uint128 original;
    }
}

/// What a biller says of an invoice and the tax bureau countersigns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvoiceIssue {
    /// A number of the biller's ranges.
    pub number: u128,
    /// SHA-256 of its issuer-signed JWT.
    pub fingerprint: B256,
    /// The one-time address that alone can claim it.
    pub holder: ChainAddress,
    /// Salted commitment to its amounts.
    pub amounts: B256,
    /// For a red-letter invoice the number that it reverses.
    pub original: Option<u128>,
}

impl InvoiceIssue {
    /// The digest that the tax bureau signs (EIP-712; domain name `Invoices`, version `1`).
    #[must_use]
    pub fn digest(&self, network: &Network, biller: ChainAddress) -> [u8; 32] {
        let domain = Eip712Domain::new(
            Some("Invoices".into()),
            Some("1".into()),
            Some(U256::from(network.chain_id())),
            Some(to_alloy(network.contracts().invoices)),
            None,
        );
        let issue = Issue {
            biller: to_alloy(biller),
            number: self.number,
            fingerprint: self.fingerprint,
            holder: to_alloy(self.holder),
            amounts: self.amounts,
            original: self.original.unwrap_or_default(),
        };
        issue.eip712_signing_hash(&domain).0
    }

    fn to_binding(self) -> Invoices::Issue {
        Invoices::Issue {
            number: self.number,
            fingerprint: self.fingerprint,
            holder: to_alloy(self.holder),
            amounts: self.amounts,
            original: self.original.unwrap_or_default(),
        }
    }
}

/// r | s | v, as Solidity reads signatures.
fn bytes(signature: &RecoverableSignature) -> Vec<u8> {
    let v = 27 + u8::from(signature.y_parity);
    [&signature.r[..], &signature.s, &[v]].concat()
}

/// `Invoices.allot`: numbers `first` to `last` (both included) to a biller, by the tax bureau.
pub fn invoices_allot(at: &Contracts, biller: ChainAddress, first: u128, last: u128) -> Call {
    call(
        at.invoices,
        &Invoices::allotCall {
            biller: to_alloy(biller),
            first,
            last,
        },
    )
}

/// `Invoices.issue`, by the biller, with the tax bureau's countersignature.
pub fn invoices_issue(
    at: &Contracts,
    what: InvoiceIssue,
    countersignature: &RecoverableSignature,
    note: &Note,
) -> Call {
    call(
        at.invoices,
        &Invoices::issueCall {
            what: what.to_binding(),
            countersignature: bytes(countersignature).into(),
            note: note.invoices(),
        },
    )
}

/// `Invoices.claim`, from the holder's one-time address, for a payer.
pub fn invoices_claim(at: &Contracts, number: u128, payer: ChainAddress) -> Call {
    let payer = to_alloy(payer);
    call(at.invoices, &Invoices::claimCall { number, payer })
}

/// `Invoices.book`, by the payer.
pub fn invoices_book(at: &Contracts, number: u128) -> Call {
    call(at.invoices, &Invoices::bookCall { number })
}

/// `Invoices.reimburse`, by the payer.
pub fn invoices_reimburse(at: &Contracts, number: u128) -> Call {
    call(at.invoices, &Invoices::reimburseCall { number })
}

/// `Invoices.void`, by the biller.
pub fn invoices_void(at: &Contracts, number: u128) -> Call {
    call(at.invoices, &Invoices::voidCall { number })
}

/// `Invoices.reverse`, by the biller; `what` is the red-letter invoice.
pub fn invoices_reverse(
    at: &Contracts,
    what: InvoiceIssue,
    countersignature: &RecoverableSignature,
    note: &Note,
) -> Call {
    call(
        at.invoices,
        &Invoices::reverseCall {
            what: what.to_binding(),
            countersignature: bytes(countersignature).into(),
            note: note.invoices(),
        },
    )
}
