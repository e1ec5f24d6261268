// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDepartments} from "./IDepartments.sol";
import {IJournal} from "./IJournal.sol";
import {Note} from "../types/Note.sol";
import {Status} from "../types/Status.sol";

/// @title Credentials
/// @notice How the documents that departments have issued stand: valid, suspended, revoked, or
/// replaced by a newer one. The chain knows a document only by a fingerprint that means nothing to
/// whoever does not hold it.
/// @dev A slot is (issuer, fingerprint), so an issuer touches its own alone. The status says nothing
/// about the issuer itself: whether that is still a department is a question for the directory.
///
/// No guard against re-entry: the only contracts called are the journal and the directory, fixed at
/// deployment; the first calls nobody, the second is only asked.
interface ICredentials {
    /// @notice The account is no department, or it or one above it is suspended.
    /// @param caller the account
    error NotActiveDepartment(address caller);
    /// @notice The issuer has anchored this fingerprint before.
    error AlreadyAnchored();
    /// @notice The issuer never anchored this fingerprint.
    error NotAnchored();
    /// @notice Zero is not a fingerprint.
    error BadFingerprint();
    /// @notice Revoked and superseded are final.
    /// @param status how it stands
    error Final(Status status);
    /// @notice The credential cannot become that: it is so already, or nothing becomes "none".
    /// @param status what was asked for
    error BadStatus(Status status);
    /// @notice A successor must be another valid credential of the same issuer, named when, and only
    /// when, one is superseded.
    error BadSuccessor();

    /// @notice Anchors a credential as valid.
    /// @dev Only an active department, once per fingerprint. Writes kind 16.
    /// @param fingerprint SHA-256 of the issuer-signed JWT, not zero
    /// @param note for the holder
    function anchor(bytes32 fingerprint, Note calldata note) external;

    /// @notice Changes how a credential stands.
    /// @dev Only the issuer, while active. Valid and Suspended change into each other; from both
    /// there is a way to Revoked and Superseded, and from those none back. Writes kind 17 with
    /// data = uint8 status | bytes32 successor | the note's data, which may have 4,063 bytes.
    /// @param fingerprint the credential
    /// @param status Valid, Suspended, Revoked or Superseded; not what it is already
    /// @param successor the credential that replaces it, for Superseded; otherwise zero
    /// @param note for the holder
    function setStatus(bytes32 fingerprint, Status status, bytes32 successor, Note calldata note)
        external;

    /// @notice How a credential stands.
    /// @param issuer the department that anchored it
    /// @param fingerprint the credential
    /// @return status None if the issuer never anchored it
    /// @return since unix seconds from which it stands so
    /// @return successor the one that replaced it; zero unless superseded
    function statusOf(address issuer, bytes32 fingerprint)
        external
        view
        returns (Status status, uint64 since, bytes32 successor);

    /// @notice The journal that everything here is written to.
    /// @return the contract, fixed at deployment
    function journal() external view returns (IJournal);

    /// @notice The directory that is asked who is a department.
    /// @return the contract, fixed at deployment
    function departments() external view returns (IDepartments);
}
