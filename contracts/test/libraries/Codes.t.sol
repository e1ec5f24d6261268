// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Test} from "../base/Test.sol";
import {Codes} from "../../src/libraries/Codes.sol";

contract CodesTest is Test {
    function test_isCode_takesWhatTheGrammarTakes() public pure {
        string[5] memory good = ["a", "household", "edu-law/art-12", "school.enrolment_2", "z09"];
        for (uint256 i = 0; i < good.length; ++i) {
            vm.assertEq(Codes.isCode(good[i]), true, good[i]);
        }
        vm.assertEq(Codes.isCode(text(64)), true, "64 bytes");
        vm.assertEq(Codes.isCode(text(65)), false, "65 bytes");
        vm.assertEq(Codes.isCode(""), false, "nothing");
    }

    /// @dev Every byte, first and later, against the grammar written as a list.
    function test_isCode_everyByte() public pure {
        bytes memory first = "abcdefghijklmnopqrstuvwxyz";
        bytes memory later = "abcdefghijklmnopqrstuvwxyz0123456789._/-";
        for (uint256 c = 0; c < 256; ++c) {
            bytes memory one = abi.encodePacked(uint8(c));
            vm.assertEq(Codes.isCode(string(one)), contains(first, c), "first");
            bytes memory two = abi.encodePacked("a", uint8(c));
            vm.assertEq(Codes.isCode(string(two)), contains(later, c), "later");
        }
    }

    function test_isKind_everyByte() public pure {
        bytes memory first = "abcdefghijklmnopqrstuvwxyz";
        bytes memory later = "abcdefghijklmnopqrstuvwxyz0123456789-";
        for (uint256 c = 0; c < 256; ++c) {
            bytes32 one = bytes32(bytes1(uint8(c)));
            vm.assertEq(Codes.isKind(one), contains(first, c), "first");
            bytes32 two = bytes32(abi.encodePacked("a", uint8(c)));
            // A zero there is the padding of the kind "a".
            vm.assertEq(Codes.isKind(two), c == 0 || contains(later, c), "later");
        }
    }

    function test_isKind_isLeftAlignedWithoutGaps() public pure {
        vm.assertEq(Codes.isKind("civil-affairs"), true, "a kind");
        vm.assertEq(Codes.isKind(bytes32(bytes(text(32)))), true, "all 32 bytes");
        vm.assertEq(Codes.isKind(hex"610062"), false, "a gap");
        vm.assertEq(Codes.isKind(bytes32(uint256(0x61))), false, "right-aligned");
        vm.assertEq(Codes.isKind(0), false, "nothing");
    }

    function contains(bytes memory set, uint256 c) private pure returns (bool) {
        for (uint256 i = 0; i < set.length; ++i) {
            if (uint8(set[i]) == c) return true;
        }
        return false;
    }
}
