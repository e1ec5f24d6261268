// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {IDepartments} from "./interfaces/IDepartments.sol";
import {IInvoices} from "./interfaces/IInvoices.sol";
import {IJournal} from "./interfaces/IJournal.sol";
import {Notes} from "./libraries/Notes.sol";
import {EntryKind} from "./types/EntryKind.sol";
import {InvoiceState} from "./types/InvoiceState.sol";
import {Note} from "./types/Note.sol";

/// @title Invoices
contract Invoices is IInvoices {
    using Checkpoints for Checkpoints.Trace256;
    using Notes for Note;

    /// @dev Three storage words: (biller, issuedAt, state), fingerprint, holder.
    struct Invoice {
        address biller;
        uint64 issuedAt;
        InvoiceState state;
        bytes32 fingerprint;
        address holder;
    }

    /// @inheritdoc IInvoices
    IJournal public immutable journal;
    /// @inheritdoc IInvoices
    IDepartments public immutable departments;
    /// @inheritdoc IInvoices
    address public immutable taxBureau;

    // Wallets prove this slot: it must stay the first.
    mapping(uint128 number => Invoice) private _invoices;
    /// @dev A biller's ranges, first number -> last number, rising.
    mapping(address biller => Checkpoints.Trace256) private _ranges;
    /// @inheritdoc IInvoices
    uint128 public highest;

    /// @param journal_ where every act is written
    /// @param departments_ the directory
    /// @param taxBureau_ the department that allots numbers; it need not be registered yet
    constructor(IJournal journal_, IDepartments departments_, address taxBureau_) {
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
    function issue(uint128 number, bytes32 fingerprint, address holder, Note calldata note)
        external
    {
        if (!departments.isActive(msg.sender)) revert NotActiveDepartment(msg.sender);
        if (fingerprint == 0 || holder == address(0)) revert BadInvoice();
        if (!isAllotted(msg.sender, number)) revert NotAllotted(number);
        Invoice storage stored = _invoices[number];
        if (stored.state != InvoiceState.None) revert AlreadyIssued(number);
        stored.biller = msg.sender;
        stored.issuedAt = uint64(block.timestamp);
        stored.state = InvoiceState.Issued;
        stored.fingerprint = fingerprint;
        stored.holder = holder;
        note.write(journal, EntryKind.INVOICE_ISSUED, msg.sender, fingerprint);
    }

    /// @inheritdoc IInvoices
    function invoice(uint128 number)
        external
        view
        returns (address biller, bytes32 fingerprint, address holder, uint64 issuedAt)
    {
        Invoice storage stored = _invoices[number];
        return (stored.biller, stored.fingerprint, stored.holder, stored.issuedAt);
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
}
