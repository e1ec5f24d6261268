// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDepartments} from "./interfaces/IDepartments.sol";
import {IJournal} from "./interfaces/IJournal.sol";
import {ILaws} from "./interfaces/ILaws.sol";
import {IReferrals} from "./interfaces/IReferrals.sol";
import {Notes} from "./libraries/Notes.sol";
import {EntryKind} from "./types/EntryKind.sol";
import {Rule, Verdict} from "./types/Law.sol";
import {Note} from "./types/Note.sol";
import {Case, CaseState, Ruling} from "./types/Referral.sol";

/// @title Referrals
contract Referrals is IReferrals {
    using Notes for Note;

    /// @inheritdoc IReferrals
    uint256 public constant MAX_RULES = 16;

    /// @inheritdoc IReferrals
    IJournal public immutable journal;
    /// @inheritdoc IReferrals
    IDepartments public immutable departments;
    /// @inheritdoc IReferrals
    ILaws public immutable laws;

    // Wallets prove this slot: it must stay the first.
    mapping(bytes32 key => Case) private _cases;
    /// @inheritdoc IReferrals
    mapping(address custodian => uint64) public opened;
    /// @inheritdoc IReferrals
    mapping(address custodian => uint64) public decided;

    /// @param journal_ where every act is written
    /// @param departments_ the directory
    /// @param laws_ the law
    constructor(IJournal journal_, IDepartments departments_, ILaws laws_) {
        journal = journal_;
        departments = departments_;
        laws = laws_;
    }

    /// @inheritdoc IReferrals
    function open(
        address custodian,
        bytes32 request,
        uint256[] calldata ruleIds,
        uint64 due,
        Note calldata note
    ) external {
        _checkActive(msg.sender);
        _checkActive(custodian);
        if (custodian == msg.sender) revert OwnRequest();
        if (request == 0 || (due != 0 && due <= block.timestamp)) revert BadCase();
        Case storage c = _cases[_key(msg.sender, custodian, request)];
        if (c.state != CaseState.None) revert AlreadyOpened();
        bytes memory rules = _checkReferred(ruleIds);
        c.state = CaseState.Open;
        c.openedAt = uint64(block.timestamp);
        c.due = due;
        c.number = ++opened[custodian];
        bytes memory before = abi.encodePacked(custodian, due, uint8(ruleIds.length), rules);
        note.writeAfter(before, journal, EntryKind.CASE_OPENED, msg.sender, request);
    }

    /// @inheritdoc IReferrals
    function decide(Ruling calldata r, Note calldata note) external {
        _checkOffice(r.requester, r.custodian);
        if (!departments.isOfficer(msg.sender, r.officer)) revert NotAnOfficer(r.officer);
        Case storage c = _cases[_key(r.requester, r.custodian, r.request)];
        if (c.state == CaseState.None) revert NotOpened();
        if (c.state != CaseState.Open) revert AlreadyDecided(c.state);
        if (r.state != CaseState.Permitted && r.state != CaseState.Denied) revert BadDecision();
        if (r.reasons == 0 || r.decision == 0) revert BadDecision();
        c.state = r.state;
        c.decidedAt = uint64(block.timestamp);
        c.decider = msg.sender;
        (c.officer, c.reasons, c.decision) = (r.officer, r.reasons, r.decision);
        ++decided[r.custodian];
        bytes memory before = abi.encodePacked(
            r.requester, r.custodian, uint8(r.state), r.officer, r.reasons, r.decision
        );
        note.writeAfter(before, journal, EntryKind.CASE_DECIDED, msg.sender, r.request);
    }

    /// @inheritdoc IReferrals
    function caseOf(address requester, address custodian, bytes32 request)
        external
        view
        returns (Case memory)
    {
        return _cases[_key(requester, custodian, request)];
    }

    // --- Inside

    function _checkActive(address id) private view {
        if (!departments.isActive(id)) revert NotActiveDepartment(id);
    }

    /// @dev The custodian or a department above it, but never the one that asks.
    function _checkOffice(address requester, address custodian) private view {
        _checkActive(msg.sender);
        bool inLine = msg.sender == custodian || departments.isWithin(custodian, msg.sender);
        if (!inLine || msg.sender == requester) revert NotTheOffice(msg.sender);
    }

    /// @dev Reverts unless the law refers the caller by each of the rules now. Gives their numbers,
    /// 8 bytes each.
    function _checkReferred(uint256[] calldata ruleIds) private view returns (bytes memory rules) {
        if (ruleIds.length == 0 || ruleIds.length > MAX_RULES) revert BadCase();
        for (uint256 i = 0; i < ruleIds.length; ++i) {
            Rule memory r = laws.rule(ruleIds[i]);
            (Verdict verdict, uint256 ruleId,,,,,) =
                laws.evaluate(msg.sender, r.entry, r.attribute, r.action, r.purpose);
            if (verdict != Verdict.Refer || ruleId != ruleIds[i]) revert NotReferred(ruleIds[i]);
            rules = bytes.concat(rules, bytes8(uint64(ruleId)));
        }
    }

    function _key(address requester, address custodian, bytes32 request)
        private
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(requester, custodian, request));
    }
}
