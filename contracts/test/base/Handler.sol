// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Replay} from "./Replay.sol";
import {World} from "./World.sol";

/// @notice What forge calls at random in an invariant campaign: a city with several actors, where
/// each act says beforehand whether it may succeed, and fails the campaign if the contract thinks
/// otherwise.
/// @dev The model of who is active is kept here, apart from the contract's own.
abstract contract Handler is World {
    Replay internal replay = new Replay();
    address[] internal actors;
    mapping(address id => address) internal parentIs;
    mapping(address id => bool) internal switchedOn;

    // forge may forget `warp` and `roll` between two calls of a campaign.
    uint64 internal clock = START;
    uint64 internal height = 100;

    modifier inTime() {
        vm.warp(clock);
        vm.roll(height);
        _;
    }

    constructor() {
        vm.recordLogs();
        deployCity();
        replay.take(vm.getRecordedLogs(), address(journal));
        enrol(nation, address(0));
        enrol(city, nation);
        enrol(education, city);
        enrol(university, education);
        enrol(tax, city);
        enrol(shop, tax);
        enrol(civil, city);
        actors.push(stranger);
        actors.push(account("thief"));
    }

    // --- Acts common to all

    /// @notice Some blocks go by.
    function pass(uint16 time) external inTime {
        clock += time % 500;
        height += 1 + time % 3;
    }

    /// @notice Somebody tries to suspend or restore a department.
    function toggle(uint256 who, uint256 by) external inTime {
        // A city that stays suspended lets nobody act: restoring comes first most of the time.
        address id = who % 4 == 0 ? pick(who / 4) : oneSuspended(pick(who / 4));
        address caller = by % 3 == 0 ? pick(by / 3) : parentIs[id];
        bool may = isOn(caller) && parentIs[id] == caller;
        bytes memory act = abi.encodeCall(departments.setActive, (id, !switchedOn[id]));
        attempt(caller, address(departments), act, may);
        if (may) switchedOn[id] = !switchedOn[id];
    }

    // --- What all must keep

    /// @notice Whether the journal is what its events say it is.
    function journalAgrees() external view returns (bool) {
        return replay.agrees(journal);
    }

    // --- Helpers

    /// @dev Calls; the outcome must be the one foretold. Follows the journal. A call that succeeds
    /// writes one entry, and one that fails writes none.
    function attempt(address by, address to, bytes memory act, bool may) internal {
        require(tryTo(by, to, act, may) == (may ? 1 : 0), "number of entries");
    }

    /// @dev The same for acts that write several entries.
    function attemptWriting(address by, address to, bytes memory act, bool may, uint256 entries)
        internal
    {
        require(tryTo(by, to, act, may) == (may ? entries : 0), "number of entries");
    }

    /// @dev The same for acts that are no entry of the journal.
    function attemptUnwritten(address by, address to, bytes memory act, bool may) internal {
        require(tryTo(by, to, act, may) == 0, "number of entries");
    }

    function tryTo(address by, address to, bytes memory act, bool may)
        private
        returns (uint256 entries)
    {
        vm.recordLogs();
        vm.prank(by);
        (bool ok,) = to.call(act);
        require(ok == may, ok ? "succeeded against the rules" : "failed against the rules");
        return replay.take(vm.getRecordedLogs(), address(journal));
    }

    function enrol(address id, address parent) internal {
        actors.push(id);
        parentIs[id] = parent;
        switchedOn[id] = true;
    }

    function pick(uint256 seed) internal view returns (address) {
        return actors[seed % actors.length];
    }

    /// @dev The highest suspended department, or `otherwise` if there is none.
    function oneSuspended(address otherwise) internal view returns (address) {
        for (uint256 i = 0; i < actors.length; ++i) {
            if (parentIs[actors[i]] != address(0) && !switchedOn[actors[i]]) return actors[i];
        }
        return otherwise;
    }

    /// @dev The model's answer to `departments.isActive`.
    function isOn(address id) internal view returns (bool) {
        if (id == address(0)) return false;
        for (; id != address(0); id = parentIs[id]) {
            if (!switchedOn[id]) return false;
        }
        return true;
    }
}
