// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDepartments} from "./IDepartments.sol";
import {IJournal} from "./IJournal.sol";
import {Invoice, Issue} from "../types/Invoice.sol";
import {InvoiceState} from "../types/InvoiceState.sol";
import {Note} from "../types/Note.sol";

/// @title Invoices
/// @notice Which invoice numbers exist, who issued them, and what became of them. A number is issued
/// once, by the biller that the tax bureau gave it to, with the tax bureau's countersignature; it is
/// claimed by its holder for one payer, booked and reimbursed by that payer, each once.
/// @dev Ranges are allotted in rising order: each begins above the end of all before it. That makes
/// "never overlap" one comparison, and each biller's ranges sorted, so the check of a number is a
/// binary search in them. The price: a number that was jumped over can never be allotted.
///
/// Amounts are not on the chain, only a salted commitment: SHA-256(salt | amounts) as
/// `docs/formats/chain.md` says. A reversal must carry the very commitment of its original, so that
/// both speak of the same amounts.
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
    /// @notice The fingerprint, the holder's address or the commitment is zero, or a reversal is
    /// where none can be.
    error BadInvoice();
    /// @notice The tax bureau did not countersign exactly this, or is suspended.
    /// @param number the number
    error NotCountersigned(uint128 number);
    /// @notice Only the holder's one-time address claims.
    /// @param number the number
    error NotTheHolder(uint128 number);
    /// @notice Only the payer it was claimed for books and reimburses.
    /// @param number the number
    error NotThePayer(uint128 number);
    /// @notice Only its biller voids and reverses.
    /// @param number the number
    error NotTheBiller(uint128 number);
    /// @notice It was claimed before, for whichever payer.
    /// @param number the number
    /// @param payer for whom
    /// @param state how far that came
    error AlreadyClaimed(uint128 number, address payer, InvoiceState state);
    /// @notice The step does not follow from how the invoice stands.
    /// @param number the number
    /// @param state how it stands
    error WrongState(uint128 number, InvoiceState state);
    /// @notice A reversal speaks of other amounts than its original.
    /// @param original number of the original
    error OtherAmounts(uint128 original);
    /// @notice A reversal is written where the holder of the original does not look.
    /// @param bucket the original's bucket
    error OtherBucket(uint16 bucket);

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

    /// @notice Issues an invoice to a one-time address that alone may later claim it.
    /// @dev Only the biller of that number, while active. Writes kind 32.
    /// @param what the invoice; `original` is 0
    /// @param countersignature the tax bureau's, over `digest`: 65 bytes r | s | v, s in the lower half
    /// @param note for the holder; every later step is written into the same bucket
    function issue(Issue calldata what, bytes calldata countersignature, Note calldata note)
        external;

    /// @notice Claims an invoice for a payer: an employer that is to book and reimburse it.
    /// @dev Only the holder's one-time address, once. Writes kind 33.
    /// @param number the number
    /// @param payer an organisation of the directory that is active now
    function claim(uint128 number, address payer) external;

    /// @notice Takes a claimed invoice into the payer's books.
    /// @dev Only the payer, while active. Writes kind 34.
    /// @param number the number
    function book(uint128 number) external;

    /// @notice Says that a booked invoice was paid back. Final.
    /// @dev Only the payer, while active. Writes kind 35.
    /// @param number the number
    function reimburse(uint128 number) external;

    /// @notice Takes back an invoice that nobody has claimed. Final.
    /// @dev Only the biller, while active. Writes kind 36.
    /// @param number the number
    function void(uint128 number) external;

    /// @notice Reverses an invoice by a red-letter invoice of the same amounts, unless it was
    /// reimbursed. Final for the original; the red-letter invoice is issued under a number of its own.
    /// @dev Only the biller, while active. Writes kinds 32, then 37.
    /// @param what the red-letter invoice; `original` is the number that it reverses
    /// @param countersignature as for `issue`
    /// @param note for the holder, in the original's bucket
    function reverse(Issue calldata what, bytes calldata countersignature, Note calldata note)
        external;

    /// @notice An invoice.
    /// @param number its number
    /// @return all zero if it was never issued
    function invoice(uint128 number) external view returns (Invoice memory);

    /// @notice How an invoice stands.
    /// @param number its number
    /// @return None if it was never issued
    function stateOf(uint128 number) external view returns (InvoiceState);

    /// @notice What the tax bureau signs (EIP-712; name "Invoices", version "1").
    /// @param biller who will issue it
    /// @param what the invoice
    /// @return the digest
    function digest(address biller, Issue calldata what) external view returns (bytes32);

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
