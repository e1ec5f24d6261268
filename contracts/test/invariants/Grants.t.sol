// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Handler} from "../base/Handler.sol";
import {Test} from "../base/Test.sol";

/// @notice Citizens and thieves anchor, use and revoke the same few fingerprints.
contract GrantsHandler is Handler {
    struct Kept {
        uint64 end;
        uint32 maxUses;
        uint32 used;
        bool revoked;
    }

    uint256 private constant PRINTS = 3;

    struct Slot {
        address by;
        bytes32 fingerprint;
    }

    address[] private citizens;
    Slot[] private anchored;
    mapping(address by => mapping(bytes32 fingerprint => Kept)) private kept;

    constructor() {
        citizens.push(account("one-time 1"));
        citizens.push(account("one-time 2"));
        citizens.push(account("thief"));
        actors.push(citizens[0]);
        actors.push(citizens[1]);
    }

    function anchor(uint256 by, uint256 print, uint64 length, uint32 uses) external inTime {
        address caller = citizens[by % 3];
        bytes32 fingerprint = printOf(print);
        Kept memory fresh = Kept(clock + length % 3000, uses % 4, 0, false);
        bool may = kept[caller][fingerprint].end == 0 && fresh.end > clock && fresh.maxUses != 0;
        bytes memory act =
            abi.encodeCall(grants.anchor, (fingerprint, fresh.end, fresh.maxUses, note(3)));
        attempt(caller, address(grants), act, may);
        if (!may) return;
        kept[caller][fingerprint] = fresh;
        anchored.push(Slot(caller, fingerprint));
    }

    /// @notice Time goes by up to the very second a grant ends, or the one before.
    function passToEnd(uint256 which, bool before) external inTime {
        if (anchored.length == 0) return;
        Slot storage slot = anchored[which % anchored.length];
        uint64 to = kept[slot.by][slot.fingerprint].end - (before ? 1 : 0);
        if (to > clock) (clock, height) = (to, height + 1);
    }

    function use(uint256 by, uint256 which, uint256 print) external inTime {
        address caller = by % 2 == 0 ? pick(by / 2) : civil;
        Slot memory slot = some(which, print);
        Kept storage k = kept[slot.by][slot.fingerprint];
        bool may = isOn(caller) && k.end != 0 && !k.revoked && clock < k.end && k.used < k.maxUses;
        bytes memory act = abi.encodeCall(grants.recordUse, (slot.by, slot.fingerprint, note(3)));
        attempt(caller, address(grants), act, may);
        if (may) ++k.used;
    }

    function revoke(uint256 by, uint256 which, uint256 print) external inTime {
        Slot memory slot = some(which, print);
        address caller = by % 2 == 0 ? pick(by / 2) : slot.by;
        Kept storage k = kept[caller][slot.fingerprint];
        bool may = k.end != 0 && !k.revoked;
        bytes memory act = abi.encodeCall(grants.revoke, (slot.fingerprint, note(3)));
        attempt(caller, address(grants), act, may);
        if (may) k.revoked = true;
    }

    function withdraw(uint256 by, uint256 link) external inTime {
        address caller = pick(by);
        bytes32 id = printOf(link);
        bool may = departments.exists(caller) && !grants.withdrawn(caller, id);
        bytes memory act = abi.encodeCall(grants.withdrawLink, (id));
        attemptUnwritten(caller, address(grants), act, may);
        require(!may || grants.withdrawn(caller, id), "not withdrawn");
    }

    /// @notice Whether every slot is the model's, and none was used more often than allowed.
    function agrees() external view returns (bool) {
        for (uint256 i = 0; i < actors.length; ++i) {
            for (uint256 j = 0; j < PRINTS; ++j) {
                Kept storage k = kept[actors[i]][printOf(j)];
                (uint64 end, uint32 maxUses, uint32 used, bool revoked) =
                    grants.grantState(actors[i], printOf(j));
                if (end != k.end || maxUses != k.maxUses || used != k.used) return false;
                if (revoked != k.revoked || used > maxUses) return false;
            }
        }
        return true;
    }

    /// @dev A slot that was anchored, most of the time.
    function some(uint256 which, uint256 print) private view returns (Slot memory) {
        if (anchored.length == 0 || which % 4 == 0) {
            return Slot(citizens[which / 4 % 3], printOf(print));
        }
        return anchored[which / 4 % anchored.length];
    }

    function printOf(uint256 seed) private pure returns (bytes32) {
        return keccak256(abi.encode("grant", seed % PRINTS));
    }
}

contract GrantsInvariants is Test {
    GrantsHandler private handler;

    function setUp() public {
        handler = new GrantsHandler();
        target(address(handler));
    }

    /// @dev With it: no revoked, ended, used-up or unanchored grant was ever used, none by anybody
    /// but an active department, and none revoked but by its own account; otherwise the campaign
    /// had ended.
    function invariant_grantsAreWhatTheirAccountsMadeThem() public view {
        vm.assertTrue(handler.agrees(), "a slot differs from the model");
        vm.assertTrue(handler.journalAgrees(), "journal and events differ");
    }
}
