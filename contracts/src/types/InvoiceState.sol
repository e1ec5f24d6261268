// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

/// @notice How an invoice stands.
/// @dev Later states (claimed, booked, reimbursed, void, reversed) are added behind these; a number
/// never changes its meaning.
enum InvoiceState {
    None,
    Issued
}
