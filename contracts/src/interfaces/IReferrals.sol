// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDepartments} from "./IDepartments.sol";
import {IJournal} from "./IJournal.sol";
import {ILaws} from "./ILaws.sol";
import {Note} from "../types/Note.sol";
import {Case, CaseState, Ruling} from "../types/Referral.sol";

/// @title Referrals
/// @notice Where a request waits that the law leaves to a person: who asked, which office has it,
/// which officer decided, and when. Neither whose data it is about nor the reasons are here, only
/// fingerprints of them.
/// @dev A case is (requester, custodian, request): a stranger who copies a request's digest opens a
/// case of his own, which nobody asks for. The department that asks never decides: not as the
/// custodian, and not as a department above it.
///
/// That a case is permitted lets nobody act yet. The custodian wants the officer's own signature at
/// every use, and asks the directory and the law anew.
///
/// No guard against re-entry: the only contracts called are the journal, the directory and the law,
/// fixed at deployment; the first calls nobody, the others are only asked.
interface IReferrals {
    /// @notice The account is no department, or it or one above it is suspended.
    /// @param id the account
    error NotActiveDepartment(address id);
    /// @notice This requester has opened a case for this request at this custodian before.
    error AlreadyOpened();
    /// @notice There is no such case.
    error NotOpened();
    /// @notice The case is decided, and that stays.
    /// @param state how
    error AlreadyDecided(CaseState state);
    /// @notice The request's digest is zero, the time has passed, or it names 0 or more than 16
    /// rules.
    error BadCase();
    /// @notice Nobody is the custodian of its own request.
    error OwnRequest();
    /// @notice The law does not refer this requester's request by that rule now.
    /// @param ruleId the rule that was named
    error NotReferred(uint256 ruleId);
    /// @notice Only the custodian and the departments above it decide, and never the requester.
    /// @param caller the account that tried
    error NotTheOffice(address caller);
    /// @notice The department has not authorised this officer, or no longer.
    /// @param officer the key that was named
    error NotAnOfficer(bytes32 officer);
    /// @notice A decision permits or denies, and its digests are not zero.
    error BadDecision();

    /// @notice Opens a case for the caller's own request.
    /// @dev Only an active department, once per (caller, custodian, request). By each rule the law
    /// must refer the caller now, as `Laws.evaluate` says. Writes kind 64 with data = address
    /// custodian | uint64 due | uint8 number of rules | uint64 each rule | the note's data. A
    /// requester that has no relation with the holder writes a note that nobody finds; the wallet,
    /// which holds the request, asks for the case itself.
    /// @param custodian the active department that keeps what is asked for; not the caller
    /// @param request SHA-256 of the signed request object, not zero; its nonce salts it
    /// @param ruleIds the rules that refer it, 1 to 16
    /// @param due unix seconds, in the future; 0 = none
    /// @param note for the holder
    function open(
        address custodian,
        bytes32 request,
        uint256[] calldata ruleIds,
        uint64 due,
        Note calldata note
    ) external;

    /// @notice Records what an officer of the caller's has decided. It stays.
    /// @dev Only the custodian or a department above it, active, and not the requester; the officer
    /// must be authorised by the caller at this moment. Writes kind 65 with the caller as the writer
    /// and data = address requester | address custodian | uint8 state | bytes32 officer | bytes32
    /// reasons | bytes32 decision | the note's data. A department that has no relation with the
    /// holder hands on a note that the custodian made: its tag is of the custodian's relation.
    /// @param ruling the case and the decision; see Ruling
    /// @param note for the holder
    function decide(Ruling calldata ruling, Note calldata note) external;

    /// @notice A case.
    /// @param requester the department that opened it
    /// @param custodian the department that it was opened at
    /// @param request the request's digest
    /// @return the case; all zero if it was never opened
    function caseOf(address requester, address custodian, bytes32 request)
        external
        view
        returns (Case memory);

    /// @notice How many cases were ever opened at a custodian.
    /// @param custodian the department
    /// @return the last one's number
    function opened(address custodian) external view returns (uint64);

    /// @notice How many of a custodian's cases are decided.
    /// @param custodian the department
    /// @return never more than `opened`; the difference is waiting
    function decided(address custodian) external view returns (uint64);

    /// @notice Most rules that one case names.
    /// @return 16
    function MAX_RULES() external view returns (uint256);

    /// @notice The journal that everything here is written to.
    /// @return the contract, fixed at deployment
    function journal() external view returns (IJournal);

    /// @notice The directory that is asked who is a department and who an officer.
    /// @return the contract, fixed at deployment
    function departments() external view returns (IDepartments);

    /// @notice The law that is asked whether it refers.
    /// @return the contract, fixed at deployment
    function laws() external view returns (ILaws);
}
