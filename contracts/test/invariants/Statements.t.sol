// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Handler} from "../base/Handler.sol";
import {Test} from "../base/Test.sol";
import {IPetitions} from "../../src/interfaces/IPetitions.sol";

/// @notice Custodians record accesses, citizens petition, counters accept: all about the same few
/// fingerprints.
contract StatementsHandler is Handler {
    struct Presented {
        address first;
        uint64 firstAt;
        uint32 times;
    }

    uint256 private constant PRINTS = 3;

    address[2] private citizens;
    mapping(address by => mapping(bytes32 print => uint64)) private accessed;
    mapping(address by => mapping(bytes32 print => IPetitions.Petition)) private lodged;
    mapping(bytes32 print => Presented) private presented;

    constructor() {
        citizens = [account("one-time 1"), account("thief")];
    }

    function access(uint256 by, uint256 print) external inTime {
        (address caller, bytes32 id) = (pick(by), printOf(print));
        bool may = isOn(caller) && id != 0 && accessed[caller][id] == 0;
        bytes memory act = abi.encodeCall(accesses.record, (id, note(1)));
        attempt(caller, address(accesses), act, may);
        if (may) accessed[caller][id] = clock;
    }

    function lodge(uint256 by, uint256 to, uint256 print) external inTime {
        (address caller, address addressed) = (citizens[by % 2], pick(to));
        bytes32 id = printOf(print);
        IPetitions.Petition storage p = lodged[caller][id];
        bool may = id != 0 && departments.exists(addressed) && p.lodgedAt == 0;
        bytes memory act = abi.encodeCall(petitions.lodge, (addressed, id, note(1)));
        attempt(caller, address(petitions), act, may);
        if (may) (p.to, p.lodgedAt) = (addressed, clock);
    }

    function answer(uint256 by, uint256 of_, uint256 print) external inTime {
        (address lodger, bytes32 id) = (citizens[of_ % 2], printOf(print));
        IPetitions.Petition storage p = lodged[lodger][id];
        address caller = by % 2 == 0 ? pick(by / 2) : p.to;
        bool may = isOn(caller) && p.to == caller && p.answeredAt == 0;
        bytes memory act = abi.encodeCall(petitions.answer, (lodger, id, "answer", note(1)));
        attempt(caller, address(petitions), act, may);
        if (may) (p.answeredAt, p.answer) = (clock, "answer");
    }

    function present(uint256 by, uint256 print) external inTime {
        (address caller, bytes32 id) = (pick(by), printOf(print));
        bool may = isOn(caller) && id != 0;
        bytes memory act = abi.encodeCall(presentations.record, (id, note(1)));
        attempt(caller, address(presentations), act, may);
        if (!may) return;
        Presented storage p = presented[id];
        if (p.times == 0) (p.first, p.firstAt) = (caller, clock);
        ++p.times;
    }

    /// @notice Whether all that is kept is the model's.
    function agrees() external view returns (bool) {
        for (uint256 i = 0; i < PRINTS; ++i) {
            bytes32 id = printOf(i);
            for (uint256 j = 0; j < actors.length; ++j) {
                if (accesses.recordedAt(actors[j], id) != accessed[actors[j]][id]) return false;
            }
            for (uint256 j = 0; j < 2; ++j) {
                bytes32 its = keccak256(abi.encode(petitions.petition(citizens[j], id)));
                if (its != keccak256(abi.encode(lodged[citizens[j]][id]))) return false;
            }
            (address first, uint64 firstAt, uint32 times) = presentations.accepted(id);
            Presented storage p = presented[id];
            if (first != p.first || firstAt != p.firstAt || times != p.times) return false;
        }
        return true;
    }

    /// @dev One of them is zero, which none takes.
    function printOf(uint256 seed) private pure returns (bytes32) {
        seed %= PRINTS;
        return seed == 0 ? bytes32(0) : keccak256(abi.encode("statement", seed));
    }
}

contract StatementsInvariants is Test {
    StatementsHandler private handler;

    function setUp() public {
        handler = new StatementsHandler();
        target(address(handler));
    }

    /// @dev With it: only active departments have recorded accesses and presentations and answered
    /// petitions, each petition once and by the one it was lodged with, and the first who recorded
    /// a presentation has stayed the first; otherwise the campaign had ended.
    function invariant_statementsStay() public view {
        vm.assertTrue(handler.agrees(), "something differs from the model");
        vm.assertTrue(handler.journalAgrees(), "journal and events differ");
    }
}
