// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {World} from "./base/World.sol";
import {IDeposits} from "../src/interfaces/IDeposits.sol";
import {IJournal} from "../src/interfaces/IJournal.sol";

contract DepositsTest is World {
    bytes32 private constant PRINT = keccak256("a salted fingerprint");
    uint16 private constant BUCKET = 7;

    function setUp() public {
        deployCity();
    }

    function test_deposit_keepsTheTimeAndTellsTheHolder() public {
        vm.recordLogs();
        vm.prank(stranger);
        deposits.deposit(PRINT, note(BUCKET));
        checkNote(BUCKET, 96, stranger, PRINT);
        checkTime(PRINT, START, 100);
        checkTime(keccak256("another"), 0, 0);
    }

    function test_deposit_theFirstTimeCountsWhoeverComesLater() public {
        vm.prank(stranger);
        deposits.deposit(PRINT, note(BUCKET));
        vm.warp(START + 60);
        vm.roll(120);
        address[2] memory later = [stranger, civil];
        for (uint256 i = 0; i < later.length; ++i) {
            vm.prank(later[i]);
            vm.expectRevert(abi.encodeWithSelector(IDeposits.AlreadyDeposited.selector, START));
            deposits.deposit(PRINT, note(BUCKET));
        }
        checkTime(PRINT, START, 100);
    }

    function test_deposit_failsWithoutFingerprintOrInAnotherBucket() public {
        vm.expectRevert(IDeposits.BadFingerprint.selector);
        deposits.deposit(0, note(BUCKET));
        vm.expectRevert(abi.encodeWithSelector(IJournal.BadBucket.selector, 0xFFFF));
        deposits.deposit(PRINT, note(0xFFFF));
        checkTime(PRINT, 0, 0);
    }

    function test_fuzz_deposit_eachFingerprintHasItsOwnTime(bytes32[8] calldata prints, uint64 step)
        public
    {
        step = uint64(bound(step, 1, 1 days));
        for (uint256 i = 0; i < prints.length; ++i) {
            (uint64 before,) = deposits.depositedAt(prints[i]);
            vm.warp(START + i * step);
            (bool ok,) =
                address(deposits).call(abi.encodeCall(deposits.deposit, (prints[i], note(BUCKET))));
            vm.assertEq(ok, before == 0 && prints[i] != 0, "once, and never zero");
            (uint64 time,) = deposits.depositedAt(prints[i]);
            if (ok) vm.assertEq(time, START + i * step, "its own time");
            else vm.assertEq(time, before, "unchanged");
        }
    }

    function test_storage_aDepositIsOneWord() public {
        vm.prank(stranger);
        deposits.deposit(PRINT, note(BUCKET));
        bytes32 slot = keccak256(abi.encode(PRINT, uint256(0)));
        bytes memory word = abi.encodePacked(bytes16(0), uint64(100), uint64(START));
        vm.assertEq(vm.load(address(deposits), slot), bytes32(word), "height and time");
    }

    function checkTime(bytes32 print, uint64 time, uint64 height) private view {
        (uint64 foundAt, uint64 foundHeight) = deposits.depositedAt(print);
        vm.assertEq(foundAt, time, "time");
        vm.assertEq(foundHeight, height, "height");
    }
}
