// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Codes} from "./Codes.sol";
import {ILaws} from "../interfaces/ILaws.sol";
import {Action, Rule, Verdict} from "../types/Law.sol";

/// @notice What a rule must look like, what it is about, and whom it speaks to.
library Rules {
    uint8 internal constant MAX_LEVEL = 5;
    uint256 internal constant MAX_TITLE = 192;
    uint256 internal constant MAX_URI = 256;
    /// @dev The limits of a grant's own claims (docs/formats/grant.md).
    uint64 internal constant MAX_VALIDITY = 158_112_000;
    uint32 internal constant MAX_USES = 65_535;
    uint32 internal constant MAX_RETENTION_DAYS = 3_650;

    /// @notice Reverts unless every field has its shape (see Rule) and the rule has not ended yet.
    /// @dev That it has not ended is what tells a repeal from every other entry of the journal: only
    /// after a repeal is `until` at or before the entry's time.
    /// @param rule the rule
    function check(Rule calldata rule) internal view {
        if (rule.requesterKind != 0 && !Codes.isKind(rule.requesterKind)) {
            revert ILaws.BadKind(rule.requesterKind);
        }
        if (rule.minLevel == 0 || rule.minLevel > rule.maxLevel || rule.maxLevel > MAX_LEVEL) {
            revert ILaws.BadLevels(rule.minLevel, rule.maxLevel);
        }
        _checkCode(rule.entry);
        _checkCode(rule.attribute);
        _checkCode(rule.purpose);
        _checkCode(rule.clause);
        if (rule.action > Action.ADD) revert ILaws.BadAction(rule.action);
        if (
            !Codes.fits(rule.titleZh, MAX_TITLE) || !Codes.fits(rule.titleEn, MAX_TITLE)
                || bytes(rule.textUri).length > MAX_URI
        ) revert ILaws.BadText();
        _checkLimits(rule);
        if (rule.statutory && rule.verdict != Verdict.Permit) revert ILaws.BadStatutory();
        if (rule.until == 0) return;
        if (rule.until <= rule.from || rule.until <= block.timestamp) revert ILaws.BadTimes();
    }

    /// @notice The key of a matter: what at most one standing rule is about.
    /// @param requesterKind kind of department, zero for any
    /// @param entry a code
    /// @param attribute a code
    /// @param purpose a code
    /// @param action 0 read, 1 modify, 2 add
    /// @return keccak256(abi.encode(requesterKind, entry, attribute, purpose, action))
    function matter(
        bytes32 requesterKind,
        string memory entry,
        string memory attribute,
        string memory purpose,
        uint8 action
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(requesterKind, entry, attribute, purpose, action));
    }

    /// @notice Whether a rule speaks to a level at a time.
    /// @param rule the rule
    /// @param level the requester's level, 1 to 5
    /// @param time unix seconds
    /// @return true if the level is in its range and the time in [from, until)
    function covers(Rule storage rule, uint8 level, uint256 time) internal view returns (bool) {
        if (level < rule.minLevel || level > rule.maxLevel) return false;
        return time >= rule.from && (rule.until == 0 || time < rule.until);
    }

    function _checkLimits(Rule calldata rule) private pure {
        if (
            rule.maxValidity > MAX_VALIDITY || rule.maxUses > MAX_USES
                || rule.maxRetentionDays > MAX_RETENTION_DAYS
        ) revert ILaws.BadLimits();
        // A permission of no length or no use would be a denial that does not say so.
        if (rule.verdict != Verdict.Deny && (rule.maxValidity == 0 || rule.maxUses == 0)) {
            revert ILaws.BadLimits();
        }
    }

    function _checkCode(string calldata text) private pure {
        if (!Codes.isCode(text)) revert ILaws.BadCode(text);
    }
}
