// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {World} from "./base/World.sol";
import {IJournal} from "../src/interfaces/IJournal.sol";
import {IPresentations} from "../src/interfaces/IPresentations.sol";

contract PresentationsTest is World {
    bytes32 private constant ID = keccak256("a presentation");
    uint16 private constant BUCKET = 7;

    function setUp() public {
        deployCity();
    }

    function test_record_keepsTheFirstAndTellsTheHolder() public {
        vm.recordLogs();
        record(civil);
        checkNote(BUCKET, 88, civil, ID);
        check(civil, START, 1);
    }

    function test_record_marksEveryOtherAsARepeatOfTheFirst() public {
        record(civil);
        vm.warp(START + 60);
        vm.recordLogs();
        record(tax);
        bytes memory before = abi.encodePacked(civil, uint64(START), uint32(2));
        checkNoteAfter(before, BUCKET, 89, tax, ID);
        check(civil, START, 2);
        vm.recordLogs();
        record(civil);
        before = abi.encodePacked(civil, uint64(START), uint32(3));
        checkNoteAfter(before, BUCKET, 89, civil, ID);
        check(civil, START, 3);
    }

    function test_record_failsForStrangersAndTheSuspended() public {
        refuse(
            stranger, abi.encodeWithSelector(IPresentations.NotActiveDepartment.selector, stranger)
        );
        setActive(city, civil, false);
        refuse(civil, abi.encodeWithSelector(IPresentations.NotActiveDepartment.selector, civil));
        check(address(0), 0, 0);
    }

    function test_record_failsWithoutIdOrInAnotherBucket() public {
        vm.prank(civil);
        vm.expectRevert(IPresentations.BadId.selector);
        presentations.record(0, note(BUCKET));
        vm.prank(civil);
        vm.expectRevert(abi.encodeWithSelector(IJournal.BadBucket.selector, 256));
        presentations.record(ID, note(256));
        check(address(0), 0, 0);
    }

    function test_fuzz_record_theFirstStays(uint8[6] calldata by, uint16[6] calldata waits) public {
        address[3] memory counters = [civil, tax, education];
        uint64 time = START;
        for (uint256 i = 0; i < by.length; ++i) {
            time += waits[i];
            vm.warp(time);
            record(counters[by[i] % 3]);
        }
        check(counters[by[0] % 3], START + waits[0], 6);
    }

    function record(address by) private {
        vm.prank(by);
        presentations.record(ID, note(BUCKET));
    }

    function refuse(address by, bytes memory reason) private {
        vm.prank(by);
        vm.expectRevert(reason);
        presentations.record(ID, note(BUCKET));
    }

    function check(address first, uint64 firstAt, uint32 times) private view {
        (address its, uint64 itsAt, uint32 itsTimes) = presentations.accepted(ID);
        vm.assertEq(its, first, "first");
        vm.assertEq(itsAt, firstAt, "firstAt");
        vm.assertEq(itsTimes, times, "times");
    }
}
