// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Handler} from "../base/Handler.sol";
import {Test} from "../base/Test.sol";
import {Status} from "../../src/types/Status.sol";

/// @notice Issuers and strangers anchor and change the same few fingerprints.
contract CredentialsHandler is Handler {
    struct Kept {
        Status status;
        uint64 since;
        bytes32 successor;
    }

    uint256 private constant PRINTS = 3;

    address[4] private issuers = [university, university, civil, stranger];
    mapping(address issuer => mapping(bytes32 fingerprint => Kept)) private kept;

    function anchor(uint256 by, uint256 print) external inTime {
        address caller = issuer(by);
        bytes32 fingerprint = printOf(print);
        Kept storage k = kept[caller][fingerprint];
        bool may = isOn(caller) && fingerprint != 0 && k.status == Status.None;
        bytes memory act = abi.encodeCall(credentials.anchor, (fingerprint, note(1)));
        attempt(caller, address(credentials), act, may);
        if (may) (k.status, k.since) = (Status.Valid, clock);
    }

    function set(uint256 by, uint256 print, uint8 status, uint256 next) external inTime {
        address caller = issuer(by);
        // Superseded half of the time: it needs the most to come together.
        Status to = Status(status % 8 < 4 ? status % 4 : 4);
        bytes32 fingerprint = printOf(print);
        bytes32 successor = to == Status.Superseded || next % 7 == 0 ? printOf(next) : bytes32(0);
        Kept storage k = kept[caller][fingerprint];
        bool open = k.status == Status.Valid || k.status == Status.Suspended;
        bool step = to != Status.None && to != k.status;
        bool named = to == Status.Superseded
            ? successor != fingerprint && kept[caller][successor].status == Status.Valid
            : successor == 0;
        bool may = isOn(caller) && open && step && named;
        bytes memory act =
            abi.encodeCall(credentials.setStatus, (fingerprint, to, successor, note(1)));
        attempt(caller, address(credentials), act, may);
        if (may) (k.status, k.since, k.successor) = (to, clock, successor);
    }

    /// @notice Whether every slot is the model's.
    function agrees() external view returns (bool) {
        for (uint256 i = 0; i < issuers.length; ++i) {
            for (uint256 j = 0; j <= PRINTS; ++j) {
                Kept storage k = kept[issuers[i]][printOf(j)];
                (Status status, uint64 since, bytes32 successor) =
                    credentials.statusOf(issuers[i], printOf(j));
                if (status != k.status || since != k.since || successor != k.successor) {
                    return false;
                }
            }
        }
        return true;
    }

    /// @notice Whether following the successors always comes to an end.
    function successorsEnd() external view returns (bool) {
        for (uint256 i = 0; i < issuers.length; ++i) {
            for (uint256 j = 1; j <= PRINTS; ++j) {
                bytes32 at_ = printOf(j);
                for (uint256 steps = 0; at_ != 0; ++steps) {
                    if (steps > PRINTS) return false;
                    (,, at_) = credentials.statusOf(issuers[i], at_);
                }
            }
        }
        return true;
    }

    /// @dev A few accounts, so that they often touch what exists.
    function issuer(uint256 seed) private view returns (address) {
        return issuers[seed % issuers.length];
    }

    /// @dev One of the fingerprints, or zero.
    function printOf(uint256 seed) private pure returns (bytes32) {
        uint256 i = seed % (PRINTS + 1);
        return i == 0 ? bytes32(0) : keccak256(abi.encode("credential", i));
    }
}

contract CredentialsInvariants is Test {
    CredentialsHandler private handler;

    function setUp() public {
        handler = new CredentialsHandler();
        target(address(handler));
    }

    /// @dev With it: an issuer has only ever changed its own, and nothing final has changed;
    /// otherwise the campaign had ended.
    function invariant_credentialsAreWhatTheirIssuersMadeThem() public view {
        vm.assertTrue(handler.agrees(), "a slot differs from the model");
        vm.assertTrue(handler.successorsEnd(), "successors turn in a circle");
        vm.assertTrue(handler.journalAgrees(), "journal and events differ");
    }
}
