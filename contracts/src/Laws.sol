// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDepartments} from "./interfaces/IDepartments.sol";
import {IJournal} from "./interfaces/IJournal.sol";
import {ILaws} from "./interfaces/ILaws.sol";
import {Notes} from "./libraries/Notes.sol";
import {Rules} from "./libraries/Rules.sol";
import {EntryKind} from "./types/EntryKind.sol";
import {Rule, Verdict} from "./types/Law.sol";

/// @title The law
contract Laws is ILaws {
    using Rules for Rule;

    /// @inheritdoc ILaws
    IJournal public immutable journal;
    /// @inheritdoc ILaws
    IDepartments public immutable departments;
    /// @inheritdoc ILaws
    address public immutable legislator;

    mapping(uint256 ruleId => Rule) private _rules;
    /// @dev The rule that stands for a matter; 0 = none.
    mapping(bytes32 matter => uint256 ruleId) private _standing;
    /// @inheritdoc ILaws
    uint256 public ruleCount;

    modifier onlyLegislator() {
        if (msg.sender != legislator || !departments.isActive(msg.sender)) {
            revert NotTheLegislator(msg.sender);
        }
        _;
    }

    /// @param journal_ where every change is written
    /// @param departments_ the directory
    /// @param legislator_ the department that makes the law; it need not be registered yet
    constructor(IJournal journal_, IDepartments departments_, address legislator_) {
        journal = journal_;
        departments = departments_;
        legislator = legislator_;
    }

    // --- Changes

    /// @inheritdoc ILaws
    function enact(Rule calldata rule_) external onlyLegislator returns (uint256 ruleId) {
        rule_.check();
        bytes32 matter = _matter(rule_);
        if (_standing[matter] != 0) revert MatterTaken(_standing[matter]);
        ruleId = ++ruleCount;
        _standing[matter] = ruleId;
        _rules[ruleId] = rule_;
        _write(ruleId);
    }

    /// @inheritdoc ILaws
    function amend(uint256 ruleId, Rule calldata rule_) external onlyLegislator {
        if (!stands(ruleId)) revert NotInForce(ruleId);
        rule_.check();
        if (_standing[_matter(rule_)] != ruleId) revert MatterChanged(ruleId);
        _rules[ruleId] = rule_;
        _write(ruleId);
    }

    /// @inheritdoc ILaws
    function repeal(uint256 ruleId) external onlyLegislator {
        if (!stands(ruleId)) revert NotInForce(ruleId);
        Rule storage stored = _rules[ruleId];
        delete _standing[_matter(stored)];
        uint64 time = uint64(block.timestamp);
        if (stored.until == 0 || stored.until > time) stored.until = time;
        _write(ruleId);
    }

    // --- Questions

    /// @inheritdoc ILaws
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
        )
    {
        ruleId = _deciding(requester, entry, attribute, purpose, action);
        // Rule 0 is all zero, and zero is Deny.
        Rule storage r = _rules[ruleId];
        verdict = r.verdict;
        (maxValidity, maxUses, maxRetentionDays) = (r.maxValidity, r.maxUses, r.maxRetentionDays);
        (delegable, statutory) = (r.delegable, r.statutory);
    }

    /// @inheritdoc ILaws
    function rule(uint256 ruleId) external view returns (Rule memory) {
        return _rules[ruleId];
    }

    /// @inheritdoc ILaws
    function stands(uint256 ruleId) public view returns (bool) {
        return ruleId != 0 && _standing[_matter(_rules[ruleId])] == ruleId;
    }

    // --- Inside

    /// @dev The rule that decides, or 0.
    function _deciding(
        address requester,
        string memory entry,
        string memory attribute,
        string memory purpose,
        uint8 action
    ) private view returns (uint256 ruleId) {
        if (!departments.isActive(requester)) return 0;
        bytes32 kind = departments.kindOf(requester);
        ruleId = _standing[Rules.matter(kind, entry, attribute, purpose, action)];
        if (ruleId == 0) ruleId = _standing[Rules.matter(0, entry, attribute, purpose, action)];
        if (ruleId == 0) return 0;
        uint8 level = departments.levelOf(requester);
        return _rules[ruleId].covers(level, block.timestamp) ? ruleId : 0;
    }

    function _matter(Rule memory r) private pure returns (bytes32) {
        return Rules.matter(r.requesterKind, r.entry, r.attribute, r.purpose, r.action);
    }

    function _write(uint256 ruleId) private {
        bytes memory data = abi.encode(ruleId, _rules[ruleId]);
        Notes.writePublic(journal, EntryKind.LAW_RULE, msg.sender, data);
    }
}
