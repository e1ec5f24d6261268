// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Entry} from "./base/Replay.sol";
import {World} from "./base/World.sol";
import {ICredentials} from "../src/interfaces/ICredentials.sol";
import {IJournal} from "../src/interfaces/IJournal.sol";
import {Note} from "../src/types/Note.sol";
import {Status} from "../src/types/Status.sol";

contract CredentialsTest is World {
    bytes32 private constant OLD = keccak256("old degree");
    bytes32 private constant NEW = keccak256("new degree");
    uint16 private constant BUCKET = 7;

    function setUp() public {
        deployCity();
    }

    // --- Anchoring

    function test_anchor_makesItValidAndTellsTheHolder() public {
        vm.recordLogs();
        anchor(university, OLD);
        checkNote(BUCKET, 16, university, OLD);
        checkStatus(university, Status.Valid, START, 0);
        checkStatus(civil, Status.None, 0, 0);
    }

    function test_anchor_failsIfNotAnActiveDepartment() public {
        checkNoAnchor(
            stranger,
            OLD,
            abi.encodeWithSelector(ICredentials.NotActiveDepartment.selector, stranger)
        );
        setActive(city, education, false);
        checkNoAnchor(
            university,
            OLD,
            abi.encodeWithSelector(ICredentials.NotActiveDepartment.selector, university)
        );
    }

    function test_anchor_failsTheSecondTimeAndForZero() public {
        anchor(university, OLD);
        checkNoAnchor(
            university, OLD, abi.encodeWithSelector(ICredentials.AlreadyAnchored.selector)
        );
        checkNoAnchor(university, 0, abi.encodeWithSelector(ICredentials.BadFingerprint.selector));
    }

    function test_anchor_failsTheSecondTimeEvenAfterRevocation() public {
        anchor(university, OLD);
        set(university, Status.Revoked, 0);
        checkNoAnchor(
            university, OLD, abi.encodeWithSelector(ICredentials.AlreadyAnchored.selector)
        );
    }

    // --- Status

    function test_setStatus_suspendsAndRestores() public {
        anchor(university, OLD);
        vm.warp(START + 5);
        vm.recordLogs();
        set(university, Status.Suspended, 0);
        checkStatus(university, Status.Suspended, START + 5, 0);
        checkStatusEntry(Status.Suspended, 0);
        vm.warp(START + 9);
        set(university, Status.Valid, 0);
        checkStatus(university, Status.Valid, START + 9, 0);
    }

    function test_setStatus_revocationIsFinal() public {
        anchor(university, OLD);
        anchor(university, NEW);
        set(university, Status.Revoked, 0);
        for (uint8 next = 0; next < 5; ++next) {
            checkNoStatus(
                university,
                Status(next),
                next == 4 ? NEW : bytes32(0),
                abi.encodeWithSelector(ICredentials.Final.selector, Status.Revoked)
            );
        }
    }

    function test_setStatus_replacementIsFinalAndNamesTheSuccessor() public {
        anchor(university, OLD);
        anchor(university, NEW);
        vm.warp(START + 5);
        vm.recordLogs();
        set(university, Status.Superseded, NEW);
        checkStatusEntry(Status.Superseded, NEW);
        checkStatus(university, Status.Superseded, START + 5, NEW);
        checkNoStatus(
            university,
            Status.Valid,
            0,
            abi.encodeWithSelector(ICredentials.Final.selector, Status.Superseded)
        );
    }

    function test_setStatus_failsForASuccessorThatIsNotAnotherValidOneOfTheSameIssuer() public {
        bytes memory reason = abi.encodeWithSelector(ICredentials.BadSuccessor.selector);
        anchor(university, OLD);
        checkNoStatus(university, Status.Superseded, 0, reason);
        checkNoStatus(university, Status.Superseded, OLD, reason);
        checkNoStatus(university, Status.Superseded, NEW, reason);
        anchor(civil, NEW);
        checkNoStatus(university, Status.Superseded, NEW, reason);
        anchor(university, NEW);
        vm.prank(university);
        credentials.setStatus(NEW, Status.Suspended, 0, note(BUCKET));
        checkNoStatus(university, Status.Superseded, NEW, reason);
        checkNoStatus(university, Status.Revoked, NEW, reason);
    }

    function test_setStatus_failsForWhatItIsAlreadyAndForNone() public {
        anchor(university, OLD);
        checkNoStatus(
            university,
            Status.Valid,
            0,
            abi.encodeWithSelector(ICredentials.BadStatus.selector, Status.Valid)
        );
        checkNoStatus(
            university,
            Status.None,
            0,
            abi.encodeWithSelector(ICredentials.BadStatus.selector, Status.None)
        );
    }

    function test_setStatus_failsForAllButTheIssuer() public {
        anchor(university, OLD);
        // Departments above the issuer have no slot of that name either.
        address[3] memory others = [education, nation, civil];
        for (uint256 i = 0; i < others.length; ++i) {
            checkNoStatus(
                others[i],
                Status.Revoked,
                0,
                abi.encodeWithSelector(ICredentials.NotAnchored.selector)
            );
        }
        checkNoStatus(
            stranger,
            Status.Revoked,
            0,
            abi.encodeWithSelector(ICredentials.NotActiveDepartment.selector, stranger)
        );
    }

    function test_setStatus_failsWhileTheIssuerIsSuspended() public {
        anchor(university, OLD);
        setActive(nation, city, false);
        checkNoStatus(
            university,
            Status.Revoked,
            0,
            abi.encodeWithSelector(ICredentials.NotActiveDepartment.selector, university)
        );
    }

    function test_setStatus_leaves4063BytesToTheNote() public {
        anchor(university, OLD);
        Note memory n = note(BUCKET);
        n.data = new bytes(4064);
        vm.prank(university);
        vm.expectRevert(abi.encodeWithSelector(IJournal.DataTooLong.selector, 4097, 4096));
        credentials.setStatus(OLD, Status.Suspended, 0, n);
        n.data = new bytes(4063);
        vm.prank(university);
        credentials.setStatus(OLD, Status.Suspended, 0, n);
    }

    // --- Helpers

    function anchor(address issuer, bytes32 fingerprint) private {
        vm.prank(issuer);
        credentials.anchor(fingerprint, note(BUCKET));
    }

    function set(address issuer, Status status, bytes32 successor) private {
        vm.prank(issuer);
        credentials.setStatus(OLD, status, successor, note(BUCKET));
    }

    function checkNoAnchor(address by, bytes32 fingerprint, bytes memory reason) private {
        vm.prank(by);
        vm.expectRevert(reason);
        credentials.anchor(fingerprint, note(BUCKET));
    }

    function checkNoStatus(address by, Status status, bytes32 successor, bytes memory reason)
        private
    {
        vm.prank(by);
        vm.expectRevert(reason);
        credentials.setStatus(OLD, status, successor, note(BUCKET));
    }

    function checkStatus(address issuer, Status status, uint64 since, bytes32 successor)
        private
        view
    {
        (Status its, uint64 itsSince, bytes32 itsSuccessor) = credentials.statusOf(issuer, OLD);
        vm.assertEq(uint256(its), uint256(status), "status");
        vm.assertEq(itsSince, since, "since");
        vm.assertEq(itsSuccessor, successor, "successor");
    }

    function checkStatusEntry(Status status, bytes32 successor) private {
        (uint16 bucket, Entry memory e) = lastEntry();
        vm.assertEq(bucket, BUCKET, "bucket");
        vm.assertEq(e.kind, 17, "kind");
        vm.assertEq(e.writer, bytes32(uint256(uint160(university))), "writer");
        vm.assertEq(e.fingerprint, OLD, "fingerprint");
        vm.assertEq(e.tag, note(BUCKET).tag, "tag");
        bytes memory data = bytes.concat(bytes1(uint8(status)), successor, hex"c0ffee");
        vm.assertEq(e.data, data, "data");
    }
}
