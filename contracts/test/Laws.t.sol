// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Entry} from "./base/Replay.sol";
import {World} from "./base/World.sol";
import {Laws} from "../src/Laws.sol";
import {ILaws} from "../src/interfaces/ILaws.sol";
import {Action, Rule, Verdict} from "../src/types/Law.sol";

contract LawsTest is World {
    function setUp() public {
        deployCity();
    }

    // --- Enacting

    function test_enact_numbersFrom1AndWritesTheRuleToTheJournal() public {
        vm.recordLogs();
        vm.assertEq(enact(aRule()), 1, "first");
        (uint16 bucket, Entry memory e) = lastEntry();
        vm.assertEq(bucket, 0xFFFF, "bucket");
        vm.assertEq(e.kind, 3, "kind");
        vm.assertEq(e.writer, bytes32(uint256(uint160(nation))), "writer");
        vm.assertEq(e.data, abi.encode(uint256(1), aRule()), "data");
        vm.assertEq(e.fingerprint, keccak256(e.data), "fingerprint");
        Rule memory other = aRule();
        other.attribute = "members";
        vm.assertEq(enact(other), 2, "second");
        vm.assertEq(laws.ruleCount(), 2, "count");
        vm.assertEq(keccak256(abi.encode(laws.rule(2))), keccak256(abi.encode(other)), "kept");
    }

    function test_changes_failForAllButTheLegislator() public {
        enact(aRule());
        address[3] memory others = [city, stranger, address(this)];
        for (uint256 i = 0; i < others.length; ++i) {
            bytes memory reason = abi.encodeWithSelector(ILaws.NotTheLegislator.selector, others[i]);
            vm.prank(others[i]);
            vm.expectRevert(reason);
            laws.enact(aRule());
            vm.prank(others[i]);
            vm.expectRevert(reason);
            laws.amend(1, aRule());
            vm.prank(others[i]);
            vm.expectRevert(reason);
            laws.repeal(1);
        }
    }

    function test_enact_failsWhileTheLegislatorIsSuspended() public {
        Laws cityLaws = new Laws(journal, departments, city);
        setActive(nation, city, false);
        vm.prank(city);
        vm.expectRevert(abi.encodeWithSelector(ILaws.NotTheLegislator.selector, city));
        cityLaws.enact(aRule());
    }

    function test_enact_failsIfARuleStandsForTheMatter() public {
        enact(aRule());
        Rule memory r = aRule();
        (r.verdict, r.minLevel, r.clause) = (Verdict.Deny, 1, "other-law/art-1");
        checkRefused(r, abi.encodeWithSelector(ILaws.MatterTaken.selector, 1));
    }

    function test_enact_takesEveryOtherMatter() public {
        enact(aRule());
        Rule memory r = aRule();
        r.requesterKind = 0;
        enact(r);
        r = aRule();
        r.entry = "person";
        enact(r);
        r = aRule();
        r.attribute = "members";
        enact(r);
        r = aRule();
        r.purpose = "school.transfer";
        enact(r);
        r = aRule();
        r.action = Action.MODIFY;
        vm.assertEq(enact(r), 6, "six rules");
    }

    function test_enact_failsForWhatIsNoCode() public {
        string[8] memory bad = ["", "Household", "1a", "a b", unicode"户口", "*", "a~", "a,b"];
        for (uint256 i = 0; i < bad.length; ++i) {
            bytes memory reason = abi.encodeWithSelector(ILaws.BadCode.selector, bad[i]);
            Rule memory r = aRule();
            r.entry = bad[i];
            checkRefused(r, reason);
            r = aRule();
            r.attribute = bad[i];
            checkRefused(r, reason);
            r = aRule();
            r.purpose = bad[i];
            checkRefused(r, reason);
            r = aRule();
            r.clause = bad[i];
            checkRefused(r, reason);
        }
    }

    function test_enact_failsOutsideTheRanges() public {
        Rule memory r = aRule();
        r.requesterKind = "Education";
        checkRefused(r, abi.encodeWithSelector(ILaws.BadKind.selector, r.requesterKind));
        r = aRule();
        r.minLevel = 0;
        checkRefused(r, abi.encodeWithSelector(ILaws.BadLevels.selector, 0, 4));
        r.minLevel = 5;
        checkRefused(r, abi.encodeWithSelector(ILaws.BadLevels.selector, 5, 4));
        r.maxLevel = 6;
        checkRefused(r, abi.encodeWithSelector(ILaws.BadLevels.selector, 5, 6));
        r = aRule();
        r.action = 3;
        checkRefused(r, abi.encodeWithSelector(ILaws.BadAction.selector, 3));
        r = aRule();
        r.until = r.from;
        checkRefused(r, abi.encodeWithSelector(ILaws.BadTimes.selector));
        (r.from, r.until) = (START - 10, START);
        checkRefused(r, abi.encodeWithSelector(ILaws.BadTimes.selector));
    }

    function test_enact_failsForBadLimits() public {
        bytes memory reason = abi.encodeWithSelector(ILaws.BadLimits.selector);
        Rule memory r = aRule();
        r.maxValidity = 158_112_001;
        checkRefused(r, reason);
        r.maxValidity = 0;
        checkRefused(r, reason);
        r = aRule();
        r.maxUses = 65_536;
        checkRefused(r, reason);
        r.maxUses = 0;
        r.verdict = Verdict.Refer;
        checkRefused(r, reason);
        r = aRule();
        r.maxRetentionDays = 3_651;
        checkRefused(r, reason);
        r = aRule();
        (r.verdict, r.maxValidity, r.maxUses) = (Verdict.Deny, 0, 0);
        enact(r);
    }

    function test_enact_onlyARuleThatPermitsIsStatutory() public {
        bytes memory reason = abi.encodeWithSelector(ILaws.BadStatutory.selector);
        Rule memory r = aRule();
        r.statutory = true;
        r.verdict = Verdict.Refer;
        checkRefused(r, reason);
        r.verdict = Verdict.Deny;
        checkRefused(r, reason);
        r.verdict = Verdict.Permit;
        enact(r);
    }

    function test_enact_failsForTextsMissingOrTooLong() public {
        bytes memory reason = abi.encodeWithSelector(ILaws.BadText.selector);
        Rule memory r = aRule();
        r.titleZh = "";
        checkRefused(r, reason);
        r = aRule();
        r.titleEn = text(193);
        checkRefused(r, reason);
        r = aRule();
        r.textUri = text(257);
        checkRefused(r, reason);
    }

    function test_enact_theLongestRuleFitsAnEntry() public {
        Rule memory r = aRule();
        (r.entry, r.attribute, r.purpose, r.clause) = (text(64), text(64), text(64), text(64));
        (r.titleZh, r.titleEn, r.textUri) = (text(192), text(192), text(256));
        enact(r);
    }

    // --- Amending

    function test_amend_replacesTheRule() public {
        enact(aRule());
        Rule memory r = aRule();
        (r.verdict, r.maxUses, r.clause) = (Verdict.Refer, 3, "edu-law/art-13");
        vm.recordLogs();
        vm.prank(nation);
        laws.amend(1, r);
        (, Entry memory e) = lastEntry();
        vm.assertEq(e.data, abi.encode(uint256(1), r), "written");
        (Verdict verdict, uint256 id,, uint32 uses,,,) = ask(education);
        vm.assertEq(uint256(verdict), uint256(Verdict.Refer), "verdict");
        vm.assertEq(id, 1, "same number");
        vm.assertEq(uses, 3, "uses");
    }

    function test_amend_failsIfTheMatterWouldChange() public {
        enact(aRule());
        Rule memory r = aRule();
        r.purpose = "school.transfer";
        vm.prank(nation);
        vm.expectRevert(abi.encodeWithSelector(ILaws.MatterChanged.selector, 1));
        laws.amend(1, r);
    }

    function test_amend_failsForWhatDoesNotStand() public {
        enact(aRule());
        vm.prank(nation);
        laws.repeal(1);
        for (uint256 id = 0; id < 3; ++id) {
            vm.prank(nation);
            vm.expectRevert(abi.encodeWithSelector(ILaws.NotInForce.selector, id));
            laws.amend(id, aRule());
            vm.prank(nation);
            vm.expectRevert(abi.encodeWithSelector(ILaws.NotInForce.selector, id));
            laws.repeal(id);
        }
    }

    // --- Repealing

    function test_repeal_endsTheRuleNowAndFreesItsMatter() public {
        enact(aRule());
        vm.warp(START + 10);
        vm.recordLogs();
        vm.prank(nation);
        laws.repeal(1);
        Rule memory r = aRule();
        r.until = START + 10;
        (, Entry memory e) = lastEntry();
        vm.assertEq(e.data, abi.encode(uint256(1), r), "written");
        vm.assertEq(laws.stands(1), false, "gone");
        checkDenied(education);
        vm.assertEq(enact(aRule()), 2, "another for the same matter");
        (, uint256 id,,,,,) = ask(education);
        vm.assertEq(id, 2, "decides");
    }

    function test_repeal_neverLengthensARule() public {
        Rule memory r = aRule();
        r.until = START + 5;
        enact(r);
        vm.warp(START + 10);
        vm.prank(nation);
        laws.repeal(1);
        vm.assertEq(laws.rule(1).until, START + 5, "until");
    }

    function test_repeal_beforeTheRuleBeginsKeepsItFromEverBeginning() public {
        Rule memory r = aRule();
        r.from = START + 100;
        enact(r);
        vm.prank(nation);
        laws.repeal(1);
        vm.warp(START + 100);
        checkDenied(education);
    }

    // --- Evaluating

    function test_evaluate_givesTheRulesAnswerAndLimits() public {
        enact(aRule());
        (
            Verdict verdict,
            uint256 id,
            uint64 validity,
            uint32 uses,
            uint32 retention,
            bool hand,
            bool alone
        ) = ask(education);
        vm.assertEq(uint256(verdict), uint256(Verdict.Permit), "verdict");
        vm.assertEq(id, 1, "rule");
        vm.assertEq(validity, 90 days, "validity");
        vm.assertEq(uses, 20, "uses");
        vm.assertEq(retention, 30, "retention");
        vm.assertEq(hand, true, "delegable");
        vm.assertEq(alone, false, "not statutory");
    }

    function test_evaluate_saysWhetherADepartmentMayActWithoutAPermission() public {
        Rule memory r = aRule();
        r.statutory = true;
        enact(r);
        (Verdict verdict, uint256 id,,,,, bool alone) = ask(education);
        vm.assertEq(uint256(verdict), uint256(Verdict.Permit), "and permissions as before");
        vm.assertEq(id, 1, "rule");
        vm.assertEq(alone, true, "statutory");
        r.statutory = false;
        vm.prank(nation);
        laws.amend(1, r);
        (,,,,,, alone) = ask(education);
        vm.assertEq(alone, false, "no longer");
    }

    function test_evaluate_deniesWithoutARule() public {
        checkDenied(education);
        enact(aRule());
        checkDenied(tax);
        checkDenied(stranger);
        deniedFor("person", "address", Action.READ, "school.enrolment");
        deniedFor("household", "members", Action.READ, "school.enrolment");
        deniedFor("household", "address", Action.MODIFY, "school.enrolment");
        deniedFor("household", "address", 7, "school.enrolment");
        deniedFor("household", "address", Action.READ, "tax.audit");
    }

    function test_evaluate_deniesTheSuspendedAndAllBelow() public {
        Rule memory r = aRule();
        r.requesterKind = 0;
        enact(r);
        (, uint256 id,,,,,) = ask(university);
        vm.assertEq(id, 1, "permitted before");
        setActive(city, education, false);
        checkDenied(education);
        checkDenied(university);
    }

    function test_evaluate_holdsToLevelAndTime() public {
        Rule memory r = aRule();
        (r.requesterKind, r.minLevel, r.maxLevel) = (0, 3, 4);
        (r.from, r.until) = (START + 10, START + 20);
        enact(r);
        checkDenied(education);
        vm.warp(START + 10);
        (, uint256 id,,,,,) = ask(education);
        vm.assertEq(id, 1, "first second");
        (, id,,,,,) = ask(city);
        vm.assertEq(id, 1, "highest level");
        checkDenied(nation);
        checkDenied(shop);
        vm.warp(START + 19);
        (, id,,,,,) = ask(education);
        vm.assertEq(id, 1, "last second");
        vm.warp(START + 20);
        checkDenied(education);
    }

    function test_evaluate_theRuleForTheKindHidesTheOneForAnyKind() public {
        Rule memory any = aRule();
        any.requesterKind = 0;
        enact(any);
        Rule memory own = aRule();
        (own.verdict, own.until) = (Verdict.Deny, START + 10);
        enact(own);
        (Verdict verdict, uint256 id,,,,,) = ask(education);
        vm.assertEq(uint256(verdict), uint256(Verdict.Deny), "denied by its own rule");
        vm.assertEq(id, 2, "which is named");
        (, id,,,,,) = ask(civil);
        vm.assertEq(id, 1, "another kind");
        vm.warp(START + 10);
        checkDenied(education);
        vm.prank(nation);
        laws.repeal(2);
        (, id,,,,,) = ask(education);
        vm.assertEq(id, 1, "after the repeal");
    }

    // --- Helpers

    function enact(Rule memory r) private returns (uint256) {
        vm.prank(nation);
        return laws.enact(r);
    }

    function checkRefused(Rule memory r, bytes memory reason) private {
        vm.prank(nation);
        vm.expectRevert(reason);
        laws.enact(r);
    }

    function ask(address requester)
        private
        view
        returns (Verdict, uint256, uint64, uint32, uint32, bool, bool)
    {
        return laws.evaluate(requester, "household", "address", Action.READ, "school.enrolment");
    }

    function checkDenied(address requester) private view {
        (Verdict verdict, uint256 id, uint64 validity, uint32 uses,, bool hand, bool alone) =
            ask(requester);
        vm.assertEq(uint256(verdict), uint256(Verdict.Deny), "denied");
        vm.assertEq(id + validity + uses, 0, "by no rule");
        vm.assertEq(hand || alone, false, "and neither handed on nor statutory");
    }

    function deniedFor(string memory entry, string memory item, uint8 action, string memory purpose)
        private
        view
    {
        (Verdict verdict, uint256 id,,,,,) = laws.evaluate(education, entry, item, action, purpose);
        vm.assertEq(uint256(verdict) + id, 0, "denied by no rule");
    }
}
