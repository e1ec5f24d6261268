// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {World} from "./base/World.sol";
import {IInvoices} from "../src/interfaces/IInvoices.sol";
import {InvoiceState} from "../src/types/InvoiceState.sol";

contract InvoicesTest is World {
    bytes32 private constant PRINT = keccak256("an invoice");
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
        vm.recordLogs();
        issue(100);
        checkNote(BUCKET, 32, shop, PRINT);
        (address biller, bytes32 fingerprint, address whose, uint64 at_) = invoices.invoice(100);
        vm.assertEq(biller, shop, "biller");
        vm.assertEq(fingerprint, PRINT, "fingerprint");
        vm.assertEq(whose, holder, "holder");
        vm.assertEq(at_, START, "issuedAt");
        vm.assertEq(uint256(invoices.stateOf(100)), uint256(InvoiceState.Issued), "state");
        vm.assertEq(uint256(invoices.stateOf(101)), uint256(InvoiceState.None), "none");
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

    function test_issue_failsWithoutFingerprintOrHolder() public {
        allot(shop, 100, 199);
        vm.prank(shop);
        vm.expectRevert(IInvoices.BadInvoice.selector);
        invoices.issue(100, 0, holder, note(BUCKET));
        vm.prank(shop);
        vm.expectRevert(IInvoices.BadInvoice.selector);
        invoices.issue(100, PRINT, address(0), note(BUCKET));
    }

    // --- Helpers

    function allot(address biller, uint128 first, uint128 last) private {
        vm.prank(tax);
        invoices.allot(biller, first, last);
    }

    function issue(uint128 number) private {
        vm.prank(shop);
        invoices.issue(number, PRINT, holder, note(BUCKET));
    }

    function checkNoRange(uint128 first, uint128 last, uint128 highest) private {
        vm.prank(tax);
        vm.expectRevert(abi.encodeWithSelector(IInvoices.BadRange.selector, highest));
        invoices.allot(shop, first, last);
    }

    function checkNoIssue(address by, uint128 number, bytes memory reason) private {
        vm.prank(by);
        vm.expectRevert(reason);
        invoices.issue(number, PRINT, holder, note(BUCKET));
    }

    function checkAllotted(uint128 number, bool expected) private view {
        vm.assertEq(invoices.isAllotted(shop, number), expected, "allotted to the shop");
    }
}
