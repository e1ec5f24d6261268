// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Entry} from "./base/Replay.sol";
import {World} from "./base/World.sol";
import {IDepartments} from "../src/interfaces/IDepartments.sol";
import {Departments} from "../src/Departments.sol";
import {Record, Registration} from "../src/types/Directory.sol";

contract DepartmentsTest is World {
    bytes32 private constant OFFICER = keccak256("officer");

    function setUp() public {
        deployCity();
    }

    // --- Founding

    function test_found_failsIfNotFounder() public {
        Departments empty = new Departments(journal);
        vm.prank(nation);
        vm.expectRevert(abi.encodeWithSelector(IDepartments.NotTheFounder.selector, nation));
        empty.found(nation, registration(1, "government"));
    }

    function test_found_failsTheSecondTime() public {
        vm.expectRevert(IDepartments.AlreadyFounded.selector);
        departments.found(stranger, registration(1, "government"));
    }

    function test_found_failsForAccountZero() public {
        Departments empty = new Departments(journal);
        vm.expectRevert(IDepartments.ZeroAccount.selector);
        empty.found(address(0), registration(1, "government"));
    }

    function test_found_makesTheRoot() public view {
        vm.assertEq(departments.root(), nation, "root");
        vm.assertEq(departments.parentOf(nation), address(0), "no parent");
        vm.assertEq(departments.isActive(nation), true, "active");
    }

    // --- Registering

    function test_register_keepsTheRecordAndWritesItToTheJournal() public {
        address court = account("court");
        vm.recordLogs();
        register(city, court, 3, "court");
        Record memory record = departments.record(court);
        vm.assertEq(record.parent, city, "parent");
        vm.assertEq(record.active, true, "active");
        vm.assertEq(record.since, START, "since");
        vm.assertEq(
            keccak256(abi.encode(record.r)),
            keccak256(abi.encode(registration(3, "court"))),
            "registration"
        );
        checkEntry(1, city, abi.encode(court, record));
    }

    function test_register_failsForAStranger() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IDepartments.NotActiveDepartment.selector, stranger));
        departments.register(account("court"), registration(3, "court"));
    }

    function test_register_failsIfAnyoneAboveIsSuspended() public {
        setActive(nation, city, false);
        vm.prank(education);
        vm.expectRevert(
            abi.encodeWithSelector(IDepartments.NotActiveDepartment.selector, education)
        );
        departments.register(account("school"), registration(5, "school"));
    }

    function test_register_failsForWhatIsRegistered() public {
        vm.prank(tax);
        vm.expectRevert(abi.encodeWithSelector(IDepartments.AlreadyRegistered.selector, university));
        departments.register(university, registration(5, "company"));
    }

    function test_register_failsForAccountZero() public {
        vm.prank(city);
        vm.expectRevert(IDepartments.ZeroAccount.selector);
        departments.register(address(0), registration(4, "court"));
    }

    function test_register_failsAboveTheParentsLevelAndOutside1To5() public {
        checkRefused(
            registration(2, "court"), abi.encodeWithSelector(IDepartments.BadLevel.selector, 2)
        );
        checkRefused(
            registration(0, "court"), abi.encodeWithSelector(IDepartments.BadLevel.selector, 0)
        );
        checkRefused(
            registration(6, "court"), abi.encodeWithSelector(IDepartments.BadLevel.selector, 6)
        );
    }

    function test_register_failsForABadKind() public {
        checkRefused(
            registration(4, "Court"),
            abi.encodeWithSelector(IDepartments.BadKind.selector, bytes32("Court"))
        );
        checkRefused(registration(4, 0), abi.encodeWithSelector(IDepartments.BadKind.selector, 0));
    }

    function test_register_failsForABadKey() public {
        bytes memory reason = abi.encodeWithSelector(IDepartments.BadKey.selector);
        Registration memory r = registration(4, "court");
        r.ed25519 = 0;
        checkRefused(r, reason);
        r = registration(4, "court");
        r.x25519 = 0;
        checkRefused(r, reason);
        r = registration(4, "court");
        r.p256Sign = new bytes(33);
        checkRefused(r, reason);
        r.p256Sign = "";
        checkRefused(r, reason);
        r = registration(4, "court");
        r.p256Encrypt = abi.encodePacked(uint8(4), bytes32(0), bytes32(0));
        checkRefused(r, reason);
    }

    function test_register_failsForTextsMissingOrTooLong() public {
        bytes memory reason = abi.encodeWithSelector(IDepartments.BadText.selector);
        Registration memory r = registration(4, "court");
        r.code = "";
        checkRefused(r, reason);
        r.code = text(65);
        checkRefused(r, reason);
        r = registration(4, "court");
        r.nameZh = text(193);
        checkRefused(r, reason);
        r = registration(4, "court");
        r.nameEn = "";
        checkRefused(r, reason);
        r = registration(4, "court");
        r.endpoint = text(257);
        checkRefused(r, reason);
    }

    function test_register_theLongestRecordFitsAnEntry() public {
        Registration memory r = registration(4, "court");
        (r.code, r.nameZh, r.nameEn, r.endpoint) = (text(64), text(192), text(192), text(256));
        vm.prank(city);
        departments.register(account("court"), r);
        vm.prank(city);
        departments.appointOfficer(OFFICER, START + 1, text(256));
    }

    function test_register_failsForTheNinthInALine() public {
        address last = city;
        for (uint256 i = 3; i <= 8; ++i) {
            address next = address(uint160(i));
            register(last, next, 5, "office");
            last = next;
        }
        vm.prank(last);
        vm.expectRevert(IDepartments.TooDeep.selector);
        departments.register(account("court"), registration(5, "court"));
    }

    // --- Changing

    function test_update_replacesTheRegistrationAndNothingElse() public {
        setActive(city, education, false);
        vm.warp(START + 50);
        Registration memory r = registration(5, "schools");
        r.ed25519 = keccak256("new key");
        vm.recordLogs();
        vm.prank(education);
        vm.expectRevert(
            abi.encodeWithSelector(IDepartments.NotActiveDepartment.selector, education)
        );
        departments.update(university, r);
        vm.prank(city);
        departments.update(civil, r);
        Record memory record = departments.record(civil);
        vm.assertEq(record.r.ed25519, keccak256("new key"), "key");
        vm.assertEq(record.parent, city, "parent");
        vm.assertEq(record.since, START, "since");
        vm.assertEq(departments.kindOf(civil), "schools", "kind");
        vm.assertEq(departments.levelOf(civil), 5, "level");
        checkEntry(1, city, abi.encode(civil, record));
    }

    function test_update_ofTheSuspendedByItsParentLeavesItSuspended() public {
        setActive(city, education, false);
        vm.prank(city);
        departments.update(education, registration(4, "education"));
        vm.assertEq(departments.isActive(education), false, "suspended");
    }

    function test_update_failsForAllButTheParent() public {
        address[4] memory others = [university, nation, city, tax];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(
                abi.encodeWithSelector(IDepartments.NotTheParent.selector, university, others[i])
            );
            departments.update(university, registration(4, "university"));
        }
        vm.prank(city);
        vm.expectRevert(abi.encodeWithSelector(IDepartments.NotTheParent.selector, nation, city));
        departments.update(nation, registration(1, "government"));
    }

    function test_update_failsForTheUnknown() public {
        vm.prank(city);
        vm.expectRevert(abi.encodeWithSelector(IDepartments.NotRegistered.selector, stranger));
        departments.update(stranger, registration(4, "court"));
    }

    function test_update_ofTheRootIsItsOwn() public {
        Registration memory r = registration(1, "government");
        r.x25519 = keccak256("new key");
        vm.prank(nation);
        departments.update(nation, r);
        vm.assertEq(departments.record(nation).r.x25519, keccak256("new key"), "key");
    }

    function test_update_keepsTheLevelBetweenParentAndChildren() public {
        // The city (3) has children of level 4.
        vm.prank(nation);
        departments.update(city, registration(4, "government"));
        vm.prank(nation);
        vm.expectRevert(abi.encodeWithSelector(IDepartments.BadLevel.selector, 5));
        departments.update(city, registration(5, "government"));
        vm.prank(city);
        vm.expectRevert(abi.encodeWithSelector(IDepartments.BadLevel.selector, 3));
        departments.update(civil, registration(3, "civil-affairs"));
        // With its three children at 5 the city may sink as well; one back at 4 and it may not.
        address[3] memory children = [education, tax, civil];
        vm.prank(education);
        departments.update(university, registration(5, "university"));
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(city);
            departments.update(children[i], registration(5, "office"));
        }
        vm.prank(nation);
        departments.update(city, registration(5, "government"));
    }

    // --- Suspending

    function test_setActive_closesAllBelowAndOpensItAgain() public {
        vm.warp(START + 9);
        vm.recordLogs();
        setActive(city, education, false);
        vm.assertEq(departments.isActive(education), false, "itself");
        vm.assertEq(departments.isActive(university), false, "below");
        vm.assertEq(departments.isActive(tax), true, "beside");
        vm.assertEq(departments.record(university).active, true, "its own switch is untouched");
        vm.assertEq(departments.record(education).since, START + 9, "since");
        checkEntry(1, city, abi.encode(education, departments.record(education)));
        setActive(city, education, true);
        vm.assertEq(departments.isActive(university), true, "open again");
    }

    function test_setActive_failsForAllButTheParent() public {
        address[3] memory others = [university, nation, city];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(
                abi.encodeWithSelector(IDepartments.NotTheParent.selector, university, others[i])
            );
            departments.setActive(university, false);
        }
    }

    function test_setActive_failsForTheRoot() public {
        vm.prank(nation);
        vm.expectRevert(abi.encodeWithSelector(IDepartments.NotTheParent.selector, nation, nation));
        departments.setActive(nation, false);
    }

    function test_setActive_failsIfTheParentIsSuspended() public {
        setActive(city, education, false);
        vm.prank(education);
        vm.expectRevert(
            abi.encodeWithSelector(IDepartments.NotActiveDepartment.selector, education)
        );
        departments.setActive(university, false);
    }

    function test_setActive_failsIfItIsSoAlready() public {
        vm.prank(city);
        vm.expectRevert(abi.encodeWithSelector(IDepartments.NothingChanged.selector, tax));
        departments.setActive(tax, true);
    }

    // --- Officers

    function test_appointOfficer_lastsUntilItsEnd() public {
        vm.recordLogs();
        vm.prank(civil);
        departments.appointOfficer(OFFICER, START + 100, "household cases");
        checkEntry(2, civil, abi.encode(civil, OFFICER, true, START + 100, "household cases"));
        vm.assertEq(departments.officer(civil, OFFICER), START + 100, "until");
        vm.assertEq(departments.officer(tax, OFFICER), 0, "of that department alone");
        vm.assertEq(departments.isOfficer(civil, OFFICER), true, "now");
        vm.warp(START + 99);
        vm.assertEq(departments.isOfficer(civil, OFFICER), true, "the last second");
        vm.warp(START + 100);
        vm.assertEq(departments.isOfficer(civil, OFFICER), false, "over");
    }

    function test_appointOfficer_hasNoEffectWhileSuspended() public {
        vm.prank(civil);
        departments.appointOfficer(OFFICER, START + 100, "");
        setActive(nation, city, false);
        vm.assertEq(departments.isOfficer(civil, OFFICER), false, "suspended above");
    }

    function test_appointOfficer_failsWithoutKeyOrFuture() public {
        vm.prank(civil);
        vm.expectRevert(IDepartments.BadAppointment.selector);
        departments.appointOfficer(0, START + 1, "");
        vm.prank(civil);
        vm.expectRevert(IDepartments.BadAppointment.selector);
        departments.appointOfficer(OFFICER, START, "");
        vm.prank(civil);
        vm.expectRevert(IDepartments.BadText.selector);
        departments.appointOfficer(OFFICER, START + 1, text(257));
    }

    function test_officers_failForAStranger() public {
        bytes memory reason =
            abi.encodeWithSelector(IDepartments.NotActiveDepartment.selector, stranger);
        vm.prank(stranger);
        vm.expectRevert(reason);
        departments.appointOfficer(OFFICER, START + 1, "");
        vm.prank(stranger);
        vm.expectRevert(reason);
        departments.dismissOfficer(OFFICER);
    }

    function test_dismissOfficer_endsItAtOnce() public {
        vm.prank(civil);
        departments.appointOfficer(OFFICER, START + 100, "");
        vm.recordLogs();
        vm.prank(civil);
        departments.dismissOfficer(OFFICER);
        checkEntry(2, civil, abi.encode(civil, OFFICER, false, uint64(0), ""));
        vm.assertEq(departments.isOfficer(civil, OFFICER), false, "dismissed");
        vm.prank(civil);
        vm.expectRevert(abi.encodeWithSelector(IDepartments.NotAppointed.selector, OFFICER));
        departments.dismissOfficer(OFFICER);
    }

    // --- Asking

    function test_isWithin_isStrictlyBelow() public view {
        vm.assertEq(departments.isWithin(university, education), true, "child");
        vm.assertEq(departments.isWithin(university, nation), true, "far below");
        vm.assertEq(departments.isWithin(university, university), false, "not itself");
        vm.assertEq(departments.isWithin(education, university), false, "not above");
        vm.assertEq(departments.isWithin(university, tax), false, "not beside");
        vm.assertEq(departments.isWithin(nation, address(0)), false, "nothing is below zero");
        vm.assertEq(departments.isWithin(stranger, nation), false, "not a stranger");
    }

    function test_views_sayNothingOfAStranger() public view {
        vm.assertEq(departments.exists(stranger), false, "exists");
        vm.assertEq(departments.isActive(stranger), false, "active");
        vm.assertEq(departments.isActive(address(0)), false, "zero");
        vm.assertEq(departments.levelOf(stranger), 0, "level");
        vm.assertEq(departments.record(stranger).since, 0, "record");
    }

    // --- Helpers

    /// @dev The city tries to register a court so, in vain.
    function checkRefused(Registration memory r, bytes memory reason) private {
        vm.prank(city);
        vm.expectRevert(reason);
        departments.register(account("court"), r);
    }

    /// @dev The last recorded entry: public, of this kind, writer and data, bearing its hash.
    function checkEntry(uint8 kind, address writer, bytes memory data) private {
        (uint16 bucket, Entry memory e) = lastEntry();
        vm.assertEq(bucket, 0xFFFF, "bucket");
        vm.assertEq(e.kind, kind, "kind");
        vm.assertEq(e.writer, bytes32(uint256(uint160(writer))), "writer");
        vm.assertEq(e.data, data, "data");
        vm.assertEq(e.fingerprint, keccak256(data), "fingerprint");
    }
}
