// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDepartments} from "./IDepartments.sol";
import {IJournal} from "./IJournal.sol";
import {Note} from "../types/Note.sol";

/// @title Accesses
/// @notice Where a custodian writes down that somebody was let at a citizen's data without a
/// permission of the citizen's. What was read, by whom, for what, and by which clause of the law, or
/// by none, is said to the citizen alone.
/// @dev The contract learns nothing of it: who was let in, and whether the law covers it, stands in
/// the sealed statement, of which the fingerprint is a salted digest. The citizen's wallet compares
/// the statement with the law as it stood. A slot is (custodian, fingerprint).
///
/// No guard against re-entry: the only contracts called are the journal and the directory, fixed at
/// deployment; the first calls nobody, the second is only asked.
interface IAccesses {
    /// @notice The account is no department, or it or one above it is suspended.
    /// @param caller the account
    error NotActiveDepartment(address caller);
    /// @notice The custodian has recorded this access before.
    error AlreadyRecorded();
    /// @notice Zero is not a fingerprint.
    error BadFingerprint();

    /// @notice Records an access that is about to be answered without a permission.
    /// @dev Only an active department, once per fingerprint. Writes kind 72 with the department as
    /// the writer.
    /// @param fingerprint SHA-256 of the salted statement, not zero
    /// @param note for the holder
    function record(bytes32 fingerprint, Note calldata note) external;

    /// @notice When a custodian recorded an access.
    /// @param custodian the department
    /// @param fingerprint the access
    /// @return unix seconds; 0 = it did not
    function recordedAt(address custodian, bytes32 fingerprint) external view returns (uint64);

    /// @notice The journal that everything here is written to.
    /// @return the contract, fixed at deployment
    function journal() external view returns (IJournal);

    /// @notice The directory that is asked who is a department.
    /// @return the contract, fixed at deployment
    function departments() external view returns (IDepartments);
}
