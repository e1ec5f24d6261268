// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IJournal} from "./IJournal.sol";
import {Record, Registration} from "../types/Directory.sol";

/// @title The directory of departments
/// @notice Who the public bodies are, who stands above whom, and with which keys they sign. A
/// department is known by its chain account, which never changes.
/// @dev Every change writes the full new record to the journal's public bucket, so the directory
/// can be rebuilt, at any time in the past as well, from that bucket alone. A department answers
/// for its children only: it registers, re-keys, suspends and restores those directly below it.
/// Suspending one closes everything below it, because acting needs the whole line up to the root to
/// be active.
///
/// No guard against re-entry: the only contract called is the journal, fixed at deployment, which
/// calls nobody.
interface IDepartments {
    /// @notice Only the account that deployed the directory founds it.
    /// @param caller the account that tried
    error NotTheFounder(address caller);
    /// @notice The directory has its root already.
    error AlreadyFounded();
    /// @notice The department is registered already; an account is one department for ever.
    /// @param id the department
    error AlreadyRegistered(address id);
    /// @notice There is no such department.
    /// @param id the account that was named
    error NotRegistered(address id);
    /// @notice Zero is not an account.
    error ZeroAccount();
    /// @notice Only the department directly above may do this.
    /// @param id the department concerned
    /// @param caller the account that tried
    error NotTheParent(address id, address caller);
    /// @notice The account is no department, or it or one above it is suspended.
    /// @param id the account
    error NotActiveDepartment(address id);
    /// @notice The department is in that state already.
    /// @param id the department
    error NothingChanged(address id);
    /// @notice The level is not 1 to 5, is above the parent's, or below a child's.
    /// @param level the level that was given
    error BadLevel(uint8 level);
    /// @notice The kind is not a code of lower-case letters, digits and hyphens.
    /// @param kind the kind that was given
    error BadKind(bytes32 kind);
    /// @notice A key is missing or has the wrong shape.
    error BadKey();
    /// @notice A name, code, endpoint or scope is missing or too long.
    error BadText();
    /// @notice The line of departments would become longer than 8.
    error TooDeep();
    /// @notice The officer's key is zero or the end is not in the future.
    error BadAppointment();
    /// @notice The department has not appointed this officer.
    /// @param officer the key that was named
    error NotAppointed(bytes32 officer);

    /// @notice Registers the department at the top of the tree.
    /// @dev Once, by the deployer, who has no other power. The journal names the root as the writer.
    /// @param id the root's chain account
    /// @param r its registration
    function found(address id, Registration calldata r) external;

    /// @notice Registers a department directly below the caller.
    /// @dev The caller must be active. The child's level number is the caller's or higher (1 nation
    /// to 5 street); at most 8 departments stand in a line.
    /// @param id the new department's chain account, never registered before
    /// @param r its registration
    function register(address id, Registration calldata r) external;

    /// @notice Replaces what is stated about a department: keys, names, endpoint, kind, level.
    /// @dev By the parent, which must be active; the root does it for itself. Parent, `active` and
    /// `since` stay. The level stays between the parent's and the children's.
    /// @param id the department
    /// @param r its full new registration
    function update(address id, Registration calldata r) external;

    /// @notice Suspends or restores a department and with it all that depend on it.
    /// @dev By the parent, which must be active. The root cannot be suspended.
    /// @param id the department
    /// @param active false to suspend, true to restore; must differ from what it is
    function setActive(address id, bool active) external;

    /// @notice Authorises an officer of the caller's to decide cases the law leaves open, or changes
    /// the authorisation.
    /// @dev The caller must be active.
    /// @param officer the officer's Ed25519 key, 32 bytes, not zero
    /// @param until first second it is over, unix seconds, in the future
    /// @param scope what the officer decides, UTF-8, 0 to 256 bytes
    function appointOfficer(bytes32 officer, uint64 until, string calldata scope) external;

    /// @notice Ends an officer's authorisation at once.
    /// @dev The caller must be active. A suspended department's officers have no effect anyway.
    /// @param officer the officer's Ed25519 key
    function dismissOfficer(bytes32 officer) external;

    /// @notice A department's record.
    /// @param id any account
    /// @return the record; all zero if there is no such department
    function record(address id) external view returns (Record memory);

    /// @notice Whether an account is a department, active or not.
    /// @param id any account
    /// @return true if it was ever registered
    function exists(address id) external view returns (bool);

    /// @notice Whether a department may act now: it and every one above it is active.
    /// @param id any account
    /// @return false as well if there is no such department
    function isActive(address id) external view returns (bool);

    /// @notice Whether a department stands below another, at any distance.
    /// @param id the lower one
    /// @param ancestor the upper one
    /// @return false as well if they are the same
    function isWithin(address id, address ancestor) external view returns (bool);

    /// @notice Until when a department has authorised an officer.
    /// @dev Says nothing about the department itself: see `isOfficer`.
    /// @param department the department
    /// @param officer the officer's Ed25519 key
    /// @return until unix seconds; 0 = not authorised
    function officer(address department, bytes32 officer) external view returns (uint64 until);

    /// @notice Whether an officer may decide for a department now.
    /// @param department the department
    /// @param officer the officer's Ed25519 key
    /// @return true if the authorisation runs and the department is active
    function isOfficer(address department, bytes32 officer) external view returns (bool);

    /// @notice The department directly above.
    /// @param id any account
    /// @return zero for the root and for what is no department
    function parentOf(address id) external view returns (address);

    /// @notice A department's level.
    /// @param id any account
    /// @return 1 nation to 5 street; 0 if there is no such department
    function levelOf(address id) external view returns (uint8);

    /// @notice A department's kind.
    /// @param id any account
    /// @return the code, left-aligned; zero if there is no such department
    function kindOf(address id) external view returns (bytes32);

    /// @notice The department at the top of the tree.
    /// @return zero before the founding
    function root() external view returns (address);

    /// @notice The account that deployed the directory and founds it.
    /// @return the account; it has no other power
    function founder() external view returns (address);

    /// @notice Most departments in one line, the root counted.
    /// @return 8
    function MAX_DEPTH() external view returns (uint8);

    /// @notice The journal that everything here is written to.
    /// @return the contract, fixed at deployment
    function journal() external view returns (IJournal);
}
