// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {InvoiceState} from "./InvoiceState.sol";

/// @notice An invoice as it is kept. Seven storage words, which wallets prove.
/// @param biller who issued it; zero if nobody has
/// @param issuedAt unix seconds
/// @param state how it stands
/// @param bucket the bucket of the holder's relation: every step is written there
/// @param fingerprint SHA-256 of its issuer-signed JWT
/// @param holder the one-time address that alone can claim it
/// @param claimedAt unix seconds, 0 if it never was
/// @param payer for whom it was claimed
/// @param bookedAt unix seconds, 0 if it never was
/// @param amounts salted commitment to its amounts; that of a reversal is the original's
/// @param original for a red-letter invoice the number that it reverses, else 0
/// @param reversal for a reversed invoice the number of its red-letter invoice, else 0
/// @param closedAt when it was reimbursed, voided or reversed, unix seconds, 0 if it was not
struct Invoice {
    address biller;
    uint64 issuedAt;
    InvoiceState state;
    uint16 bucket;
    bytes32 fingerprint;
    address holder;
    uint64 claimedAt;
    address payer;
    uint64 bookedAt;
    bytes32 amounts;
    uint128 original;
    uint128 reversal;
    uint64 closedAt;
}

/// @notice What a biller says of an invoice and the tax bureau countersigns.
/// @param number a number of the biller's ranges, never issued before
/// @param fingerprint SHA-256 of the invoice's issuer-signed JWT, not zero
/// @param holder one-time address, made from the holder's spending key; not zero
/// @param amounts salted commitment to its amounts, not zero
/// @param original for a red-letter invoice the number that it reverses, else 0
struct Issue {
    uint128 number;
    bytes32 fingerprint;
    address holder;
    bytes32 amounts;
    uint128 original;
}
