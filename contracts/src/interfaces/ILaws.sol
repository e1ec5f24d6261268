// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDepartments} from "./IDepartments.sol";
import {IJournal} from "./IJournal.sol";
import {Rule, Verdict} from "../types/Law.sol";

/// @title The law
/// @notice Which department may do what with which attribute, for which purpose, by which clause,
/// and within what limits. What no rule permits is denied.
/// @dev Rules are matched exactly, never by pattern: (requester's kind, entry, attribute, purpose,
/// action) is a rule's *matter*, and for one matter at most one rule stands at a time. Every change
/// writes the rule's full new state to the journal's public bucket, so that a wallet holds the same
/// rules, proven, and evaluates every request itself.
///
/// No guard against re-entry: the only contracts called are the journal and the directory, fixed at
/// deployment; the first calls nobody, the second is only asked.
interface ILaws {
    /// @notice Only the legislating department may change the law, and only while it is active.
    /// @param caller the account that tried
    error NotTheLegislator(address caller);
    /// @notice There is no such rule, or it was repealed.
    /// @param ruleId the number that was named
    error NotInForce(uint256 ruleId);
    /// @notice Another rule stands for the same matter: amend or repeal that one.
    /// @param ruleId its number
    error MatterTaken(uint256 ruleId);
    /// @notice An amendment keeps whom and what the rule is about; otherwise repeal it and enact
    /// another.
    /// @param ruleId the rule
    error MatterChanged(uint256 ruleId);
    /// @notice Entry, attribute, purpose and clause must be codes, `[a-z][a-z0-9._/-]{0,63}`.
    /// @param text what was given
    error BadCode(string text);
    /// @notice The requester's kind is neither zero nor a kind of department.
    /// @param kind what was given
    error BadKind(bytes32 kind);
    /// @notice The levels are not 1 <= min <= max <= 5.
    /// @param minLevel what was given
    /// @param maxLevel what was given
    error BadLevels(uint8 minLevel, uint8 maxLevel);
    /// @notice The action is not 0 read, 1 modify or 2 add.
    /// @param action what was given
    error BadAction(uint8 action);
    /// @notice A limit is outside its range.
    error BadLimits();
    /// @notice Only a rule that permits can let a department act without the citizen's permission.
    error BadStatutory();
    /// @notice The end is not after the beginning, or has passed already.
    error BadTimes();
    /// @notice A title or the text's address is missing or too long.
    error BadText();

    /// @notice Puts a new rule into the book.
    /// @dev Only the legislator.
    /// @param rule all of it; see Rule for the ranges
    /// @return ruleId its number, from 1
    function enact(Rule calldata rule) external returns (uint256 ruleId);

    /// @notice Replaces a rule's answer, limits, clause, times or levels; its matter stays.
    /// @dev Only the legislator; not after repeal.
    /// @param ruleId the rule
    /// @param rule all of it as it shall stand
    function amend(uint256 ruleId, Rule calldata rule) external;

    /// @notice Ends a rule now and for ever, and frees its matter for another.
    /// @dev Only the legislator. Sets `until` to the block's time, or leaves it if it was earlier:
    /// a repeal never lengthens a rule. In the journal a repeal is the entry whose `until` is set and
    /// not after the entry's own time; no other entry of a rule is like that.
    /// @param ruleId the rule
    function repeal(uint256 ruleId) external;

    /// @notice What the law says, now, to a department that wants to act on an attribute.
    /// @dev The rule for the requester's own kind decides if one stands, else the one for any kind.
    /// Denied, with all zero, if the requester is not an active department, if neither rule stands,
    /// or if the one that stands does not speak to the requester's level or is outside its time: a
    /// rule for the own kind hides the one for any kind even then. Otherwise the rule's own answer,
    /// number and limits.
    /// @param requester the department
    /// @param entry the register entry, a code
    /// @param attribute the item of it, a code
    /// @param action 0 read, 1 modify, 2 add
    /// @param purpose what for, a code
    /// @return verdict deny, permit, or refer to a person
    /// @return ruleId the rule that decided; 0 if none did
    /// @return maxValidity seconds
    /// @return maxUses number of uses
    /// @return maxRetentionDays days; 0 = may not be kept
    /// @return delegable whether the right may be handed on
    /// @return statutory whether the department may act without a permission as well
    function evaluate(
        address requester,
        string calldata entry,
        string calldata attribute,
        uint8 action,
        string calldata purpose
    )
        external
        view
        returns (
            Verdict verdict,
            uint256 ruleId,
            uint64 maxValidity,
            uint32 maxUses,
            uint32 maxRetentionDays,
            bool delegable,
            bool statutory
        );

    /// @notice A rule as it was last written.
    /// @param ruleId its number
    /// @return the rule; all zero if there never was one
    function rule(uint256 ruleId) external view returns (Rule memory);

    /// @notice Whether a rule stands: enacted and not repealed. It may still be outside its time.
    /// @param ruleId its number
    /// @return true if so
    function stands(uint256 ruleId) external view returns (bool);

    /// @notice How many rules were ever enacted; the last one's number.
    /// @return 0 at the beginning
    function ruleCount() external view returns (uint256);

    /// @notice The department that makes the law.
    /// @return its chain account, fixed at deployment
    function legislator() external view returns (address);

    /// @notice The journal that everything here is written to.
    /// @return the contract, fixed at deployment
    function journal() external view returns (IJournal);

    /// @notice The directory that is asked who is a department.
    /// @return the contract, fixed at deployment
    function departments() external view returns (IDepartments);
}
