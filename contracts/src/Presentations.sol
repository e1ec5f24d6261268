// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDepartments} from "./interfaces/IDepartments.sol";
import {IJournal} from "./interfaces/IJournal.sol";
import {IPresentations} from "./interfaces/IPresentations.sol";
import {Notes} from "./libraries/Notes.sol";
import {EntryKind} from "./types/EntryKind.sol";
import {Note} from "./types/Note.sol";

/// @title Presentations
contract Presentations is IPresentations {
    using Notes for Note;

    /// @dev One storage word. `times` is never zero once recorded.
    struct Accepted {
        address first;
        uint64 firstAt;
        uint32 times;
    }

    /// @inheritdoc IPresentations
    IJournal public immutable journal;
    /// @inheritdoc IPresentations
    IDepartments public immutable departments;

    // Wallets prove this slot: it must stay the first.
    /// @inheritdoc IPresentations
    mapping(bytes32 id => Accepted) public accepted;

    /// @param journal_ where every act is written
    /// @param departments_ the directory
    constructor(IJournal journal_, IDepartments departments_) {
        journal = journal_;
        departments = departments_;
    }

    /// @inheritdoc IPresentations
    function record(bytes32 id, Note calldata note) external {
        if (!departments.isActive(msg.sender)) revert NotActiveDepartment(msg.sender);
        if (id == 0) revert BadId();
        Accepted storage a = accepted[id];
        if (a.times == 0) {
            (a.first, a.firstAt, a.times) = (msg.sender, uint64(block.timestamp), 1);
            note.write(journal, EntryKind.PRESENTATION_ACCEPTED, msg.sender, id);
        } else {
            ++a.times;
            bytes memory before = abi.encodePacked(a.first, a.firstAt, a.times);
            note.writeAfter(before, journal, EntryKind.PRESENTATION_REPEATED, msg.sender, id);
        }
    }
}
