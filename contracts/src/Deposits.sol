// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDeposits} from "./interfaces/IDeposits.sol";
import {IJournal} from "./interfaces/IJournal.sol";
import {Notes} from "./libraries/Notes.sol";
import {EntryKind} from "./types/EntryKind.sol";
import {Note} from "./types/Note.sol";

/// @title Deposits
contract Deposits is IDeposits {
    using Notes for Note;

    /// @dev One storage word.
    struct Deposit {
        uint64 time;
        uint64 height;
    }

    /// @inheritdoc IDeposits
    IJournal public immutable journal;

    // Wallets and courts prove this slot: it must stay the first.
    mapping(bytes32 fingerprint => Deposit) private _deposits;

    /// @param journal_ where every deposit is written
    constructor(IJournal journal_) {
        journal = journal_;
    }

    /// @inheritdoc IDeposits
    function deposit(bytes32 fingerprint, Note calldata note) external {
        if (fingerprint == 0) revert BadFingerprint();
        Deposit storage stored = _deposits[fingerprint];
        if (stored.time != 0) revert AlreadyDeposited(stored.time);
        stored.time = uint64(block.timestamp);
        stored.height = uint64(block.number);
        note.write(journal, EntryKind.EVIDENCE_DEPOSITED, msg.sender, fingerprint);
    }

    /// @inheritdoc IDeposits
    function depositedAt(bytes32 fingerprint) external view returns (uint64 time, uint64 height) {
        Deposit storage stored = _deposits[fingerprint];
        return (stored.time, stored.height);
    }
}
