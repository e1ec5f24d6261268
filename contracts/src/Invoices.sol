// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {IDepartments} from "./interfaces/IDepartments.sol";
import {IInvoices} from "./interfaces/IInvoices.sol";
import {IJournal} from "./interfaces/IJournal.sol";
import {Notes} from "./libraries/Notes.sol";
import {EntryKind} from "./types/EntryKind.sol";
import {Invoice, Issue} from "./types/Invoice.sol";
import {InvoiceState} from "./types/InvoiceState.sol";
import {Note} from "./types/Note.sol";

/// @title Invoices
contract Invoices is IInvoices, EIP712 {
    using Checkpoints for Checkpoints.Trace256;
    using Notes for Note;

    bytes32 private constant _ISSUE_TYPE = keccak256(
        "Issue(address biller,uint128 number,bytes32 fingerprint,address holder,bytes32 amounts,uint128 original)"
    );

    /// @inheritdoc IInvoices
    IJournal public immutable journal;
    /// @inheritdoc IInvoices
    IDepartments public immutable departments;
    /// @inheritdoc IInvoices
    address public immutable taxBureau;

    // Wallets prove this slot: `_invoices` must stay at 2, behind the two of EIP712.
    mapping(uint128 number => Invoice) private _invoices;
    /// @dev A biller's ranges, first number -> last number, rising.
    mapping(address biller => Checkpoints.Trace256) private _ranges;
    /// @inheritdoc IInvoices
    uint128 public highest;

    /// @param journal_ where every act is written
    /// @param departments_ the directory
    /// @param taxBureau_ the department that allots numbers; it need not be registered yet
    constructor(IJournal journal_, IDepartments departments_, address taxBureau_)
        EIP712("Invoices", "1")
    {
        journal = journal_;
        departments = departments_;
        taxBureau = taxBureau_;
    }

    /// @inheritdoc IInvoices
    function allot(address biller, uint128 first, uint128 last) external {
        if (msg.sender != taxBureau || !departments.isActive(msg.sender)) {
            revert NotTheTaxBureau(msg.sender);
        }
        if (!departments.isActive(biller)) revert NotActiveDepartment(biller);
        if (first <= highest || last < first) revert BadRange(highest);
        highest = last;
        _ranges[biller].push(first, last);
        emit Allotted(biller, first, last);
    }

    /// @inheritdoc IInvoices
    function issue(Issue calldata what, bytes calldata countersignature, Note calldata note)
        external
    {
        if (what.original != 0) revert BadInvoice();
        _issue(what, countersignature, note.bucket);
        note.write(journal, EntryKind.INVOICE_ISSUED, msg.sender, what.fingerprint);
    }

    /// @inheritdoc IInvoices
    function claim(uint128 number, address payer) external {
        Invoice storage stored = _invoices[number];
        if (msg.sender != stored.holder) revert NotTheHolder(number);
        // A second payer is told whom the first one is, and how far it came.
        if (stored.payer != address(0)) revert AlreadyClaimed(number, stored.payer, stored.state);
        _requireState(stored, number, InvoiceState.Issued);
        if (!departments.isActive(payer)) revert NotActiveDepartment(payer);
        stored.state = InvoiceState.Claimed;
        stored.payer = payer;
        stored.claimedAt = uint64(block.timestamp);
        _write(stored, EntryKind.INVOICE_CLAIMED, abi.encodePacked(number, payer));
    }

    /// @inheritdoc IInvoices
    function book(uint128 number) external {
        Invoice storage stored = _asPayer(number, InvoiceState.Claimed);
        stored.state = InvoiceState.Booked;
        stored.bookedAt = uint64(block.timestamp);
        _write(stored, EntryKind.INVOICE_BOOKED, abi.encodePacked(number));
    }

    /// @inheritdoc IInvoices
    function reimburse(uint128 number) external {
        Invoice storage stored = _asPayer(number, InvoiceState.Booked);
        _close(stored, InvoiceState.Reimbursed);
        _write(stored, EntryKind.INVOICE_REIMBURSED, abi.encodePacked(number));
    }

    /// @inheritdoc IInvoices
    function void(uint128 number) external {
        Invoice storage stored = _asBiller(number);
        // One that was claimed is reversed, in the open, and not taken out of a payer's hands.
        _requireState(stored, number, InvoiceState.Issued);
        _close(stored, InvoiceState.Voided);
        _write(stored, EntryKind.INVOICE_VOIDED, abi.encodePacked(number));
    }

    /// @inheritdoc IInvoices
    function reverse(Issue calldata what, bytes calldata countersignature, Note calldata note)
        external
    {
        Invoice storage stored = _asBiller(what.original);
        InvoiceState state = stored.state;
        if (
            state != InvoiceState.Issued && state != InvoiceState.Claimed
                && state != InvoiceState.Booked
        ) revert WrongState(what.original, state);
        // A red-letter invoice is not reversed in its turn.
        if (stored.original != 0) revert BadInvoice();
        if (what.amounts != stored.amounts) revert OtherAmounts(what.original);
        if (note.bucket != stored.bucket) revert OtherBucket(stored.bucket);
        _issue(what, countersignature, note.bucket);
        stored.reversal = what.number;
        _close(stored, InvoiceState.Reversed);
        note.write(journal, EntryKind.INVOICE_ISSUED, msg.sender, what.fingerprint);
        bytes memory numbers = abi.encodePacked(what.original, what.number);
        _write(stored, EntryKind.INVOICE_REVERSED, numbers);
    }

    /// @inheritdoc IInvoices
    function invoice(uint128 number) external view returns (Invoice memory) {
        return _invoices[number];
    }

    /// @inheritdoc IInvoices
    function stateOf(uint128 number) external view returns (InvoiceState) {
        return _invoices[number].state;
    }

    /// @inheritdoc IInvoices
    function isAllotted(address biller, uint128 number) public view returns (bool) {
        // The last range that begins at or below the number; 0 if there is none. Number 0 belongs
        // to no range: the first one begins above `highest`, which starts at 0.
        return number != 0 && number <= _ranges[biller].upperLookupRecent(number);
    }

    /// @inheritdoc IInvoices
    function digest(address biller, Issue calldata what) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    _ISSUE_TYPE,
                    biller,
                    what.number,
                    what.fingerprint,
                    what.holder,
                    what.amounts,
                    what.original
                )
            )
        );
    }

    function _issue(Issue calldata what, bytes calldata countersignature, uint16 bucket) private {
        if (!departments.isActive(msg.sender)) revert NotActiveDepartment(msg.sender);
        if (what.fingerprint == 0 || what.holder == address(0) || what.amounts == 0) {
            revert BadInvoice();
        }
        if (!isAllotted(msg.sender, what.number)) revert NotAllotted(what.number);
        Invoice storage stored = _invoices[what.number];
        if (stored.state != InvoiceState.None) revert AlreadyIssued(what.number);
        _checkCountersignature(what, countersignature);
        stored.biller = msg.sender;
        stored.issuedAt = uint64(block.timestamp);
        stored.state = InvoiceState.Issued;
        stored.bucket = bucket;
        stored.fingerprint = what.fingerprint;
        stored.holder = what.holder;
        stored.amounts = what.amounts;
        // A zero is not written: what was never written is what everybody can prove to be absent.
        if (what.original != 0) stored.original = what.original;
    }

    function _checkCountersignature(Issue calldata what, bytes calldata countersignature)
        private
        view
    {
        (address signer, ECDSA.RecoverError problem,) =
            ECDSA.tryRecoverCalldata(digest(msg.sender, what), countersignature);
        bool isGood = problem == ECDSA.RecoverError.NoError && signer == taxBureau;
        if (!isGood || !departments.isActive(taxBureau)) revert NotCountersigned(what.number);
    }

    function _asPayer(uint128 number, InvoiceState state)
        private
        view
        returns (Invoice storage stored)
    {
        stored = _invoices[number];
        if (msg.sender != stored.payer) revert NotThePayer(number);
        if (!departments.isActive(msg.sender)) revert NotActiveDepartment(msg.sender);
        _requireState(stored, number, state);
    }

    function _asBiller(uint128 number) private view returns (Invoice storage stored) {
        stored = _invoices[number];
        if (msg.sender != stored.biller) revert NotTheBiller(number);
        if (!departments.isActive(msg.sender)) revert NotActiveDepartment(msg.sender);
    }

    function _requireState(Invoice storage stored, uint128 number, InvoiceState state)
        private
        view
    {
        if (stored.state != state) revert WrongState(number, stored.state);
    }

    function _close(Invoice storage stored, InvoiceState state) private {
        stored.state = state;
        stored.closedAt = uint64(block.timestamp);
    }

    /// @dev Into the holder's bucket: the holder knows the invoice's fingerprint, so the entry needs
    /// no tag, and a step cannot be written where the holder does not look.
    function _write(Invoice storage stored, uint8 kind, bytes memory data) private {
        bytes32 writer = Notes.asWriter(msg.sender);
        journal.append(stored.bucket, kind, writer, stored.fingerprint, 0, 0, data);
    }
}
