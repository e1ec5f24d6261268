// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDepartments} from "./interfaces/IDepartments.sol";
import {IJournal} from "./interfaces/IJournal.sol";
import {IPetitions} from "./interfaces/IPetitions.sol";
import {Notes} from "./libraries/Notes.sol";
import {Slots} from "./libraries/Slots.sol";
import {EntryKind} from "./types/EntryKind.sol";
import {Note} from "./types/Note.sol";

/// @title Petitions
contract Petitions is IPetitions {
    using Notes for Note;

    /// @inheritdoc IPetitions
    IJournal public immutable journal;
    /// @inheritdoc IPetitions
    IDepartments public immutable departments;

    // Wallets prove this slot: it must stay the first.
    mapping(bytes32 slot => Petition) private _petitions;

    /// @param journal_ where every act is written
    /// @param departments_ the directory
    constructor(IJournal journal_, IDepartments departments_) {
        journal = journal_;
        departments = departments_;
    }

    /// @inheritdoc IPetitions
    function lodge(address to, bytes32 fingerprint, Note calldata note) external {
        if (fingerprint == 0) revert BadFingerprint();
        if (!departments.exists(to)) revert NotADepartment(to);
        Petition storage p = _petitions[Slots.key(msg.sender, fingerprint)];
        if (p.lodgedAt != 0) revert AlreadyLodged();
        p.to = to;
        p.lodgedAt = uint64(block.timestamp);
        bytes memory before = abi.encodePacked(to);
        note.writeAfter(before, journal, EntryKind.PETITION_LODGED, msg.sender, fingerprint);
    }

    /// @inheritdoc IPetitions
    function answer(address lodger, bytes32 fingerprint, bytes32 digest, Note calldata note)
        external
    {
        if (!departments.isActive(msg.sender)) revert NotActiveDepartment(msg.sender);
        Petition storage p = _petitions[Slots.key(lodger, fingerprint)];
        if (p.to != msg.sender) revert NotLodged();
        if (p.answeredAt != 0) revert AlreadyAnswered();
        if (digest == 0) revert BadFingerprint();
        p.answeredAt = uint64(block.timestamp);
        p.answer = digest;
        bytes memory before = abi.encodePacked(lodger, digest);
        note.writeAfter(before, journal, EntryKind.PETITION_ANSWERED, msg.sender, fingerprint);
    }

    /// @inheritdoc IPetitions
    function petition(address lodger, bytes32 fingerprint) external view returns (Petition memory) {
        return _petitions[Slots.key(lodger, fingerprint)];
    }
}
