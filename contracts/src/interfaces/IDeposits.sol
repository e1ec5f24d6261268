// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IJournal} from "./IJournal.sol";
import {Note} from "../types/Note.sol";

/// @title Deposits
/// @notice Where anybody deposits the salted fingerprint of a file, to be able to prove later that
/// the file existed at that time.
/// @dev Deposited from an account that is used once, so nobody can tell whose it is. The first
/// deposit of a fingerprint counts; nothing can be changed or taken back.
///
/// No guard against re-entry: the only contract called is the journal, fixed at deployment; it calls
/// nobody.
interface IDeposits {
    /// @notice The fingerprint has been deposited.
    /// @param time when, unix seconds
    error AlreadyDeposited(uint64 time);
    /// @notice Zero is not a fingerprint.
    error BadFingerprint();

    /// @notice Deposits a fingerprint; its time is the block's.
    /// @dev Anybody, once per fingerprint. Writes kind 96 with the account as the writer.
    /// @param fingerprint salted digest of a file, see docs/formats/deposit.md; not zero
    /// @param note for the holder itself
    function deposit(bytes32 fingerprint, Note calldata note) external;

    /// @notice When a fingerprint was deposited.
    /// @param fingerprint the fingerprint
    /// @return time unix seconds; 0 = it was not
    /// @return height number of the block
    function depositedAt(bytes32 fingerprint) external view returns (uint64 time, uint64 height);

    /// @notice The journal that everything here is written to.
    /// @return the contract, fixed at deployment
    function journal() external view returns (IJournal);
}
