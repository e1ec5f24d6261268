// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {ICredentials} from "./interfaces/ICredentials.sol";
import {IDepartments} from "./interfaces/IDepartments.sol";
import {IJournal} from "./interfaces/IJournal.sol";
import {Notes} from "./libraries/Notes.sol";
import {Slots} from "./libraries/Slots.sol";
import {EntryKind} from "./types/EntryKind.sol";
import {Note} from "./types/Note.sol";
import {Status} from "./types/Status.sol";

/// @title Credentials
contract Credentials is ICredentials {
    using Notes for Note;

    /// @dev Two storage words: status and since in the first, successor in the second.
    struct Credential {
        Status status;
        uint64 since;
        bytes32 successor;
    }

    /// @inheritdoc ICredentials
    IJournal public immutable journal;
    /// @inheritdoc ICredentials
    IDepartments public immutable departments;

    // Wallets prove this slot: it must stay the first.
    mapping(bytes32 slot => Credential) private _credentials;

    modifier onlyActiveDepartment() {
        if (!departments.isActive(msg.sender)) revert NotActiveDepartment(msg.sender);
        _;
    }

    /// @param journal_ where every act is written
    /// @param departments_ the directory
    constructor(IJournal journal_, IDepartments departments_) {
        journal = journal_;
        departments = departments_;
    }

    /// @inheritdoc ICredentials
    function anchor(bytes32 fingerprint, Note calldata note) external onlyActiveDepartment {
        if (fingerprint == 0) revert BadFingerprint();
        Credential storage credential = _credentials[Slots.key(msg.sender, fingerprint)];
        if (credential.status != Status.None) revert AlreadyAnchored();
        credential.status = Status.Valid;
        credential.since = uint64(block.timestamp);
        note.write(journal, EntryKind.CREDENTIAL_ANCHORED, msg.sender, fingerprint);
    }

    /// @inheritdoc ICredentials
    function setStatus(bytes32 fingerprint, Status status, bytes32 successor, Note calldata note)
        external
        onlyActiveDepartment
    {
        Credential storage credential = _credentials[Slots.key(msg.sender, fingerprint)];
        _checkStep(credential.status, status);
        _checkSuccessor(status, successor, fingerprint);
        credential.status = status;
        credential.since = uint64(block.timestamp);
        // Written once at most: superseded is final, and the others leave it zero.
        if (successor != 0) credential.successor = successor;
        bytes memory before = abi.encodePacked(status, successor);
        note.writeAfter(before, journal, EntryKind.CREDENTIAL_STATUS, msg.sender, fingerprint);
    }

    /// @inheritdoc ICredentials
    function statusOf(address issuer, bytes32 fingerprint)
        external
        view
        returns (Status status, uint64 since, bytes32 successor)
    {
        Credential storage credential = _credentials[Slots.key(issuer, fingerprint)];
        return (credential.status, credential.since, credential.successor);
    }

    function _checkStep(Status before, Status status) private pure {
        if (before == Status.None) revert NotAnchored();
        if (before == Status.Revoked || before == Status.Superseded) revert Final(before);
        if (status == Status.None || status == before) revert BadStatus(status);
    }

    /// @dev The successor is valid at this moment, so a line of successors never turns back.
    function _checkSuccessor(Status status, bytes32 successor, bytes32 fingerprint) private view {
        if (status != Status.Superseded) {
            if (successor != 0) revert BadSuccessor();
            return;
        }
        Status stands = _credentials[Slots.key(msg.sender, successor)].status;
        if (successor == fingerprint || stands != Status.Valid) revert BadSuccessor();
    }
}
