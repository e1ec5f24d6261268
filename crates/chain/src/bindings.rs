//! What `sol!` makes of the contracts' artifacts, and the names of their errors.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::too_many_arguments,
    clippy::use_self,
    reason = "generated; the contracts' interfaces hold the documentation"
)]

use alloy_primitives::B256;
use alloy_sol_types::{SolEvent, sol};

sol!(Journal, "../../contracts/abi/Journal.json");
sol!(
    #[derive(Debug, PartialEq, Eq)]
    Departments,
    "../../contracts/abi/Departments.json"
);
sol!(
    #[derive(Debug, PartialEq, Eq)]
    Laws,
    "../../contracts/abi/Laws.json"
);
sol!(Deposits, "../../contracts/abi/Deposits.json");
sol!(Grants, "../../contracts/abi/Grants.json");
sol!(Credentials, "../../contracts/abi/Credentials.json");
sol!(Invoices, "../../contracts/abi/Invoices.json");
sol!(Referrals, "../../contracts/abi/Referrals.json");
sol!(Accesses, "../../contracts/abi/Accesses.json");
sol!(Petitions, "../../contracts/abi/Petitions.json");
sol!(Presentations, "../../contracts/abi/Presentations.json");

pub(crate) use Departments::{Record, Registration};
pub(crate) use Laws::Rule;

/// First topic of the journal's event.
pub(crate) const ENTRY_TOPIC: B256 = Journal::Entry::SIGNATURE_HASH;

/// Name of the error a contract reverted with: one of ours, Solidity's `Error` or `Panic`, or
/// `unknown`.
pub(crate) fn error_name(data: &[u8]) -> String {
    const ERROR: [u8; 4] = [0x08, 0xc3, 0x79, 0xa0];
    const PANIC: [u8; 4] = [0x4e, 0x48, 0x7b, 0x71];
    let Some(selector) = data.first_chunk::<4>().copied() else {
        return "unknown".into();
    };
    let name = match selector {
        ERROR => Some("Error"),
        PANIC => Some("Panic"),
        _ => Journal::JournalErrors::name_by_selector(selector)
            .or_else(|| Departments::DepartmentsErrors::name_by_selector(selector))
            .or_else(|| Laws::LawsErrors::name_by_selector(selector))
            .or_else(|| Grants::GrantsErrors::name_by_selector(selector))
            .or_else(|| Credentials::CredentialsErrors::name_by_selector(selector))
            .or_else(|| Invoices::InvoicesErrors::name_by_selector(selector))
            .or_else(|| Referrals::ReferralsErrors::name_by_selector(selector))
            .or_else(|| Accesses::AccessesErrors::name_by_selector(selector))
            .or_else(|| Petitions::PetitionsErrors::name_by_selector(selector))
            .or_else(|| Presentations::PresentationsErrors::name_by_selector(selector))
            .or_else(|| Deposits::DepositsErrors::name_by_selector(selector)),
    };
    name.unwrap_or("unknown").into()
}
