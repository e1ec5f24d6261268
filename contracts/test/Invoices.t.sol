// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Entry} from "./base/Replay.sol";
import {World} from "./base/World.sol";
import {IInvoices} from "../src/interfaces/IInvoices.sol";
import {Invoice, Issue} from "../src/types/Invoice.sol";
import {InvoiceState} from "../src/types/InvoiceState.sol";

contract InvoicesTest is World {
    uint16 private constant BUCKET = 7;

    address private holder = account("one-time address");

    function setUp() public {
        deployCity();
    }

    // --- Allotting

    function test_allot_givesEveryNumberOfTheRangeAndNoOther() public {
        vm.expectEmit(address(invoices));
        emit IInvoices.Allotted(shop, 100, 199);
        allot(shop, 100, 199);
        allot(civil, 200, 200);
        allot(shop, 300, 301);
        checkAllotted(99, false);
        checkAllotted(100, true);
        checkAllotted(199, true);
        checkAllotted(200, false);
        checkAllotted(299, false);
        checkAllotted(300, true);
        checkAllotted(302, false);
        vm.assertEq(invoices.isAllotted(civil, 200), true, "the other biller's");
        vm.assertEq(invoices.highest(), 301, "highest");
    }

    function test_allot_failsForAllButTheTaxBureau() public {
        address[4] memory others = [city, nation, shop, stranger];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(IInvoices.NotTheTaxBureau.selector, others[i]));
            invoices.allot(shop, 1, 2);
        }
    }

    function test_allot_failsWhileTheTaxBureauIsSuspended() public {
        setActive(city, tax, false);
        vm.prank(tax);
        vm.expectRevert(abi.encodeWithSelector(IInvoices.NotTheTaxBureau.selector, tax));
        invoices.allot(shop, 1, 2);
    }

    function test_allot_failsForABillerThatIsNotActive() public {
        vm.prank(tax);
        vm.expectRevert(abi.encodeWithSelector(IInvoices.NotActiveDepartment.selector, stranger));
        invoices.allot(stranger, 1, 2);
        setActive(tax, shop, false);
        vm.prank(tax);
        vm.expectRevert(abi.encodeWithSelector(IInvoices.NotActiveDepartment.selector, shop));
        invoices.allot(shop, 1, 2);
    }

    function test_allot_failsIfEmptyOverlappingOrBelow() public {
        checkNoRange(0, 5, 0);
        checkNoRange(6, 5, 0);
        allot(shop, 100, 199);
        checkNoRange(199, 250, 199);
        checkNoRange(150, 160, 199);
        checkNoRange(50, 300, 199);
        checkNoRange(1, 99, 199);
        allot(civil, 200, 200);
    }

    function test_fuzz_allot_rangesNeverOverlap(
        uint128[6] calldata firsts,
        uint128[6] calldata sizes
    ) public {
        uint128[2][6] memory taken;
        for (uint256 i = 0; i < 6; ++i) {
            uint128 first = uint128(bound(firsts[i], 0, 500));
            uint128 last = first + uint128(bound(sizes[i], 0, 60));
            vm.prank(tax);
            (bool ok,) = address(invoices)
                .call(abi.encodeCall(invoices.allot, (i % 2 == 0 ? shop : civil, first, last)));
            if (!ok) continue;
            for (uint256 j = 0; j < i; ++j) {
                bool apart = taken[j][1] == 0 || last < taken[j][0] || first > taken[j][1];
                vm.assertTrue(apart, "overlap");
            }
            taken[i] = [first, last];
        }
    }

    // --- Issuing

    function test_issue_keepsTheInvoiceAndTellsTheHolder() public {
        allot(shop, 100, 199);
        Issue memory what = anIssue(100, holder);
        vm.recordLogs();
        issue(100);
        checkNote(BUCKET, 32, shop, what.fingerprint);
        Invoice memory found = invoices.invoice(100);
        vm.assertEq(found.biller, shop, "biller");
        vm.assertEq(found.fingerprint, what.fingerprint, "fingerprint");
        vm.assertEq(found.holder, holder, "holder");
        vm.assertEq(found.amounts, what.amounts, "amounts");
        vm.assertEq(found.issuedAt, START, "issuedAt");
        vm.assertEq(found.bucket, BUCKET, "bucket");
        checkState(100, InvoiceState.Issued);
        checkState(101, InvoiceState.None);
    }

    function test_issue_failsTheSecondTime() public {
        allot(shop, 100, 199);
        issue(150);
        checkNoIssue(shop, 150, abi.encodeWithSelector(IInvoices.AlreadyIssued.selector, 150));
    }

    function test_issue_failsOutsideTheBillersOwnRanges() public {
        allot(shop, 100, 199);
        allot(civil, 200, 299);
        checkNoIssue(shop, 0, abi.encodeWithSelector(IInvoices.NotAllotted.selector, 0));
        checkNoIssue(shop, 99, abi.encodeWithSelector(IInvoices.NotAllotted.selector, 99));
        checkNoIssue(shop, 200, abi.encodeWithSelector(IInvoices.NotAllotted.selector, 200));
        checkNoIssue(civil, 150, abi.encodeWithSelector(IInvoices.NotAllotted.selector, 150));
    }

    function test_issue_failsForABillerThatIsNotActive() public {
        allot(shop, 100, 199);
        setActive(city, tax, false);
        checkNoIssue(
            shop, 100, abi.encodeWithSelector(IInvoices.NotActiveDepartment.selector, shop)
        );
        checkNoIssue(
            stranger, 100, abi.encodeWithSelector(IInvoices.NotActiveDepartment.selector, stranger)
        );
    }

    function test_issue_failsWithoutFingerprintHolderOrAmounts() public {
        allot(shop, 100, 199);
        for (uint256 i = 0; i < 4; ++i) {
            Issue memory what = anIssue(100, holder);
            if (i == 0) what.fingerprint = 0;
            if (i == 1) what.holder = address(0);
            if (i == 2) what.amounts = 0;
            if (i == 3) what.original = 150;
            bytes memory signed = countersigned(shop, what);
            vm.prank(shop);
            vm.expectRevert(IInvoices.BadInvoice.selector);
            invoices.issue(what, signed, note(BUCKET));
        }
    }

    function test_issue_failsUnlessTheTaxBureauSignedExactlyThis() public {
        allot(shop, 100, 199);
        bytes memory reason = abi.encodeWithSelector(IInvoices.NotCountersigned.selector, 100);
        for (uint256 i = 0; i < 5; ++i) {
            Issue memory what = anIssue(100, holder);
            Issue memory other = anIssue(100, holder);
            if (i == 0) other.number = 101;
            if (i == 1) other.fingerprint = keccak256("other");
            if (i == 2) other.holder = stranger;
            if (i == 3) other.amounts = keccak256("other");
            bytes memory signed = countersigned(i == 4 ? civil : shop, other);
            vm.prank(shop);
            vm.expectRevert(reason);
            invoices.issue(what, signed, note(BUCKET));
        }
        Issue memory good = anIssue(100, holder);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(0xbad, invoices.digest(shop, good));
        bytes[3] memory others = [abi.encodePacked(r, s, v), bytes(""), abi.encodePacked(r, s)];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(shop);
            vm.expectRevert(reason);
            invoices.issue(good, others[i], note(BUCKET));
        }
        issue(100);
    }

    // --- The way of an invoice

    function test_claimBookReimburse_eachStepInTheHoldersBucket() public {
        issued();
        bytes32 print = anIssue(100, holder).fingerprint;
        vm.recordLogs();
        vm.prank(holder);
        invoices.claim(100, civil);
        checkStep(33, holder, print, abi.encodePacked(uint128(100), civil));
        checkState(100, InvoiceState.Claimed);
        vm.warp(START + 10);
        vm.prank(civil);
        invoices.book(100);
        checkStep(34, civil, print, abi.encodePacked(uint128(100)));
        checkState(100, InvoiceState.Booked);
        vm.warp(START + 20);
        vm.prank(civil);
        invoices.reimburse(100);
        checkStep(35, civil, print, abi.encodePacked(uint128(100)));
        checkState(100, InvoiceState.Reimbursed);
        Invoice memory found = invoices.invoice(100);
        vm.assertEq(found.payer, civil, "payer");
        vm.assertEq(found.claimedAt, START, "claimedAt");
        vm.assertEq(found.bookedAt, START + 10, "bookedAt");
        vm.assertEq(found.closedAt, START + 20, "closedAt");
    }

    function test_claim_failsForAllButTheHolder() public {
        issued();
        address[3] memory others = [shop, civil, stranger];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(IInvoices.NotTheHolder.selector, 100));
            invoices.claim(100, civil);
        }
        vm.prank(holder);
        vm.expectRevert(abi.encodeWithSelector(IInvoices.NotTheHolder.selector, 101));
        invoices.claim(101, civil);
        vm.prank(holder);
        vm.expectRevert(abi.encodeWithSelector(IInvoices.NotActiveDepartment.selector, stranger));
        invoices.claim(100, stranger);
    }

    function test_claim_aSecondPayerIsToldWhoCameFirstAndHowFar() public {
        claimed();
        checkNoClaim(education, InvoiceState.Claimed);
        checkNoClaim(civil, InvoiceState.Claimed);
        vm.prank(civil);
        invoices.book(100);
        checkNoClaim(education, InvoiceState.Booked);
        vm.prank(civil);
        invoices.reimburse(100);
        checkNoClaim(education, InvoiceState.Reimbursed);
    }

    function test_steps_onlyByTheirParty() public {
        claimed();
        address[4] memory others = [shop, holder, education, stranger];
        for (uint256 i = 0; i < others.length; ++i) {
            bytes memory reason = abi.encodeWithSelector(IInvoices.NotThePayer.selector, 100);
            fails(others[i], abi.encodeCall(invoices.book, (100)), reason);
            fails(others[i], abi.encodeCall(invoices.reimburse, (100)), reason);
            if (others[i] == shop) continue;
            reason = abi.encodeWithSelector(IInvoices.NotTheBiller.selector, 100);
            fails(others[i], abi.encodeCall(invoices.void, (100)), reason);
            Issue memory what = aReversal(101, 100);
            bytes memory signed = countersigned(others[i], what);
            fails(others[i], abi.encodeCall(invoices.reverse, (what, signed, note(BUCKET))), reason);
        }
    }

    function test_steps_failForASuspendedPayerOrBiller() public {
        claimed();
        setActive(city, civil, false);
        bytes memory reason = abi.encodeWithSelector(IInvoices.NotActiveDepartment.selector, civil);
        fails(civil, abi.encodeCall(invoices.book, (100)), reason);
        setActive(tax, shop, false);
        reason = abi.encodeWithSelector(IInvoices.NotActiveDepartment.selector, shop);
        fails(shop, abi.encodeCall(invoices.void, (100)), reason);
    }

    function test_reimburse_failsBeforeItIsBookedAndTheSecondTime() public {
        claimed();
        bytes memory act = abi.encodeCall(invoices.reimburse, (100));
        fails(civil, act, wrongState(100, InvoiceState.Claimed));
        vm.prank(civil);
        invoices.book(100);
        fails(civil, abi.encodeCall(invoices.book, (100)), wrongState(100, InvoiceState.Booked));
        vm.prank(civil);
        invoices.reimburse(100);
        fails(civil, act, wrongState(100, InvoiceState.Reimbursed));
        fails(civil, abi.encodeCall(invoices.book, (100)), wrongState(100, InvoiceState.Reimbursed));
    }

    function test_void_onlyBeforeItIsClaimed() public {
        issued();
        vm.recordLogs();
        vm.prank(shop);
        invoices.void(100);
        checkStep(36, shop, anIssue(100, holder).fingerprint, abi.encodePacked(uint128(100)));
        checkState(100, InvoiceState.Voided);
        fails(
            holder,
            abi.encodeCall(invoices.claim, (100, civil)),
            wrongState(100, InvoiceState.Voided)
        );
        fails(shop, abi.encodeCall(invoices.void, (100)), wrongState(100, InvoiceState.Voided));
        issue(102);
        vm.prank(holder);
        invoices.claim(102, civil);
        fails(shop, abi.encodeCall(invoices.void, (102)), wrongState(102, InvoiceState.Claimed));
    }

    function test_reverse_linksBothAndEndsTheOriginal() public {
        claimed();
        Issue memory what = aReversal(101, 100);
        bytes memory signed = countersigned(shop, what);
        vm.recordLogs();
        vm.prank(shop);
        invoices.reverse(what, signed, note(BUCKET));
        bytes memory numbers = abi.encodePacked(uint128(100), uint128(101));
        checkStep(37, shop, anIssue(100, holder).fingerprint, numbers);
        checkState(100, InvoiceState.Reversed);
        checkState(101, InvoiceState.Issued);
        vm.assertEq(invoices.invoice(100).reversal, 101, "reversal");
        vm.assertEq(invoices.invoice(101).original, 100, "original");
        fails(civil, abi.encodeCall(invoices.book, (100)), wrongState(100, InvoiceState.Reversed));
    }

    function test_reverse_failsWhereNothingCanBeReversed() public {
        claimed();
        Issue memory what = aReversal(101, 100);
        what.amounts = keccak256("more");
        checkNoReversal(what, BUCKET, abi.encodeWithSelector(IInvoices.OtherAmounts.selector, 100));
        what = aReversal(101, 100);
        checkNoReversal(
            what, BUCKET + 1, abi.encodeWithSelector(IInvoices.OtherBucket.selector, BUCKET)
        );
        bytes memory signed = countersigned(shop, what);
        vm.prank(shop);
        invoices.reverse(what, signed, note(BUCKET));
        checkNoReversal(aReversal(102, 100), BUCKET, wrongState(100, InvoiceState.Reversed));
        // A red-letter invoice is not reversed in its turn.
        checkNoReversal(
            aReversal(102, 101), BUCKET, abi.encodeWithSelector(IInvoices.BadInvoice.selector)
        );
        issue(103);
        vm.prank(holder);
        invoices.claim(103, civil);
        vm.prank(civil);
        invoices.book(103);
        vm.prank(civil);
        invoices.reimburse(103);
        checkNoReversal(aReversal(104, 103), BUCKET, wrongState(103, InvoiceState.Reimbursed));
    }

    // --- Helpers

    function allot(address biller, uint128 first, uint128 last) private {
        vm.prank(tax);
        invoices.allot(biller, first, last);
    }

    function issue(uint128 number) private {
        Issue memory what = anIssue(number, holder);
        bytes memory signed = countersigned(shop, what);
        vm.prank(shop);
        invoices.issue(what, signed, note(BUCKET));
    }

    function issued() private {
        allot(shop, 100, 199);
        issue(100);
    }

    function claimed() private {
        issued();
        vm.prank(holder);
        invoices.claim(100, civil);
    }

    function aReversal(uint128 number, uint128 original) private view returns (Issue memory what) {
        what = anIssue(number, holder);
        what.original = original;
    }

    function wrongState(uint128 number, InvoiceState state) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IInvoices.WrongState.selector, number, state);
    }

    function fails(address by, bytes memory act, bytes memory reason) private {
        vm.prank(by);
        (bool ok, bytes memory found) = address(invoices).call(act);
        vm.assertTrue(!ok, "did not fail");
        vm.assertEq(found, reason, "reason");
    }

    function checkNoClaim(address payer, InvoiceState state) private {
        fails(
            holder,
            abi.encodeCall(invoices.claim, (100, payer)),
            abi.encodeWithSelector(IInvoices.AlreadyClaimed.selector, 100, civil, state)
        );
    }

    function checkNoReversal(Issue memory what, uint16 bucket, bytes memory reason) private {
        bytes memory signed = countersigned(shop, what);
        fails(shop, abi.encodeCall(invoices.reverse, (what, signed, note(bucket))), reason);
    }

    function checkState(uint128 number, InvoiceState state) private view {
        vm.assertEq(uint256(invoices.stateOf(number)), uint256(state), "state");
    }

    /// @dev The last entry is a step: in the holder's bucket, without nonce and tag.
    function checkStep(uint8 kind, address writer, bytes32 fingerprint, bytes memory data) private {
        (uint16 where, Entry memory e) = lastEntry();
        vm.assertEq(where, BUCKET, "bucket");
        vm.assertEq(e.kind, kind, "kind");
        vm.assertEq(e.writer, bytes32(uint256(uint160(writer))), "writer");
        vm.assertEq(e.fingerprint, fingerprint, "fingerprint");
        vm.assertEq(e.nonce, bytes16(0), "nonce");
        vm.assertEq(e.tag, bytes16(0), "tag");
        vm.assertEq(e.data, data, "data");
    }

    function checkNoRange(uint128 first, uint128 last, uint128 highest) private {
        vm.prank(tax);
        vm.expectRevert(abi.encodeWithSelector(IInvoices.BadRange.selector, highest));
        invoices.allot(shop, first, last);
    }

    function checkNoIssue(address by, uint128 number, bytes memory reason) private {
        Issue memory what = anIssue(number, holder);
        bytes memory signed = countersigned(by, what);
        fails(by, abi.encodeCall(invoices.issue, (what, signed, note(BUCKET))), reason);
    }

    function checkAllotted(uint128 number, bool expected) private view {
        vm.assertEq(invoices.isAllotted(shop, number), expected, "allotted to the shop");
    }
}
