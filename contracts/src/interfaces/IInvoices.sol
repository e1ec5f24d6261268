// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDepartments} from "./IDepartments.sol";
import {IJournal} from "./IJournal.sol";
import {InvoiceState} from "../types/InvoiceState.sol";
import {Note} from "../types/Note.sol";

/// @title Invoices
/// @notice Which invoice numbers exist, who issued them, and which one-time address may act on them.
/// A number is issued once, by the biller that the tax bureau gave it to.
/// @dev Ranges are allotted in rising order: each begins above the end of all before it. That makes
/// "never overlap" one comparison, and each biller's ranges sorted, so the check of a number is a
/// binary search in them. The price: a number that was jumped over can never be allotted.
///
/// No guard against re-entry: the only contracts called are the journal and the directory, fixed at
/// deployment; the first calls nobody, the second is only asked.
interface IInvoices {
    /// @notice Only the tax bureau allots numbers, and only while it is active.
    /// @param caller the account that tried
    error NotTheTaxBureau(address caller);
    /// @notice The account is no department, or it or one above it is suspended.
    /// @param account the account
    error NotActiveDepartment(address account);
    /// @notice The range is empty or does not begin above all allotted before.
    /// @param highest last number allotted so far
    error BadRange(uint128 highest);
    /// @notice The number was not allotted to this biller.
    /// @param number the number
    error NotAllotted(uint128 number);
    /// @notice The number has been issued.
    /// @param number the number
    error AlreadyIssued(uint128 number);
    /// @notice The fingerprint or the holder's address is zero.
    error BadInvoice();

    /// @notice A biller was given numbers.
    /// @param biller the biller
    /// @param first first number
    /// @param last last number, included
    event Allotted(address indexed biller, uint128 first, uint128 last);

    /// @notice Gives a biller a range of numbers.
    /// @dev Only the tax bureau, while active. `last` of the last range is where the next can begin:
    /// allot no higher than the numbers in use.
    /// @param biller a department that is active now
    /// @param first first number, above all numbers allotted before; never 0
    /// @param last last number, included, not below `first`
    function allot(address biller, uint128 first, uint128 last) external;

    /// @notice Issues an invoice to a one-time address that alone may later act on it.
    /// @dev Only the biller of that number, while active. Writes kind 32.
    /// @param number a number of the caller's ranges, never issued before
    /// @param fingerprint SHA-256 of the invoice's issuer-signed JWT, not zero
    /// @param holder one-time address, made from the holder's spending key; not zero
    /// @param note for the holder
    function issue(uint128 number, bytes32 fingerprint, address holder, Note calldata note) external;

    /// @notice An invoice.
    /// @param number its number
    /// @return biller who issued it; zero if nobody has
    /// @return fingerprint SHA-256 of its issuer-signed JWT
    /// @return holder the one-time address
    /// @return issuedAt unix seconds
    function invoice(uint128 number)
        external
        view
        returns (address biller, bytes32 fingerprint, address holder, uint64 issuedAt);

    /// @notice How an invoice stands.
    /// @param number its number
    /// @return None if it was never issued
    function stateOf(uint128 number) external view returns (InvoiceState);

    /// @notice Whether a number was allotted to a biller.
    /// @param biller the biller
    /// @param number the number
    /// @return true if it lies in one of its ranges
    function isAllotted(address biller, uint128 number) external view returns (bool);

    /// @notice The last number allotted so far; the next range begins above it.
    /// @return 0 at the beginning
    function highest() external view returns (uint128);

    /// @notice The department that allots numbers.
    /// @return its chain account, fixed at deployment
    function taxBureau() external view returns (address);

    /// @notice The journal that everything here is written to.
    /// @return the contract, fixed at deployment
    function journal() external view returns (IJournal);

    /// @notice The directory that is asked who is a department.
    /// @return the contract, fixed at deployment
    function departments() external view returns (IDepartments);
}
