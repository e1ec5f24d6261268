// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {World} from "./base/World.sol";
import {IGrants} from "../src/interfaces/IGrants.sol";
import {IJournal} from "../src/interfaces/IJournal.sol";

contract GrantsTest is World {
    bytes32 private constant PRINT = keccak256("a grant");
    uint64 private constant END = START + 1000;
    uint16 private constant BUCKET = 7;

    address private citizen = account("one-time account");
    address private thief = account("thief");

    function setUp() public {
        deployCity();
    }

    // --- Anchoring

    function test_anchor_opensTheSlotAndTellsTheHolder() public {
        vm.recordLogs();
        anchor(citizen, 3);
        checkNote(BUCKET, 48, citizen, PRINT);
        checkState(citizen, END, 3, 0, false);
    }

    function test_anchor_failsTheSecondTime() public {
        anchor(citizen, 3);
        vm.prank(citizen);
        vm.expectRevert(IGrants.AlreadyAnchored.selector);
        grants.anchor(PRINT, END + 1, 9, note(BUCKET));
    }

    function test_anchor_failsTheSecondTimeEvenAfterRevocationAndEnd() public {
        anchor(citizen, 3);
        revoke(citizen);
        vm.warp(END + 1);
        vm.prank(citizen);
        vm.expectRevert(IGrants.AlreadyAnchored.selector);
        grants.anchor(PRINT, END + 1000, 9, note(BUCKET));
    }

    function test_anchor_ofACopiedFingerprintFillsAnotherSlot() public {
        vm.prank(thief);
        grants.anchor(PRINT, END + 5, 1, note(BUCKET));
        anchor(citizen, 3);
        checkState(citizen, END, 3, 0, false);
        revoke(thief);
        checkState(citizen, END, 3, 0, false);
        use(civil, citizen);
    }

    function test_anchor_failsWithoutFingerprintFutureOrUse() public {
        vm.expectRevert(IGrants.BadGrant.selector);
        grants.anchor(0, END, 1, note(BUCKET));
        vm.expectRevert(IGrants.BadGrant.selector);
        grants.anchor(PRINT, START, 1, note(BUCKET));
        vm.expectRevert(IGrants.BadGrant.selector);
        grants.anchor(PRINT, END, 0, note(BUCKET));
    }

    function test_anchor_failsInABucketThatIsNotAPersons() public {
        vm.expectRevert(abi.encodeWithSelector(IJournal.BadBucket.selector, 256));
        grants.anchor(PRINT, END, 1, note(256));
        vm.expectRevert(abi.encodeWithSelector(IJournal.BadBucket.selector, 0xFFFF));
        grants.anchor(PRINT, END, 1, note(0xFFFF));
    }

    // --- Using

    function test_recordUse_countsAndTellsTheHolder() public {
        anchor(citizen, 3);
        vm.recordLogs();
        use(civil, citizen);
        checkNote(BUCKET, 50, civil, PRINT);
        use(university, citizen);
        checkState(citizen, END, 3, 2, false);
    }

    function test_recordUse_failsIfNotAnchored() public {
        checkNoUse(civil, abi.encodeWithSelector(IGrants.NotAnchored.selector));
        vm.prank(thief);
        grants.anchor(PRINT, END, 9, note(BUCKET));
        checkNoUse(civil, abi.encodeWithSelector(IGrants.NotAnchored.selector));
    }

    function test_recordUse_failsAfterRevocation() public {
        anchor(citizen, 3);
        revoke(citizen);
        checkNoUse(civil, abi.encodeWithSelector(IGrants.Revoked.selector));
    }

    function test_recordUse_failsFromItsEndOn() public {
        anchor(citizen, 3);
        vm.warp(END - 1);
        use(civil, citizen);
        vm.warp(END);
        checkNoUse(civil, abi.encodeWithSelector(IGrants.Expired.selector, END));
    }

    function test_recordUse_failsAfterTheLastUse() public {
        anchor(citizen, 2);
        use(civil, citizen);
        use(civil, citizen);
        checkNoUse(civil, abi.encodeWithSelector(IGrants.UsedUp.selector, 2));
    }

    function test_recordUse_namesRevocationBeforeEndAndEndBeforeCount() public {
        anchor(citizen, 1);
        use(civil, citizen);
        vm.warp(END);
        checkNoUse(civil, abi.encodeWithSelector(IGrants.Expired.selector, END));
        revoke(citizen);
        checkNoUse(civil, abi.encodeWithSelector(IGrants.Revoked.selector));
    }

    function test_recordUse_failsForStrangersTheCitizenAndTheSuspended() public {
        anchor(citizen, 3);
        checkNoUse(thief, abi.encodeWithSelector(IGrants.NotActiveDepartment.selector, thief));
        checkNoUse(citizen, abi.encodeWithSelector(IGrants.NotActiveDepartment.selector, citizen));
        setActive(city, education, false);
        checkNoUse(
            university, abi.encodeWithSelector(IGrants.NotActiveDepartment.selector, university)
        );
    }

    function test_fuzz_recordUse_onlyWhileTheGrantHolds(
        uint32 maxUses,
        uint32 used,
        uint64 time,
        bool revoked
    ) public {
        maxUses = uint32(bound(maxUses, 1, 6));
        used = uint32(bound(used, 0, maxUses));
        time = uint64(bound(time, START, END + 50));
        anchor(citizen, maxUses);
        for (uint256 i = 0; i < used; ++i) {
            use(civil, citizen);
        }
        if (revoked) revoke(citizen);
        vm.warp(time);
        bool holds = !revoked && time < END && used < maxUses;
        vm.prank(civil);
        (bool ok,) =
            address(grants).call(abi.encodeCall(grants.recordUse, (citizen, PRINT, note(BUCKET))));
        vm.assertEq(ok, holds, "used");
        checkState(citizen, END, maxUses, ok ? used + 1 : used, revoked);
    }

    // --- Revoking

    function test_revoke_endsTheGrantAndTellsTheHolder() public {
        anchor(citizen, 3);
        vm.recordLogs();
        revoke(citizen);
        checkNote(BUCKET, 49, citizen, PRINT);
        checkState(citizen, END, 3, 0, true);
    }

    function test_revoke_failsForAllButTheAnchoringAccount() public {
        anchor(citizen, 3);
        address[3] memory others = [thief, civil, nation];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(IGrants.NotAnchored.selector);
            grants.revoke(PRINT, note(BUCKET));
        }
    }

    function test_revoke_failsTheSecondTime() public {
        anchor(citizen, 3);
        revoke(citizen);
        vm.prank(citizen);
        vm.expectRevert(IGrants.Revoked.selector);
        grants.revoke(PRINT, note(BUCKET));
    }

    function test_revoke_isPossibleAfterTheEnd() public {
        anchor(citizen, 3);
        vm.warp(END + 1);
        revoke(citizen);
        checkState(citizen, END, 3, 0, true);
    }

    // --- Links

    function test_withdrawLink_isHeldAgainstItsSignerAlone() public {
        bytes32 link = keccak256("a link");
        vm.expectEmit(address(grants));
        emit IGrants.LinkWithdrawn(civil, link);
        vm.prank(civil);
        grants.withdrawLink(link);
        vm.assertEq(grants.withdrawn(civil, link), true, "withdrawn");
        vm.assertEq(grants.withdrawn(tax, link), false, "by nobody else");
        vm.prank(civil);
        vm.expectRevert(IGrants.AlreadyWithdrawn.selector);
        grants.withdrawLink(link);
    }

    function test_withdrawLink_isPossibleWhileSuspended() public {
        setActive(city, civil, false);
        vm.prank(civil);
        grants.withdrawLink(PRINT);
        vm.assertEq(grants.withdrawn(civil, PRINT), true, "withdrawn");
    }

    function test_withdrawLink_failsForWhatIsNoDepartment() public {
        vm.prank(thief);
        vm.expectRevert(abi.encodeWithSelector(IGrants.NotADepartment.selector, thief));
        grants.withdrawLink(PRINT);
    }

    // --- Helpers

    function anchor(address by, uint32 maxUses) private {
        vm.prank(by);
        grants.anchor(PRINT, END, maxUses, note(BUCKET));
    }

    function revoke(address by) private {
        vm.prank(by);
        grants.revoke(PRINT, note(BUCKET));
    }

    function use(address department, address of_) private {
        vm.prank(department);
        grants.recordUse(of_, PRINT, note(BUCKET));
    }

    function checkNoUse(address by, bytes memory reason) private {
        vm.prank(by);
        vm.expectRevert(reason);
        grants.recordUse(citizen, PRINT, note(BUCKET));
    }

    function checkState(address by, uint64 end, uint32 maxUses, uint32 used, bool revoked)
        private
        view
    {
        (uint64 itsEnd, uint32 itsMax, uint32 itsUsed, bool itsRevoked) =
            grants.grantState(by, PRINT);
        vm.assertEq(itsEnd, end, "end");
        vm.assertEq(itsMax, maxUses, "maxUses");
        vm.assertEq(itsUsed, used, "used");
        vm.assertEq(itsRevoked, revoked, "revoked");
    }
}
