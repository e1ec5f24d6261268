// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDepartments} from "./IDepartments.sol";
import {IJournal} from "./IJournal.sol";
import {Note} from "../types/Note.sol";

/// @title Grants
/// @notice Where a citizen's permissions begin, are used, and end. The chain knows a permission only
/// by its fingerprint and a one-time account: neither says whose it is or what it allows.
/// @dev A slot is (account, fingerprint): whoever copies a fingerprint only fills a slot of his own
/// and cannot capture the power to revoke. A use is recorded before it is answered, so the contract
/// is where revocation, end and count are decided, atomically, for the grant and everything
/// delegated from it. The contract does not know which department the grant names: recording a use
/// needs an active department, and the department is written down as the writer.
///
/// No guard against re-entry: the only contracts called are the journal and the directory, fixed at
/// deployment; the first calls nobody, the second is only asked.
interface IGrants {
    /// @notice This account has anchored this grant before.
    error AlreadyAnchored();
    /// @notice The account never anchored this grant.
    error NotAnchored();
    /// @notice The citizen has ended the grant.
    error Revoked();
    /// @notice The grant is over.
    /// @param end unix seconds when it ended
    error Expired(uint64 end);
    /// @notice All uses of the grant are spent.
    /// @param maxUses how many there were
    error UsedUp(uint32 maxUses);
    /// @notice The fingerprint is zero, the end is not in the future, or no use is allowed.
    error BadGrant();
    /// @notice The account is no department, or it or one above it is suspended.
    /// @param caller the account
    error NotActiveDepartment(address caller);
    /// @notice The account is no department.
    /// @param caller the account
    error NotADepartment(address caller);
    /// @notice The department has withdrawn this link before.
    error AlreadyWithdrawn();

    /// @notice A department withdrew a link of delegation that it had signed.
    /// @param delegator the department
    /// @param link SHA-256 of the link
    event LinkWithdrawn(address indexed delegator, bytes32 indexed link);

    /// @notice Anchors a grant. Only the account that does so can end it.
    /// @dev Once per (account, fingerprint). Writes kind 48 with the account as the writer.
    /// @param fingerprint SHA-256 of the grant's issuer-signed part, not zero
    /// @param end first second it no longer counts, unix seconds, in the future
    /// @param maxUses uses allowed, all delegates together, 1 or more
    /// @param note for the holder
    function anchor(bytes32 fingerprint, uint64 end, uint32 maxUses, Note calldata note) external;

    /// @notice Ends a grant, and with it everything delegated from it. It cannot be undone.
    /// @dev Only the anchoring account (of another the slot is empty: NotAnchored), once, also after
    /// the grant's end. Writes kind 49.
    /// @param fingerprint the grant
    /// @param note for the holder
    function revoke(bytes32 fingerprint, Note calldata note) external;

    /// @notice Records that a department is about to answer a use of a grant.
    /// @dev Only an active department. Refused, in this order: NotAnchored, Revoked, Expired (at
    /// `end` or later), UsedUp. Writes kind 50 with the department as the writer.
    /// @param account the account that anchored the grant
    /// @param fingerprint the grant
    /// @param note for the holder
    function recordUse(address account, bytes32 fingerprint, Note calldata note) external;

    /// @notice Takes back a link of delegation that the caller has signed.
    /// @dev By any registered department, suspended or not: it only takes away. What it says about
    /// a link that the caller did not sign has no effect, because readers ask by the signer.
    /// @param link SHA-256 of the link
    function withdrawLink(bytes32 link) external;

    /// @notice How a grant stands.
    /// @param account the account that anchored it
    /// @param fingerprint the grant
    /// @return end unix seconds; 0 = never anchored
    /// @return maxUses uses allowed
    /// @return used uses recorded
    /// @return revoked whether the citizen has ended it
    function grantState(address account, bytes32 fingerprint)
        external
        view
        returns (uint64 end, uint32 maxUses, uint32 used, bool revoked);

    /// @notice Whether a department has taken back a link.
    /// @param delegator the department that signed the link
    /// @param link SHA-256 of the link
    /// @return true if so
    function withdrawn(address delegator, bytes32 link) external view returns (bool);

    /// @notice The journal that everything here is written to.
    /// @return the contract, fixed at deployment
    function journal() external view returns (IJournal);

    /// @notice The directory that is asked who is a department.
    /// @return the contract, fixed at deployment
    function departments() external view returns (IDepartments);
}
