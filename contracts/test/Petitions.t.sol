// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {World} from "./base/World.sol";
import {IJournal} from "../src/interfaces/IJournal.sol";
import {IPetitions} from "../src/interfaces/IPetitions.sol";

contract PetitionsTest is World {
    bytes32 private constant PRINT = keccak256("a petition");
    bytes32 private constant ANSWER = keccak256("an answer");
    uint16 private constant BUCKET = 7;

    address private citizen = account("one-time account");
    address private thief = account("thief");

    function setUp() public {
        deployCity();
    }

    // --- Lodging

    function test_lodge_isKeptWithItsTimeAndTellsBoth() public {
        vm.recordLogs();
        lodge(citizen, civil);
        checkNoteAfter(abi.encodePacked(civil), BUCKET, 80, citizen, PRINT);
        check(citizen, civil, START, 0, 0);
    }

    function test_lodge_failsTheSecondTimeOfTheSameAccount() public {
        lodge(citizen, civil);
        vm.prank(citizen);
        vm.expectRevert(IPetitions.AlreadyLodged.selector);
        petitions.lodge(tax, PRINT, note(BUCKET));
    }

    function test_lodge_ofACopiedFingerprintFillsAnotherSlot() public {
        lodge(thief, tax);
        lodge(citizen, civil);
        answer(tax, thief);
        check(citizen, civil, START, 0, 0);
    }

    function test_lodge_isPossibleWithASuspendedDepartment() public {
        setActive(city, civil, false);
        lodge(citizen, civil);
        check(citizen, civil, START, 0, 0);
    }

    function test_lodge_failsWithWhatIsNoDepartmentAndWithoutFingerprint() public {
        vm.expectRevert(abi.encodeWithSelector(IPetitions.NotADepartment.selector, stranger));
        petitions.lodge(stranger, PRINT, note(BUCKET));
        vm.expectRevert(IPetitions.BadFingerprint.selector);
        petitions.lodge(civil, 0, note(BUCKET));
        vm.expectRevert(abi.encodeWithSelector(IJournal.BadBucket.selector, 256));
        petitions.lodge(civil, PRINT, note(256));
    }

    // --- Answering

    function test_answer_isKeptWithItsTimeAndTellsTheHolder() public {
        lodge(citizen, civil);
        vm.warp(START + 9);
        vm.recordLogs();
        answer(civil, citizen);
        checkNoteAfter(abi.encodePacked(citizen, ANSWER), BUCKET, 81, civil, PRINT);
        check(citizen, civil, START, START + 9, ANSWER);
    }

    function test_answer_failsTheSecondTime() public {
        lodge(citizen, civil);
        answer(civil, citizen);
        refuse(civil, citizen, ANSWER, abi.encodeWithSelector(IPetitions.AlreadyAnswered.selector));
    }

    function test_answer_failsForAllButTheDepartmentItWasLodgedWith() public {
        lodge(citizen, civil);
        address[2] memory others = [city, tax];
        for (uint256 i = 0; i < others.length; ++i) {
            refuse(
                others[i], citizen, ANSWER, abi.encodeWithSelector(IPetitions.NotLodged.selector)
            );
        }
        refuse(
            citizen,
            citizen,
            ANSWER,
            abi.encodeWithSelector(IPetitions.NotActiveDepartment.selector, citizen)
        );
        refuse(civil, thief, ANSWER, abi.encodeWithSelector(IPetitions.NotLodged.selector));
    }

    function test_answer_failsWhileSuspendedAndWithoutDigest() public {
        lodge(citizen, civil);
        refuse(civil, citizen, 0, abi.encodeWithSelector(IPetitions.BadFingerprint.selector));
        setActive(city, civil, false);
        refuse(
            civil,
            citizen,
            ANSWER,
            abi.encodeWithSelector(IPetitions.NotActiveDepartment.selector, civil)
        );
    }

    function test_fuzz_answer_onceByItsDepartment(bytes32 print, uint8 to, uint8 by) public {
        vm.assume(print != 0);
        address[4] memory all = [civil, tax, education, city];
        (address addressed, address caller) = (all[to % 4], all[by % 4]);
        vm.prank(citizen);
        petitions.lodge(addressed, print, note(BUCKET));
        vm.prank(caller);
        (bool ok,) = address(petitions)
            .call(abi.encodeCall(petitions.answer, (citizen, print, ANSWER, note(BUCKET))));
        vm.assertEq(ok, caller == addressed, "answered");
    }

    // --- Helpers

    function lodge(address by, address to) private {
        vm.prank(by);
        petitions.lodge(to, PRINT, note(BUCKET));
    }

    function answer(address by, address to) private {
        vm.prank(by);
        petitions.answer(to, PRINT, ANSWER, note(BUCKET));
    }

    function refuse(address by, address to, bytes32 digest, bytes memory reason) private {
        vm.prank(by);
        vm.expectRevert(reason);
        petitions.answer(to, PRINT, digest, note(BUCKET));
    }

    function check(address by, address to, uint64 lodgedAt, uint64 answeredAt, bytes32 digest)
        private
        view
    {
        IPetitions.Petition memory p = petitions.petition(by, PRINT);
        vm.assertEq(p.to, to, "to");
        vm.assertEq(p.lodgedAt, lodgedAt, "lodgedAt");
        vm.assertEq(p.answeredAt, answeredAt, "answeredAt");
        vm.assertEq(p.answer, digest, "answer");
    }
}
