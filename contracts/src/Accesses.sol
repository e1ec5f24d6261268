// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IAccesses} from "./interfaces/IAccesses.sol";
import {IDepartments} from "./interfaces/IDepartments.sol";
import {IJournal} from "./interfaces/IJournal.sol";
import {Notes} from "./libraries/Notes.sol";
import {Slots} from "./libraries/Slots.sol";
import {EntryKind} from "./types/EntryKind.sol";
import {Note} from "./types/Note.sol";

/// @title Accesses
contract Accesses is IAccesses {
    using Notes for Note;

    /// @inheritdoc IAccesses
    IJournal public immutable journal;
    /// @inheritdoc IAccesses
    IDepartments public immutable departments;

    // Wallets prove this slot: it must stay the first.
    mapping(bytes32 slot => uint64 time) private _recorded;

    /// @param journal_ where every act is written
    /// @param departments_ the directory
    constructor(IJournal journal_, IDepartments departments_) {
        journal = journal_;
        departments = departments_;
    }

    /// @inheritdoc IAccesses
    function record(bytes32 fingerprint, Note calldata note) external {
        if (!departments.isActive(msg.sender)) revert NotActiveDepartment(msg.sender);
        if (fingerprint == 0) revert BadFingerprint();
        bytes32 slot = Slots.key(msg.sender, fingerprint);
        if (_recorded[slot] != 0) revert AlreadyRecorded();
        _recorded[slot] = uint64(block.timestamp);
        note.write(journal, EntryKind.ACCESS_RECORDED, msg.sender, fingerprint);
    }

    /// @inheritdoc IAccesses
    function recordedAt(address custodian, bytes32 fingerprint) external view returns (uint64) {
        return _recorded[Slots.key(custodian, fingerprint)];
    }
}
