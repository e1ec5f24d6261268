// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Handler} from "../base/Handler.sol";
import {Test} from "../base/Test.sol";
import {Registration} from "../../src/types/Directory.sol";

/// @notice Departments and strangers register, re-key and suspend one another.
contract DepartmentsHandler is Handler {
    mapping(address id => uint8) private levelIs;
    mapping(address id => bytes32) private keyIs;

    constructor() {
        (levelIs[nation], levelIs[city], levelIs[shop]) = (1, 3, 5);
        (levelIs[education], levelIs[university], levelIs[tax], levelIs[civil]) = (4, 4, 4, 4);
        for (uint256 i = 0; i < actors.length; ++i) {
            if (levelIs[actors[i]] != 0) keyIs[actors[i]] = keccak256("ed25519");
        }
        for (uint160 i = 1; i <= 10; ++i) {
            actors.push(address(i << 32));
        }
    }

    function register(uint256 who, uint256 by, uint8 level) external inTime {
        (address id, address caller) = (pick(who), pick(by));
        level %= 7;
        bool may = isOn(caller) && levelIs[id] == 0 && level >= levelIs[caller] && level <= 5
            && depth(caller) < 8;
        bytes memory act = abi.encodeCall(departments.register, (id, registration(level, "office")));
        attempt(caller, address(departments), act, may);
        if (!may) return;
        (parentIs[id], switchedOn[id]) = (caller, true);
        (levelIs[id], keyIs[id]) = (level, keccak256("ed25519"));
    }

    function rekey(uint256 who, uint256 by, uint8 level, bytes32 key) external inTime {
        address id = pick(who);
        address above = id == nation ? nation : parentIs[id];
        address caller = by % 3 == 0 ? pick(by / 3) : above;
        level %= 7;
        bool may = levelIs[id] != 0 && caller == above && isOn(caller) && key != 0 && level != 0
            && level <= 5 && fits(id, level);
        Registration memory r = registration(level, "office");
        r.ed25519 = key;
        attempt(caller, address(departments), abi.encodeCall(departments.update, (id, r)), may);
        if (may) (levelIs[id], keyIs[id]) = (level, key);
        require(departments.record(id).r.ed25519 == keyIs[id], "another key");
    }

    /// @notice Somebody asks who stands below whom.
    function compare(uint256 who) external view {
        address id = pick(who);
        for (uint256 i = 0; i < actors.length; ++i) {
            bool below = departments.isWithin(id, actors[i]);
            require(below == isBelow(id, actors[i]), "another line");
        }
    }

    /// @notice Whether every other answer of the directory is the model's.
    function agrees() external view returns (bool) {
        for (uint256 i = 0; i < actors.length; ++i) {
            address id = actors[i];
            if (departments.parentOf(id) != parentIs[id]) return false;
            if (departments.levelOf(id) != levelIs[id]) return false;
            if (departments.exists(id) != (levelIs[id] != 0)) return false;
            if (departments.isActive(id) != isOn(id)) return false;
        }
        return true;
    }

    /// @notice Whether no department is active below a suspended one.
    function suspendingClosesAllBelow() external view returns (bool) {
        for (uint256 i = 0; i < actors.length; ++i) {
            address parent = departments.parentOf(actors[i]);
            bool open = departments.isActive(actors[i]);
            if (open && parent != address(0) && !departments.isActive(parent)) return false;
        }
        return true;
    }

    /// @notice Whether levels never rise downwards and no line is longer than 8.
    function treeIsInOrder() external view returns (bool) {
        for (uint256 i = 0; i < actors.length; ++i) {
            address parent = departments.parentOf(actors[i]);
            if (parent == address(0)) continue;
            if (departments.levelOf(actors[i]) < departments.levelOf(parent)) return false;
            if (depth(actors[i]) > 8) return false;
        }
        return true;
    }

    function fits(address id, uint8 level) private view returns (bool) {
        if (id != nation && level < levelIs[parentIs[id]]) return false;
        for (uint256 i = 0; i < actors.length; ++i) {
            address child = actors[i];
            if (levelIs[child] != 0 && parentIs[child] == id && levelIs[child] < level) {
                return false;
            }
        }
        return true;
    }

    function depth(address id) private view returns (uint256 length) {
        for (; id != address(0); id = parentIs[id]) {
            ++length;
        }
    }

    function isBelow(address id, address ancestor) private view returns (bool) {
        for (id = parentIs[id]; id != address(0); id = parentIs[id]) {
            if (id == ancestor) return true;
        }
        return false;
    }
}

contract DepartmentsInvariants is Test {
    DepartmentsHandler private handler;

    function setUp() public {
        handler = new DepartmentsHandler();
        target(address(handler));
    }

    /// @dev With it: only the parent has ever registered, re-keyed or suspended a department,
    /// because an act of anybody else that succeeds ends the campaign.
    function invariant_directoryIsWhatTheParentsMadeIt() public view {
        vm.assertTrue(handler.agrees(), "the directory differs from the model");
        vm.assertTrue(handler.suspendingClosesAllBelow(), "active below a suspended one");
        vm.assertTrue(handler.treeIsInOrder(), "levels or depth");
        vm.assertTrue(handler.journalAgrees(), "journal and events differ");
    }
}
