// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {World} from "./base/World.sol";
import {Action} from "../src/types/Law.sol";
import {Issue} from "../src/types/Invoice.sol";
import {Note} from "../src/types/Note.sol";
import {CaseState, Ruling} from "../src/types/Referral.sol";
import {Status} from "../src/types/Status.sol";

/// @notice What each act costs as a whole transaction: snapshots/Registries.json.
/// @dev Notes carry 64 bytes of sealed data and go to a bucket that has entries already.
contract GasTest is World {
    bytes32 private constant PRINT = keccak256("fingerprint");
    bytes32 private constant NEXT = keccak256("next");
    uint16 private constant BUCKET = 7;

    function setUp() public {
        deployCity();
        vm.prank(nation);
        laws.enact(aRule());
        vm.prank(nation);
        laws.enact(aReferringRule());
        vm.prank(civil);
        departments.appointOfficer(PRINT, START + 1, "identity cases");
        vm.prank(stranger);
        grants.anchor(NEXT, START + 1, 1, full());
        vm.prank(civil);
        credentials.anchor(NEXT, full());
        vm.prank(tax);
        invoices.allot(shop, 1, 9);
    }

    /// forge-config: default.isolate = true
    function test_gas_directory() public {
        register(city, account("court"), 4, "court");
        snap("departments.register");
        vm.prank(city);
        departments.update(civil, registration(4, "civil-affairs"));
        snap("departments.update");
        setActive(city, civil, false);
        snap("departments.setActive");
        vm.prank(city);
        departments.appointOfficer(PRINT, START + 1, "household cases");
        snap("departments.appointOfficer");
    }

    /// forge-config: default.isolate = true
    function test_gas_law() public {
        vm.prank(nation);
        laws.amend(1, aRule());
        snap("laws.amend");
        vm.prank(nation);
        laws.repeal(1);
        snap("laws.repeal");
        vm.prank(nation);
        laws.enact(aRule());
        snap("laws.enact");
        laws.evaluate(education, "household", "address", Action.READ, "school.enrolment");
        snap("laws.evaluate (a call, no transaction)");
    }

    /// forge-config: default.isolate = true
    function test_gas_grants() public {
        vm.prank(stranger);
        grants.anchor(PRINT, START + 1, 9, full());
        snap("grants.anchor");
        vm.prank(stranger);
        grants.anchor(PRINT ^ NEXT, START + 1, 9, note(BUCKET + 1));
        snap("grants.anchor, first of its bucket, 3 bytes");
        vm.prank(stranger);
        grants.anchor(PRINT & NEXT, START + 1, 9, note(BUCKET + 1));
        snap("grants.anchor, 3 bytes");
        vm.prank(education);
        grants.recordUse(stranger, PRINT, full());
        snap("grants.recordUse, department in the third row");
        vm.prank(stranger);
        grants.revoke(PRINT, full());
        snap("grants.revoke");
        vm.prank(civil);
        grants.withdrawLink(PRINT);
        snap("grants.withdrawLink");
    }

    /// forge-config: default.isolate = true
    function test_gas_credentials() public {
        vm.prank(civil);
        credentials.anchor(PRINT, full());
        snap("credentials.anchor");
        vm.prank(civil);
        credentials.setStatus(PRINT, Status.Superseded, NEXT, full());
        snap("credentials.setStatus superseded");
        vm.prank(civil);
        credentials.setStatus(NEXT, Status.Revoked, 0, full());
        snap("credentials.setStatus revoked");
    }

    /// forge-config: default.isolate = true
    function test_gas_invoices() public {
        vm.prank(tax);
        invoices.allot(shop, 10, 99);
        snap("invoices.allot");
        Issue memory what = anIssue(50, stranger);
        bytes memory signed = countersigned(shop, what);
        vm.prank(shop);
        invoices.issue(what, signed, full());
        snap("invoices.issue");
        vm.prank(stranger);
        invoices.claim(50, civil);
        snap("invoices.claim");
        vm.prank(civil);
        invoices.book(50);
        snap("invoices.book");
        vm.prank(civil);
        invoices.reimburse(50);
        snap("invoices.reimburse");
    }

    /// forge-config: default.isolate = true
    function test_gas_referrals() public {
        uint256[] memory rules = new uint256[](1);
        rules[0] = 2;
        vm.prank(tax);
        referrals.open(civil, PRINT, rules, 0, full());
        snap("referrals.open");
        Ruling memory r = Ruling(tax, civil, PRINT, CaseState.Permitted, PRINT, PRINT, PRINT);
        vm.prank(civil);
        referrals.decide(r, full());
        snap("referrals.decide");
    }

    /// forge-config: default.isolate = true
    function test_gas_accessesPetitionsPresentationsDeposits() public {
        vm.prank(civil);
        accesses.record(PRINT, full());
        snap("accesses.record");
        vm.prank(stranger);
        petitions.lodge(civil, PRINT, full());
        snap("petitions.lodge");
        vm.prank(civil);
        petitions.answer(stranger, PRINT, NEXT, full());
        snap("petitions.answer");
        vm.prank(civil);
        presentations.record(PRINT, full());
        snap("presentations.record, first");
        vm.prank(tax);
        presentations.record(PRINT, full());
        snap("presentations.record, repeat");
        vm.prank(stranger);
        deposits.deposit(PRINT, full());
        snap("deposits.deposit");
    }

    function snap(string memory name) private {
        vm.snapshotGasLastCall("Registries", name);
    }

    function full() private pure returns (Note memory n) {
        n = note(BUCKET);
        n.data = abi.encode(keccak256("sealed"), keccak256("data"));
    }
}
