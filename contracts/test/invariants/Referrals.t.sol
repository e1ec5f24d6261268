// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Handler} from "../base/Handler.sol";
import {Test} from "../base/Test.sol";
import {Rule} from "../../src/types/Law.sol";
import {Case, CaseState, Ruling} from "../../src/types/Referral.sol";

/// @notice Departments open cases and decide them, officers come and go, the law turns its mind.
contract ReferralsHandler is Handler {
    struct Kept {
        CaseState state;
        uint64 openedAt;
        uint64 decidedAt;
        address decider;
        uint64 number;
        bytes32 officer;
    }

    uint256 private constant REQUESTS = 2;

    address[3] private custodians;
    bytes32[2] private officers = [bytes32("officer one"), "officer two"];
    mapping(bytes32 key => Kept) private kept;
    mapping(address department => mapping(bytes32 officer => uint64)) private appointedUntil;
    mapping(address custodian => uint64) private opened;
    mapping(address custodian => uint64) private decided;
    bool private referring = true;

    constructor() {
        custodians = [civil, education, city];
        vm.recordLogs();
        vm.prank(nation);
        laws.enact(aReferringRule());
        replay.take(vm.getRecordedLogs(), address(journal));
    }

    function turnTheLaw(uint256 seed) external inTime {
        // Most of the time it refers.
        referring = seed % 4 != 0;
        Rule memory r = aReferringRule();
        if (!referring) r.minLevel = 5;
        if (!referring) r.maxLevel = 5;
        attempt(nation, address(laws), abi.encodeCall(laws.amend, (1, r)), isOn(nation));
    }

    function appoint(uint256 by, uint256 who, uint64 length) external inTime {
        address caller = pick(by);
        bytes32 officer = officers[who % 2];
        uint64 until = clock + 1 + length % 4000;
        bytes memory act = abi.encodeCall(departments.appointOfficer, (officer, until, "cases"));
        attempt(caller, address(departments), act, isOn(caller));
        if (isOn(caller)) appointedUntil[caller][officer] = until;
    }

    function dismiss(uint256 by, uint256 who) external inTime {
        address caller = pick(by);
        bytes32 officer = officers[who % 2];
        bool may = isOn(caller) && appointedUntil[caller][officer] != 0;
        bytes memory act = abi.encodeCall(departments.dismissOfficer, (officer));
        attempt(caller, address(departments), act, may);
        if (may) appointedUntil[caller][officer] = 0;
    }

    function open(uint256 by, uint256 where, uint256 request) external inTime {
        address caller = by % 3 == 0 ? pick(by / 3) : tax;
        address custodian = custodians[where % 3];
        Kept storage k = kept[key(caller, custodian, request)];
        uint256[] memory rules = new uint256[](1);
        rules[0] = 1;
        bool may = isOn(caller) && isOn(custodian) && caller == tax && referring
            && k.state == CaseState.None;
        bytes memory act =
            abi.encodeCall(referrals.open, (custodian, digest(request), rules, 0, note(1)));
        attempt(caller, address(referrals), act, may);
        if (!may) return;
        (k.state, k.openedAt, k.number) = (CaseState.Open, clock, ++opened[custodian]);
    }

    function decide(uint256 by, uint256 where, uint256 request, uint256 who, bool permit)
        external
        inTime
    {
        address custodian = custodians[where % 3];
        address caller = by % 3 == 0 ? pick(by / 3) : by % 3 == 1 ? custodian : city;
        bytes32 officer = officers[who % 2];
        Kept storage k = kept[key(tax, custodian, request)];
        bool office = caller == custodian || isAbove(caller, custodian);
        bool may = isOn(caller) && office && clock < appointedUntil[caller][officer]
            && k.state == CaseState.Open;
        CaseState state = permit ? CaseState.Permitted : CaseState.Denied;
        Ruling memory r =
            Ruling(tax, custodian, digest(request), state, officer, "reasons", "decision");
        attempt(caller, address(referrals), abi.encodeCall(referrals.decide, (r, note(1))), may);
        if (!may) return;
        (k.state, k.decidedAt, k.decider, k.officer) = (state, clock, caller, officer);
        ++decided[custodian];
    }

    /// @notice Whether every case and every count is the model's.
    function agrees() external view returns (bool) {
        for (uint256 i = 0; i < 3; ++i) {
            address office = custodians[i];
            if (referrals.opened(office) != opened[office]) return false;
            if (referrals.decided(office) != decided[office]) return false;
            for (uint256 request = 0; request < REQUESTS; ++request) {
                Kept storage k = kept[key(tax, office, request)];
                Case memory c = referrals.caseOf(tax, office, digest(request));
                if (c.state != k.state || c.openedAt != k.openedAt) return false;
                if (c.decidedAt != k.decidedAt || c.decider != k.decider) return false;
                if (c.number != k.number || c.officer != k.officer) return false;
            }
        }
        return true;
    }

    function isAbove(address upper, address id) private view returns (bool) {
        for (id = parentIs[id]; id != address(0); id = parentIs[id]) {
            if (id == upper) return true;
        }
        return false;
    }

    function key(address by, address office, uint256 request) private pure returns (bytes32) {
        return keccak256(abi.encode(by, office, digest(request)));
    }

    function digest(uint256 request) private pure returns (bytes32) {
        return keccak256(abi.encode("request", request % REQUESTS));
    }
}

contract ReferralsInvariants is Test {
    ReferralsHandler private handler;

    function setUp() public {
        handler = new ReferralsHandler();
        target(address(handler));
    }

    /// @dev With it: no case was ever decided twice, or by another than an officer whom the
    /// custodian or a department above it had authorised at that moment; none was opened that the
    /// law did not refer; otherwise the campaign had ended.
    function invariant_casesAreWhatOfficersMadeThem() public view {
        vm.assertTrue(handler.agrees(), "a case differs from the model");
        vm.assertTrue(handler.journalAgrees(), "journal and events differ");
    }
}
