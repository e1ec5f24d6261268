// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDepartments} from "./IDepartments.sol";
import {IJournal} from "./IJournal.sol";
import {Note} from "../types/Note.sol";

/// @title Petitions
/// @notice Where a citizen turns to a department, so that it cannot be denied later that and when it
/// was done: a complaint, an objection, a question. The chain knows a petition by its fingerprint
/// and a one-time account only; what it says goes to the department.
/// @dev A slot is (account, fingerprint), so a stranger who copies a fingerprint only fills a slot of
/// his own. The note is of the relation that the holder has with the department: both find it.
/// Anybody may write to any bucket; who may send transactions at all is decided by the network.
///
/// No guard against re-entry: the only contracts called are the journal and the directory, fixed at
/// deployment; the first calls nobody, the second is only asked.
interface IPetitions {
    /// @notice A petition as it stands.
    /// @param to the department it was lodged with; zero if it was not
    /// @param lodgedAt unix seconds
    /// @param answeredAt unix seconds; 0 = not answered yet
    /// @param answer SHA-256 of the signed answer; zero = not answered yet
    struct Petition {
        address to;
        uint64 lodgedAt;
        uint64 answeredAt;
        bytes32 answer;
    }

    /// @notice There is no such department.
    /// @param id the account that was named
    error NotADepartment(address id);
    /// @notice The account is no department, or it or one above it is suspended.
    /// @param caller the account
    error NotActiveDepartment(address caller);
    /// @notice This account has lodged this petition before.
    error AlreadyLodged();
    /// @notice This account never lodged this petition with the caller.
    error NotLodged();
    /// @notice The petition is answered, and that stays.
    error AlreadyAnswered();
    /// @notice Zero is not a fingerprint.
    error BadFingerprint();

    /// @notice Lodges a petition.
    /// @dev By anybody, once per (account, fingerprint), with a department that is registered,
    /// suspended or not: one may complain of the suspended. Writes kind 80 with the account as the
    /// writer and data = address to | the note's data.
    /// @param to the department
    /// @param fingerprint SHA-256 of the signed petition, which is salted; not zero
    /// @param note for the department and the holder
    function lodge(address to, bytes32 fingerprint, Note calldata note) external;

    /// @notice Answers a petition, once.
    /// @dev Only the department it was lodged with, active. Writes kind 81 with data = address
    /// lodger | bytes32 digest | the note's data.
    /// @param lodger the account that lodged it
    /// @param fingerprint the petition
    /// @param digest SHA-256 of the signed answer, which is salted; not zero
    /// @param note for the holder
    function answer(address lodger, bytes32 fingerprint, bytes32 digest, Note calldata note)
        external;

    /// @notice A petition.
    /// @param lodger the account that lodged it
    /// @param fingerprint the petition
    /// @return the petition; all zero if it was never lodged
    function petition(address lodger, bytes32 fingerprint) external view returns (Petition memory);

    /// @notice The journal that everything here is written to.
    /// @return the contract, fixed at deployment
    function journal() external view returns (IJournal);

    /// @notice The directory that is asked who is a department.
    /// @return the contract, fixed at deployment
    function departments() external view returns (IDepartments);
}
