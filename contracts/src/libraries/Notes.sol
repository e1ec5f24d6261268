// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IJournal} from "../interfaces/IJournal.sol";
import {Note} from "../types/Note.sol";

/// @notice How a registry writes an entry: about a person, or for everybody.
library Notes {
    /// @dev The same number as the journal's own PUBLIC_BUCKET; a constant here saves the call.
    uint16 private constant _PUBLIC_BUCKET = 0xFFFF;

    /// @notice Writes a note, as it is, to the journal.
    /// @param note bucket, nonce, tag and sealed data
    /// @param journal where to
    /// @param kind see EntryKind, 16 or above
    /// @param writer the account that acted
    /// @param fingerprint what the entry is about
    function write(
        Note calldata note,
        IJournal journal,
        uint8 kind,
        address writer,
        bytes32 fingerprint
    ) internal {
        journal.append(
            note.bucket, kind, asWriter(writer), fingerprint, note.nonce, note.tag, note.data
        );
    }

    /// @notice Writes a note to the journal with what everybody may read before its sealed data.
    /// @param note bucket, nonce, tag and sealed data
    /// @param before what stands before the sealed data, packed
    /// @param journal where to
    /// @param kind see EntryKind, 16 or above
    /// @param writer the account that acted
    /// @param fingerprint what the entry is about
    function writeAfter(
        Note calldata note,
        bytes memory before,
        IJournal journal,
        uint8 kind,
        address writer,
        bytes32 fingerprint
    ) internal {
        bytes memory data = bytes.concat(before, note.data);
        journal.append(note.bucket, kind, asWriter(writer), fingerprint, note.nonce, note.tag, data);
    }

    /// @notice Writes an entry to the public bucket; its fingerprint is keccak256(data).
    /// @param journal where to
    /// @param kind see EntryKind, below 16
    /// @param writer the department that acted
    /// @param data the full new state, ABI-encoded, at most 4,096 bytes
    function writePublic(IJournal journal, uint8 kind, address writer, bytes memory data) internal {
        journal.append(_PUBLIC_BUCKET, kind, asWriter(writer), keccak256(data), 0, 0, data);
    }

    /// @notice An account as the journal names its writers.
    /// @param account any account
    /// @return the account in the low 20 bytes, the high 12 are zero
    function asWriter(address account) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(account)));
    }
}
