// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Replay} from "../base/Replay.sol";
import {Test} from "../base/Test.sol";
import {Journal} from "../../src/Journal.sol";

/// @notice A registry that writes whatever it is told, and a stranger who tries to. The registry is
/// the replay's account: a journal takes none that has no code yet.
contract JournalHandler is Test {
    Journal public journal = new Journal(2);
    Replay public replay = new Replay();
    uint64 private clock = 1_800_000_000;
    uint64 private height = 100;

    constructor() {
        address[] memory registries = new address[](1);
        registries[0] = address(replay);
        journal.open(registries);
    }

    function pass(uint16 time) external {
        clock += time;
        height += 1 + time % 3;
    }

    function write(uint16 bucket, uint8 kind, bytes32 writer, bytes calldata data, bool rightful)
        external
    {
        if (kind < 16 && rightful) bucket = 0xFFFF;
        if (kind >= 16 && rightful) bucket %= 4;
        bool may = (kind < 16 ? bucket == 0xFFFF : bucket < 4) && data.length <= 4096;
        require(append(address(replay), bucket, kind, writer, data) == (may ? 1 : 0), "entries");
    }

    /// @notice Many at once, so that a campaign comes past a checkpoint.
    function fill(uint8 many, bytes32 writer) external {
        vm.warp(clock);
        vm.roll(height);
        vm.recordLogs();
        uint256 entries = 64 + many % 128;
        for (uint256 i = 0; i < entries; ++i) {
            vm.prank(address(replay));
            journal.append(0, 48, writer, bytes32(i), 0, 0, "");
        }
        require(replay.take(vm.getRecordedLogs(), address(journal)) == entries, "entries");
    }

    function intrude(address by, bytes32 writer) external {
        if (by == address(replay)) return;
        require(append(by, 0, 48, writer, "") == 0, "a stranger has written");
    }

    function append(address by, uint16 bucket, uint8 kind, bytes32 writer, bytes memory data)
        private
        returns (uint256 entries)
    {
        vm.warp(clock);
        vm.roll(height);
        vm.recordLogs();
        bytes memory act =
            abi.encodeCall(journal.append, (bucket, kind, writer, keccak256(data), 0, 0, data));
        vm.prank(by);
        (bool ok,) = address(journal).call(act);
        entries = replay.take(vm.getRecordedLogs(), address(journal));
        require(entries == (ok ? 1 : 0), "an event of a call that failed");
    }
}

contract JournalInvariants is Test {
    JournalHandler private handler;

    function setUp() public {
        handler = new JournalHandler();
        target(address(handler));
    }

    /// @dev Head, count and checkpoints of every bucket are those of the events, replayed.
    /// forge-config: default.invariant.runs = 5
    function invariant_headsAreTheHashChainsOfTheEvents() public view {
        vm.assertTrue(handler.replay().agrees(handler.journal()), "journal and events differ");
    }
}
