// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDepartments} from "./interfaces/IDepartments.sol";
import {IGrants} from "./interfaces/IGrants.sol";
import {IJournal} from "./interfaces/IJournal.sol";
import {Notes} from "./libraries/Notes.sol";
import {Slots} from "./libraries/Slots.sol";
import {EntryKind} from "./types/EntryKind.sol";
import {Note} from "./types/Note.sol";

/// @title Grants
contract Grants is IGrants {
    using Notes for Note;

    /// @dev One storage word. `end` is never zero once anchored.
    struct Grant {
        uint64 end;
        uint32 maxUses;
        uint32 used;
        bool revoked;
    }

    /// @inheritdoc IGrants
    IJournal public immutable journal;
    /// @inheritdoc IGrants
    IDepartments public immutable departments;

    // Wallets prove this slot: it must stay the first.
    mapping(bytes32 slot => Grant) private _grants;
    /// @inheritdoc IGrants
    mapping(address delegator => mapping(bytes32 link => bool)) public withdrawn;

    /// @param journal_ where every act is written
    /// @param departments_ the directory
    constructor(IJournal journal_, IDepartments departments_) {
        journal = journal_;
        departments = departments_;
    }

    /// @inheritdoc IGrants
    function anchor(bytes32 fingerprint, uint64 end, uint32 maxUses, Note calldata note) external {
        if (fingerprint == 0 || end <= block.timestamp || maxUses == 0) revert BadGrant();
        Grant storage grant = _grants[Slots.key(msg.sender, fingerprint)];
        if (grant.end != 0) revert AlreadyAnchored();
        grant.end = end;
        grant.maxUses = maxUses;
        note.write(journal, EntryKind.GRANT_ANCHORED, msg.sender, fingerprint);
    }

    /// @inheritdoc IGrants
    function revoke(bytes32 fingerprint, Note calldata note) external {
        Grant storage grant = _anchored(msg.sender, fingerprint);
        if (grant.revoked) revert Revoked();
        grant.revoked = true;
        note.write(journal, EntryKind.GRANT_REVOKED, msg.sender, fingerprint);
    }

    /// @inheritdoc IGrants
    function recordUse(address account, bytes32 fingerprint, Note calldata note) external {
        if (!departments.isActive(msg.sender)) revert NotActiveDepartment(msg.sender);
        Grant storage grant = _anchored(account, fingerprint);
        if (grant.revoked) revert Revoked();
        if (block.timestamp >= grant.end) revert Expired(grant.end);
        if (grant.used == grant.maxUses) revert UsedUp(grant.maxUses);
        ++grant.used;
        note.write(journal, EntryKind.GRANT_USED, msg.sender, fingerprint);
    }

    /// @inheritdoc IGrants
    function withdrawLink(bytes32 link) external {
        if (!departments.exists(msg.sender)) revert NotADepartment(msg.sender);
        if (withdrawn[msg.sender][link]) revert AlreadyWithdrawn();
        withdrawn[msg.sender][link] = true;
        emit LinkWithdrawn(msg.sender, link);
    }

    /// @inheritdoc IGrants
    function grantState(address account, bytes32 fingerprint)
        external
        view
        returns (uint64 end, uint32 maxUses, uint32 used, bool revoked)
    {
        Grant storage grant = _grants[Slots.key(account, fingerprint)];
        return (grant.end, grant.maxUses, grant.used, grant.revoked);
    }

    function _anchored(address account, bytes32 fingerprint)
        private
        view
        returns (Grant storage grant)
    {
        grant = _grants[Slots.key(account, fingerprint)];
        if (grant.end == 0) revert NotAnchored();
    }
}
