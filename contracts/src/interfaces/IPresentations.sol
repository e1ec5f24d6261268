// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDepartments} from "./IDepartments.sol";
import {IJournal} from "./IJournal.sol";
import {Note} from "../types/Note.sol";

/// @title Presentations
/// @notice Where counters write down what was shown to them, so that a code that was shown at two
/// counters is found out, even if both were offline at that moment: the first that comes to the
/// chain is kept, every later one is marked as a repeat of it.
/// @dev An id has one slot for all departments. It is a salted digest of the whole presentation, so
/// only who has seen that can know it; that a department claims one it was shown elsewhere names
/// that department as the first.
///
/// No guard against re-entry: the only contracts called are the journal and the directory, fixed at
/// deployment; the first calls nobody, the second is only asked.
interface IPresentations {
    /// @notice The account is no department, or it or one above it is suspended.
    /// @param caller the account
    error NotActiveDepartment(address caller);
    /// @notice Zero is not an id.
    error BadId();

    /// @notice Records that the caller has accepted a presentation.
    /// @dev Only an active department. A repeat does not revert: it happened. Writes kind 88 the
    /// first time, and kind 89 with data = address first | uint64 firstAt | uint32 times | the
    /// note's data every other time, by the same department as well.
    /// @param id salted digest of the presentation, not zero
    /// @param note for the holder
    function record(bytes32 id, Note calldata note) external;

    /// @notice How a presentation stands.
    /// @param id the presentation
    /// @return first the department that recorded it first; zero if none did
    /// @return firstAt unix seconds of that
    /// @return times how often it was recorded; more than 1 = shown more than once
    function accepted(bytes32 id)
        external
        view
        returns (address first, uint64 firstAt, uint32 times);

    /// @notice The journal that everything here is written to.
    /// @return the contract, fixed at deployment
    function journal() external view returns (IJournal);

    /// @notice The directory that is asked who is a department.
    /// @return the contract, fixed at deployment
    function departments() external view returns (IDepartments);
}
