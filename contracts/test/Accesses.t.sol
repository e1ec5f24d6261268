// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {World} from "./base/World.sol";
import {IAccesses} from "../src/interfaces/IAccesses.sol";
import {IJournal} from "../src/interfaces/IJournal.sol";

contract AccessesTest is World {
    bytes32 private constant PRINT = keccak256("a salted statement");
    uint16 private constant BUCKET = 7;

    function setUp() public {
        deployCity();
    }

    function test_record_tellsTheHolder() public {
        vm.recordLogs();
        record(civil);
        checkNote(BUCKET, 72, civil, PRINT);
        vm.assertEq(accesses.recordedAt(civil, PRINT), START, "time");
        vm.assertEq(accesses.recordedAt(tax, PRINT), 0, "by nobody else");
    }

    function test_record_failsTheSecondTimeOfTheSameCustodian() public {
        record(civil);
        refuse(civil, PRINT, abi.encodeWithSelector(IAccesses.AlreadyRecorded.selector));
        record(tax);
    }

    function test_record_failsForStrangersAndTheSuspended() public {
        refuse(
            stranger,
            PRINT,
            abi.encodeWithSelector(IAccesses.NotActiveDepartment.selector, stranger)
        );
        setActive(city, education, false);
        refuse(
            university,
            PRINT,
            abi.encodeWithSelector(IAccesses.NotActiveDepartment.selector, university)
        );
    }

    function test_record_failsWithoutFingerprintOrInAnotherBucket() public {
        refuse(civil, 0, abi.encodeWithSelector(IAccesses.BadFingerprint.selector));
        vm.prank(civil);
        vm.expectRevert(abi.encodeWithSelector(IJournal.BadBucket.selector, 0xFFFF));
        accesses.record(PRINT, note(0xFFFF));
        vm.assertEq(accesses.recordedAt(civil, PRINT), 0, "nothing kept");
    }

    function test_fuzz_record_onceForEveryFingerprint(bytes32 print, uint64 time) public {
        vm.assume(print != 0);
        time = uint64(bound(time, START, START + 1 days));
        vm.warp(time);
        vm.prank(civil);
        accesses.record(print, note(BUCKET));
        vm.warp(time + 1);
        refuse(civil, print, abi.encodeWithSelector(IAccesses.AlreadyRecorded.selector));
        vm.assertEq(accesses.recordedAt(civil, print), time, "time");
    }

    function record(address by) private {
        vm.prank(by);
        accesses.record(PRINT, note(BUCKET));
    }

    function refuse(address by, bytes32 print, bytes memory reason) private {
        vm.prank(by);
        vm.expectRevert(reason);
        accesses.record(print, note(BUCKET));
    }
}
