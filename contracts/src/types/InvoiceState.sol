// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

/// @notice How an invoice stands.
/// @dev None -> Issued -> Claimed -> Booked -> Reimbursed; Issued -> Voided; Issued, Claimed or
/// Booked -> Reversed. Voided, Reversed and Reimbursed are final. A number never changes its meaning.
enum InvoiceState {
    None,
    Issued,
    Claimed,
    Booked,
    Reimbursed,
    Voided,
    Reversed
}
