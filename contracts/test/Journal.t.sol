// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Entry, Replay} from "./base/Replay.sol";
import {Test} from "./base/Test.sol";
import {Journal} from "../src/Journal.sol";
import {IJournal} from "../src/interfaces/IJournal.sol";

/// @dev The test itself is the only registry.
contract JournalTest is Test {
    uint8 private constant KIND = 48;
    bytes32 private constant WRITER = bytes32(uint256(7));
    bytes32 private constant PRINT = keccak256("fingerprint");

    Journal private journal;
    Replay private replay;

    function setUp() public {
        vm.warp(1_800_000_000);
        vm.roll(100);
        journal = new Journal(8);
        replay = new Replay();
        journal.open(list(address(this)));
    }

    // --- Opening

    function test_constructor_failsAbove15Bits() public {
        vm.expectRevert(abi.encodeWithSelector(IJournal.BadBucketBits.selector, 16));
        new Journal(16);
    }

    function test_open_failsIfNotOpener() public {
        Journal closed = new Journal(8);
        address stranger = account("stranger");
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IJournal.NotTheOpener.selector, stranger));
        closed.open(list(address(this)));
    }

    function test_open_failsTheSecondTime() public {
        vm.expectRevert(IJournal.AlreadyOpen.selector);
        journal.open(list(address(replay)));
    }

    function test_open_failsForNobodyTwiceTheSameOrNoContract() public {
        Journal closed = new Journal(8);
        vm.expectRevert(IJournal.BadRegistries.selector);
        closed.open(new address[](0));
        address[] memory twice = new address[](2);
        (twice[0], twice[1]) = (address(this), address(this));
        vm.expectRevert(IJournal.BadRegistries.selector);
        closed.open(twice);
        vm.expectRevert(IJournal.BadRegistries.selector);
        closed.open(list(account("no contract")));
        vm.assertEq(closed.isOpen(), false, "still closed");
    }

    function test_open_authorisesTheRegistriesAndNobodyElse() public view {
        vm.assertEq(journal.isOpen(), true, "open");
        vm.assertEq(journal.isRegistry(address(this)), true, "registry");
        vm.assertEq(journal.isRegistry(address(replay)), false, "stranger");
        vm.assertEq(journal.opener(), address(this), "opener");
    }

    // --- Writing

    function test_append_failsIfNotRegistry() public {
        vm.prank(address(replay));
        vm.expectRevert(abi.encodeWithSelector(IJournal.NotARegistry.selector, address(replay)));
        journal.append(1, KIND, WRITER, PRINT, 0, 0, "");
    }

    function test_append_failsBeforeOpening() public {
        Journal closed = new Journal(8);
        vm.expectRevert(abi.encodeWithSelector(IJournal.NotARegistry.selector, address(this)));
        closed.append(1, KIND, WRITER, PRINT, 0, 0, "");
    }

    function test_append_takes4096BytesAndNotOneMore() public {
        journal.append(1, KIND, WRITER, PRINT, 0, 0, new bytes(4096));
        vm.expectRevert(abi.encodeWithSelector(IJournal.DataTooLong.selector, 4097, 4096));
        journal.append(1, KIND, WRITER, PRINT, 0, 0, new bytes(4097));
    }

    function test_append_numbersEachBucketFromZero() public {
        vm.recordLogs();
        for (uint16 i = 0; i < 6; ++i) {
            journal.append(i % 2, KIND, WRITER, PRINT, 0, 0, "");
        }
        // The replay itself refuses a gap.
        vm.assertEq(replay.take(vm.getRecordedLogs(), address(journal)), 6, "entries");
        vm.assertEq(replay.count(0), 3, "bucket 0");
        vm.assertEq(replay.count(1), 3, "bucket 1");
        vm.assertEq(replay.agrees(journal), true, "heads");
    }

    /// @dev The one place where the preimage is written out as docs/formats/chain.md has it.
    function test_append_hashesHeadSeqBlockTimeAndEntry() public {
        bytes16 nonce = bytes16(keccak256("nonce"));
        bytes16 tag = bytes16(keccak256("tag"));
        bytes memory place = abi.encodePacked(bytes32(0), uint64(0), uint64(100));
        bytes memory rest = abi.encodePacked(KIND, WRITER, PRINT, nonce, tag, hex"c0ffee");
        bytes32 first = keccak256(bytes.concat(place, bytes8(uint64(1_800_000_000)), rest));
        journal.append(9, KIND, WRITER, PRINT, nonce, tag, hex"c0ffee");
        (bytes32 head,) = journal.buckets(9);
        vm.assertEq(head, first, "first head");

        vm.roll(101);
        vm.warp(1_800_000_005);
        place = abi.encodePacked(first, uint64(1), uint64(101));
        bytes32 second = keccak256(bytes.concat(place, bytes8(uint64(1_800_000_005)), rest));
        journal.append(9, KIND, WRITER, PRINT, nonce, tag, hex"c0ffee");
        (head,) = journal.buckets(9);
        vm.assertEq(head, second, "second head");
    }

    function test_fuzz_append_eventsReplayToTheHead(
        uint8 kind,
        uint16 bucket,
        bytes32 writer,
        bytes32 fingerprint,
        bytes16 nonce,
        bytes16 tag,
        bytes calldata data
    ) public {
        bucket = kind < 16 ? 0xFFFF : bucket % 256;
        vm.recordLogs();
        journal.append(bucket, kind, writer, fingerprint, nonce, tag, data);
        journal.append(bucket, kind, fingerprint, writer, tag, nonce, data);
        vm.assertEq(replay.take(vm.getRecordedLogs(), address(journal)), 2, "entries");
        vm.assertEq(replay.agrees(journal), true, "head");
        Entry memory last = replay.last();
        vm.assertEq(last.kind, kind, "kind");
        vm.assertEq(last.writer, fingerprint, "writer");
        vm.assertEq(last.fingerprint, writer, "fingerprint");
        vm.assertEq(last.nonce, tag, "nonce");
        vm.assertEq(last.tag, nonce, "tag");
        vm.assertEq(last.data, data, "data");
    }

    function test_fuzz_append_takesAKindOnlyInItsBucket(uint8 kind, uint16 bucket, uint8 bits)
        public
    {
        bits = uint8(bound(bits, 0, 15));
        Journal other = new Journal(bits);
        other.open(list(address(this)));
        bool belongs = kind < 16 ? bucket == 0xFFFF : bucket < 2 ** bits;
        if (!belongs) vm.expectRevert(abi.encodeWithSelector(IJournal.BadBucket.selector, bucket));
        other.append(bucket, kind, WRITER, PRINT, 0, 0, "");
    }

    function test_append_keepsTheHeadOfEach1024thEntry() public {
        for (uint256 i = 0; i < 1023; ++i) {
            journal.append(3, KIND, WRITER, PRINT, 0, 0, "");
        }
        vm.assertEq(journal.checkpoints((3 << 64) | 1), 0, "not yet");
        journal.append(3, KIND, WRITER, PRINT, 0, 0, "");
        (bytes32 head, uint64 count) = journal.buckets(3);
        vm.assertEq(count, 1024, "count");
        vm.assertEq(journal.checkpoints((3 << 64) | 1), head, "checkpoint");
        journal.append(3, KIND, WRITER, PRINT, 0, 0, "");
        vm.assertEq(journal.checkpoints((3 << 64) | 1), head, "it stays");
        vm.assertEq(journal.checkpoints((3 << 64) | 2), 0, "the next is far");
        vm.assertEq(journal.checkpoints((4 << 64) | 1), 0, "of this bucket alone");
    }

    function list(address one) private pure returns (address[] memory only) {
        only = new address[](1);
        only[0] = one;
    }
}
