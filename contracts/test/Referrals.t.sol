// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {World} from "./base/World.sol";
import {IJournal} from "../src/interfaces/IJournal.sol";
import {IReferrals} from "../src/interfaces/IReferrals.sol";
import {Rule, Verdict} from "../src/types/Law.sol";
import {Case, CaseState, Ruling} from "../src/types/Referral.sol";

/// @notice The tax bureau asks the civil affairs bureau for something that the law refers.
contract ReferralsTest is World {
    bytes32 private constant REQUEST = keccak256("a request");
    bytes32 private constant OFFICER = keccak256("officer");
    bytes32 private constant REASONS = keccak256("reasons");
    bytes32 private constant DECISION = keccak256("decision");
    uint64 private constant UNTIL = START + 1000;
    uint16 private constant BUCKET = 7;

    function setUp() public {
        deployCity();
        vm.prank(nation);
        laws.enact(aReferringRule());
        appoint(civil, OFFICER);
    }

    // --- Opening

    function test_open_waitsAtTheCustodian() public {
        vm.recordLogs();
        open(tax, START + 60);
        bytes memory before = abi.encodePacked(civil, uint64(START + 60), uint8(1), uint64(1));
        checkNoteAfter(before, BUCKET, 64, tax, REQUEST);
        Case memory c = referrals.caseOf(tax, civil, REQUEST);
        checkState(CaseState.Open);
        vm.assertEq(c.openedAt, START, "openedAt");
        vm.assertEq(c.due, START + 60, "due");
        vm.assertEq(c.number, 1, "number");
        vm.assertEq(c.decider, address(0), "nobody decided");
        vm.assertEq(referrals.opened(civil), 1, "opened");
        vm.assertEq(referrals.decided(civil), 0, "decided");
    }

    function test_open_numbersACustodiansCases() public {
        open(tax, 0);
        vm.prank(tax);
        referrals.open(civil, keccak256("another"), rules(1), 0, note(BUCKET));
        vm.assertEq(referrals.caseOf(tax, civil, keccak256("another")).number, 2, "number");
        vm.prank(tax);
        referrals.open(education, REQUEST, rules(1), 0, note(BUCKET));
        vm.assertEq(referrals.caseOf(tax, education, REQUEST).number, 1, "elsewhere from 1");
    }

    function test_open_namesEveryRule() public {
        Rule memory r = aReferringRule();
        r.attribute = "birth-date";
        vm.prank(nation);
        laws.enact(r);
        uint256[] memory both = new uint256[](2);
        (both[0], both[1]) = (2, 1);
        vm.recordLogs();
        vm.prank(tax);
        referrals.open(civil, REQUEST, both, 0, note(BUCKET));
        bytes memory before = abi.encodePacked(civil, uint64(0), uint8(2), uint64(2), uint64(1));
        checkNoteAfter(before, BUCKET, 64, tax, REQUEST);
    }

    function test_open_failsTheSecondTimeEvenAfterTheDecision() public {
        open(tax, 0);
        refuseOpen(tax, civil, rules(1), abi.encodeWithSelector(IReferrals.AlreadyOpened.selector));
        decide(civil, CaseState.Denied);
        refuseOpen(tax, civil, rules(1), abi.encodeWithSelector(IReferrals.AlreadyOpened.selector));
    }

    function test_open_ofACopiedRequestIsACaseOfItsOwn() public {
        Rule memory any = aReferringRule();
        any.requesterKind = 0;
        vm.prank(nation);
        laws.enact(any);
        vm.prank(education);
        referrals.open(civil, REQUEST, rules(2), 0, note(BUCKET));
        open(tax, 0);
        vm.prank(civil);
        referrals.decide(ruling(education, CaseState.Permitted), note(BUCKET));
        checkState(CaseState.Open);
    }

    function test_open_failsUnlessTheLawRefersTheCallerNow() public {
        bytes memory reason = abi.encodeWithSelector(IReferrals.NotReferred.selector, 1);
        refuseOpen(education, civil, rules(1), reason);
        Rule memory r = aReferringRule();
        (r.from, r.until) = (START + 10, START + 20);
        vm.prank(nation);
        laws.amend(1, r);
        refuseOpen(tax, civil, rules(1), reason);
        vm.warp(START + 20);
        refuseOpen(tax, civil, rules(1), reason);
        vm.warp(START + 19);
        open(tax, 0);
    }

    function test_open_failsByARuleThatPermitsDeniesOrIsNone() public {
        Rule memory r = aReferringRule();
        (r.attribute, r.verdict) = ("name", Verdict.Permit);
        vm.prank(nation);
        laws.enact(r);
        refuseOpen(tax, civil, rules(2), abi.encodeWithSelector(IReferrals.NotReferred.selector, 2));
        (r.attribute, r.verdict) = ("health", Verdict.Deny);
        vm.prank(nation);
        laws.enact(r);
        refuseOpen(tax, civil, rules(3), abi.encodeWithSelector(IReferrals.NotReferred.selector, 3));
        refuseOpen(tax, civil, rules(4), abi.encodeWithSelector(IReferrals.NotReferred.selector, 4));
        refuseOpen(tax, civil, rules(0), abi.encodeWithSelector(IReferrals.NotReferred.selector, 0));
        vm.prank(nation);
        laws.repeal(1);
        refuseOpen(tax, civil, rules(1), abi.encodeWithSelector(IReferrals.NotReferred.selector, 1));
    }

    function test_open_failsByARuleThatAnotherHides() public {
        Rule memory any = aReferringRule();
        any.requesterKind = 0;
        vm.prank(nation);
        laws.enact(any);
        refuseOpen(tax, civil, rules(2), abi.encodeWithSelector(IReferrals.NotReferred.selector, 2));
    }

    function test_open_failsWithoutRuleOrRequestOrWithTooMuch() public {
        bytes memory reason = abi.encodeWithSelector(IReferrals.BadCase.selector);
        refuseOpen(tax, civil, new uint256[](0), reason);
        refuseOpen(tax, civil, new uint256[](17), reason);
        vm.prank(tax);
        vm.expectRevert(reason);
        referrals.open(civil, 0, rules(1), 0, note(BUCKET));
        vm.prank(tax);
        vm.expectRevert(reason);
        referrals.open(civil, REQUEST, rules(1), START, note(BUCKET));
    }

    function test_open_failsForStrangersTheSuspendedAndOnesOwn() public {
        refuseOpen(
            stranger,
            civil,
            rules(1),
            abi.encodeWithSelector(IReferrals.NotActiveDepartment.selector, stranger)
        );
        refuseOpen(
            tax,
            stranger,
            rules(1),
            abi.encodeWithSelector(IReferrals.NotActiveDepartment.selector, stranger)
        );
        refuseOpen(tax, tax, rules(1), abi.encodeWithSelector(IReferrals.OwnRequest.selector));
        setActive(city, civil, false);
        refuseOpen(
            tax,
            civil,
            rules(1),
            abi.encodeWithSelector(IReferrals.NotActiveDepartment.selector, civil)
        );
    }

    function test_open_failsInABucketThatIsNotAPersons() public {
        vm.prank(tax);
        vm.expectRevert(abi.encodeWithSelector(IJournal.BadBucket.selector, 256));
        referrals.open(civil, REQUEST, rules(1), 0, note(256));
        checkState(CaseState.None);
    }

    // --- Deciding

    function test_decide_staysAndTellsTheHolder() public {
        open(tax, 0);
        vm.warp(START + 5);
        vm.recordLogs();
        decide(civil, CaseState.Permitted);
        bytes memory before = abi.encodePacked(tax, civil, uint8(2), OFFICER, REASONS, DECISION);
        checkNoteAfter(before, BUCKET, 65, civil, REQUEST);
        checkState(CaseState.Permitted);
        Case memory c = referrals.caseOf(tax, civil, REQUEST);
        vm.assertEq(c.decider, civil, "decider");
        vm.assertEq(c.officer, OFFICER, "officer");
        vm.assertEq(c.reasons, REASONS, "reasons");
        vm.assertEq(c.decision, DECISION, "decision");
        vm.assertEq(c.decidedAt, START + 5, "decidedAt");
        vm.assertEq(c.openedAt, START, "openedAt");
        vm.assertEq(referrals.decided(civil), 1, "decided");
        refuseDecide(
            civil, abi.encodeWithSelector(IReferrals.AlreadyDecided.selector, CaseState.Permitted)
        );
    }

    function test_decide_byADepartmentAboveTheCustodian() public {
        open(tax, 0);
        appoint(city, OFFICER);
        decide(city, CaseState.Denied);
        checkState(CaseState.Denied);
        vm.assertEq(referrals.caseOf(tax, civil, REQUEST).decider, city, "decider");
    }

    function test_decide_failsForTheRequesterEvenAboveTheCustodian() public {
        Rule memory r = aReferringRule();
        (r.requesterKind, r.minLevel) = ("government", 1);
        vm.prank(nation);
        laws.enact(r);
        vm.prank(city);
        referrals.open(civil, REQUEST, rules(2), 0, note(BUCKET));
        appoint(city, OFFICER);
        vm.prank(city);
        vm.expectRevert(abi.encodeWithSelector(IReferrals.NotTheOffice.selector, city));
        referrals.decide(ruling(city, CaseState.Permitted), note(BUCKET));
        appoint(nation, OFFICER);
        vm.prank(nation);
        referrals.decide(ruling(city, CaseState.Permitted), note(BUCKET));
    }

    function test_decide_failsForOthersThanTheOffice() public {
        open(tax, 0);
        address[3] memory others = [tax, education, university];
        for (uint256 i = 0; i < others.length; ++i) {
            appoint(others[i], OFFICER);
            refuseDecide(
                others[i], abi.encodeWithSelector(IReferrals.NotTheOffice.selector, others[i])
            );
        }
        refuseDecide(
            stranger, abi.encodeWithSelector(IReferrals.NotActiveDepartment.selector, stranger)
        );
    }

    function test_decide_failsByAnOfficerWhoIsNotAuthorisedByTheCallerNow() public {
        open(tax, 0);
        bytes memory reason = abi.encodeWithSelector(IReferrals.NotAnOfficer.selector, OFFICER);
        refuseDecide(city, reason);
        vm.warp(UNTIL);
        refuseDecide(civil, reason);
        vm.warp(UNTIL - 1);
        vm.prank(civil);
        departments.dismissOfficer(OFFICER);
        refuseDecide(civil, reason);
        appoint(civil, OFFICER);
        decide(civil, CaseState.Permitted);
    }

    function test_decide_failsWhileTheOfficeIsSuspended() public {
        open(tax, 0);
        setActive(city, civil, false);
        refuseDecide(civil, abi.encodeWithSelector(IReferrals.NotActiveDepartment.selector, civil));
    }

    function test_decide_failsWithoutACase() public {
        refuseDecide(civil, abi.encodeWithSelector(IReferrals.NotOpened.selector));
    }

    function test_decide_failsForWhatIsNoDecision() public {
        open(tax, 0);
        bytes memory reason = abi.encodeWithSelector(IReferrals.BadDecision.selector);
        CaseState[2] memory states = [CaseState.None, CaseState.Open];
        for (uint256 i = 0; i < states.length; ++i) {
            vm.prank(civil);
            vm.expectRevert(reason);
            referrals.decide(ruling(tax, states[i]), note(BUCKET));
        }
        Ruling memory r = ruling(tax, CaseState.Denied);
        r.reasons = 0;
        vm.prank(civil);
        vm.expectRevert(reason);
        referrals.decide(r, note(BUCKET));
        (r.reasons, r.decision) = (REASONS, 0);
        vm.prank(civil);
        vm.expectRevert(reason);
        referrals.decide(r, note(BUCKET));
    }

    function test_decide_isPossibleAfterTheTimeItWasNeededBy() public {
        open(tax, START + 10);
        vm.warp(START + 20);
        decide(civil, CaseState.Permitted);
        checkState(CaseState.Permitted);
    }

    function test_fuzz_decide_onlyByAnAuthorisedOfficerOfTheOfficeInTime(
        uint256 who,
        uint64 time,
        uint64 until,
        bool dismissed,
        bool suspended
    ) public {
        address[6] memory callers = [civil, city, nation, tax, education, university];
        address by = callers[who % 6];
        (time, until) = (uint64(bound(time, START, START + 99)), START + 1 + until % 99);
        open(tax, 0);
        vm.prank(by);
        departments.appointOfficer(OFFICER, until, "cases");
        if (dismissed) {
            vm.prank(by);
            departments.dismissOfficer(OFFICER);
        }
        if (suspended) setActive(nation, city, false);
        vm.warp(time);
        bool office = by == civil || by == city || by == nation;
        bool active = !suspended || by == nation;
        bytes memory act =
            abi.encodeCall(referrals.decide, (ruling(tax, CaseState.Permitted), note(BUCKET)));
        vm.prank(by);
        (bool ok,) = address(referrals).call(act);
        vm.assertEq(ok, office && active && !dismissed && time < until, "decided");
    }

    // --- Helpers

    function appoint(address by, bytes32 officer) private {
        vm.prank(by);
        departments.appointOfficer(officer, UNTIL, "identity cases");
    }

    function open(address by, uint64 due) private {
        vm.prank(by);
        referrals.open(civil, REQUEST, rules(1), due, note(BUCKET));
    }

    function refuseOpen(address by, address custodian, uint256[] memory ids, bytes memory reason)
        private
    {
        vm.prank(by);
        vm.expectRevert(reason);
        referrals.open(custodian, REQUEST, ids, 0, note(BUCKET));
    }

    function decide(address by, CaseState state) private {
        vm.prank(by);
        referrals.decide(ruling(tax, state), note(BUCKET));
    }

    function refuseDecide(address by, bytes memory reason) private {
        vm.prank(by);
        vm.expectRevert(reason);
        referrals.decide(ruling(tax, CaseState.Permitted), note(BUCKET));
    }

    function checkState(CaseState state) private view {
        CaseState its = referrals.caseOf(tax, civil, REQUEST).state;
        vm.assertEq(uint256(its), uint256(state), "state");
    }

    function ruling(address requester, CaseState state) private view returns (Ruling memory) {
        return Ruling(requester, civil, REQUEST, state, OFFICER, REASONS, DECISION);
    }

    function rules(uint256 id) private pure returns (uint256[] memory ids) {
        ids = new uint256[](1);
        ids[0] = id;
    }
}
