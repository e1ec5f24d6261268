// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Handler} from "../base/Handler.sol";
import {Test} from "../base/Test.sol";
import {Invoice, Issue} from "../../src/types/Invoice.sol";
import {InvoiceState} from "../../src/types/InvoiceState.sol";

/// @notice The tax bureau and others allot; billers and strangers issue, void and reverse; holders
/// and strangers claim; payers and others book and reimburse, in any order. The model is the plain
/// list of ranges, and for each number the steps that it took.
contract InvoicesHandler is Handler {
    struct Range {
        address biller;
        uint128 first;
        uint128 last;
    }

    Range[] private ranges;
    uint128[] private issued;
    mapping(uint128 number => address) private billerIs;
    mapping(uint128 number => InvoiceState) private stands;
    mapping(uint128 number => address) private payerIs;
    mapping(uint128 number => uint128) private originalIs;
    mapping(uint128 number => uint256) private timesReimbursed;
    mapping(uint128 number => uint256) private timesClaimed;
    address private immutable holder = account("one-time address");

    function allot(uint256 by, uint256 to, uint128 first, uint8 size) external inTime {
        address caller = by % 4 == 0 ? pick(by / 4) : tax;
        address biller = to % 4 == 0 ? pick(to / 4) : (to % 4 == 1 ? shop : civil);
        // Near the end of what is allotted: below, at, and above it.
        first = first % 4 == 0 ? first / 4 % 400 : invoices.highest() + first / 4 % 3;
        uint128 last = first + size % 40;
        if (size == 200 && first != 0) last = first - 1;
        bool may = caller == tax && isOn(tax) && isOn(biller) && isFree(first, last);
        bytes memory act = abi.encodeCall(invoices.allot, (biller, first, last));
        attemptUnwritten(caller, address(invoices), act, may);
        if (may) ranges.push(Range(biller, first, last));
    }

    function issue(uint256 by, uint256 which, uint128 number) external inTime {
        address caller = by % 4 == 0 ? pick(by / 4) : (by % 4 == 1 ? shop : civil);
        number %= 500;
        if (ranges.length != 0 && which % 4 != 0) {
            Range storage near = ranges[which % ranges.length];
            number = near.first + number % (near.last - near.first + 2);
        }
        Issue memory what = anIssue(number, holder);
        bool isSigned = which % 5 != 4;
        bytes memory signed = countersigned(isSigned ? caller : nation, what);
        bool may = isSigned && mayIssue(caller, number);
        bytes memory act = abi.encodeCall(invoices.issue, (what, signed, note(9)));
        attempt(caller, address(invoices), act, may);
        if (may) remember(number, caller);
    }

    function claim(uint256 by, uint256 which, uint256 to) external inTime {
        uint128 number = anIssued(which);
        address caller = by % 4 == 0 ? pick(by / 4) : holder;
        address payer = to % 3 == 0 ? pick(to / 3) : (to % 3 == 1 ? civil : university);
        bool may = caller == holder && stands[number] == InvoiceState.Issued && isOn(payer);
        attempt(caller, address(invoices), abi.encodeCall(invoices.claim, (number, payer)), may);
        if (!may) return;
        stands[number] = InvoiceState.Claimed;
        payerIs[number] = payer;
        ++timesClaimed[number];
    }

    function book(uint256 by, uint256 which) external inTime {
        uint128 number = anIssued(which);
        address caller = by % 4 == 0 ? pick(by / 4) : payerIs[number];
        bool may = isPayer(caller, number) && stands[number] == InvoiceState.Claimed;
        attempt(caller, address(invoices), abi.encodeCall(invoices.book, (number)), may);
        if (may) stands[number] = InvoiceState.Booked;
    }

    function reimburse(uint256 by, uint256 which) external inTime {
        uint128 number = anIssued(which);
        address caller = by % 4 == 0 ? pick(by / 4) : payerIs[number];
        bool may = isPayer(caller, number) && stands[number] == InvoiceState.Booked;
        attempt(caller, address(invoices), abi.encodeCall(invoices.reimburse, (number)), may);
        if (!may) return;
        stands[number] = InvoiceState.Reimbursed;
        ++timesReimbursed[number];
    }

    function void(uint256 by, uint256 which) external inTime {
        uint128 number = anIssued(which);
        address caller = by % 4 == 0 ? pick(by / 4) : billerIs[number];
        bool may = isBiller(caller, number) && stands[number] == InvoiceState.Issued;
        attempt(caller, address(invoices), abi.encodeCall(invoices.void, (number)), may);
        if (may) stands[number] = InvoiceState.Voided;
    }

    function reverse(uint256 by, uint256 which, uint128 number, bool more) external inTime {
        uint128 original = anIssued(which);
        address caller = by % 4 == 0 ? pick(by / 4) : billerIs[original];
        if (ranges.length != 0) {
            Range storage near = ranges[which % ranges.length];
            number = near.first + number % (near.last - near.first + 2);
        }
        Issue memory what = anIssue(number, holder);
        what.original = original;
        if (more) what.amounts = keccak256("more");
        InvoiceState state = stands[original];
        bool isOpen = state == InvoiceState.Issued || state == InvoiceState.Claimed
            || state == InvoiceState.Booked;
        bool may = isBiller(caller, original) && isOpen && originalIs[original] == 0 && !more
            && mayIssue(caller, number);
        bytes memory signed = countersigned(caller, what);
        bytes memory act = abi.encodeCall(invoices.reverse, (what, signed, note(9)));
        attemptWriting(caller, address(invoices), act, may, 2);
        if (!may) return;
        remember(number, caller);
        originalIs[number] = original;
        stands[original] = InvoiceState.Reversed;
    }

    /// @notice Whether every invoice stands as the steps that were taken say, was claimed and
    /// reimbursed at most once, and never by anybody but its payer.
    function stepsAgree() external view returns (bool) {
        for (uint256 i = 0; i < issued.length; ++i) {
            uint128 number = issued[i];
            Invoice memory found = invoices.invoice(number);
            if (found.state != stands[number] || found.payer != payerIs[number]) return false;
            if (timesClaimed[number] > 1 || timesReimbursed[number] > 1) return false;
            bool isPaid = found.state == InvoiceState.Reimbursed;
            if (isPaid != (timesReimbursed[number] == 1)) return false;
            // No step was skipped.
            if (isPaid && (found.claimedAt == 0 || found.bookedAt == 0)) return false;
            if (found.bookedAt != 0 && found.claimedAt == 0) return false;
        }
        return true;
    }

    /// @notice Whether every reversal and its original name each other and speak of the same amounts.
    function amountsAreConserved() external view returns (bool) {
        for (uint256 i = 0; i < issued.length; ++i) {
            Invoice memory found = invoices.invoice(issued[i]);
            if (found.original != originalIs[issued[i]]) return false;
            if (found.original == 0) continue;
            Invoice memory original = invoices.invoice(found.original);
            if (original.amounts != found.amounts || original.biller != found.biller) return false;
            if (original.reversal != issued[i] || original.state != InvoiceState.Reversed) {
                return false;
            }
        }
        return true;
    }

    /// @notice Whether every number issued lies in a range of its biller, and stands as issued.
    function numbersAreInRange() external view returns (bool) {
        for (uint256 i = 0; i < issued.length; ++i) {
            address biller = invoices.invoice(issued[i]).biller;
            if (biller != billerIs[issued[i]] || biller != owner(issued[i])) return false;
        }
        return true;
    }

    /// @notice Whether no two ranges have a number in common, and the contract knows their edges.
    function rangesAreApart() external view returns (bool) {
        for (uint256 i = 0; i < ranges.length; ++i) {
            Range storage r = ranges[i];
            for (uint256 j = 0; j < i; ++j) {
                if (r.first <= ranges[j].last && ranges[j].first <= r.last) return false;
            }
            if (!invoices.isAllotted(r.biller, r.first)) return false;
            if (!invoices.isAllotted(r.biller, r.last)) return false;
            uint128 next = r.last + 1;
            if (invoices.isAllotted(r.biller, next) != (owner(next) == r.biller)) return false;
        }
        return true;
    }

    /// @dev Whether the range is one and lies above all others.
    function isFree(uint128 first, uint128 last) private view returns (bool) {
        if (first == 0 || last < first) return false;
        for (uint256 i = 0; i < ranges.length; ++i) {
            if (first <= ranges[i].last) return false;
        }
        return true;
    }

    function mayIssue(address caller, uint128 number) private view returns (bool) {
        return
            isOn(caller) && isOn(tax) && owner(number) == caller && billerIs[number] == address(0);
    }

    function remember(uint128 number, address biller) private {
        billerIs[number] = biller;
        stands[number] = InvoiceState.Issued;
        issued.push(number);
    }

    /// @dev One of those issued, most of the time.
    function anIssued(uint256 seed) private view returns (uint128) {
        if (issued.length == 0 || seed % 8 == 0) return uint128(seed % 500);
        return issued[seed % issued.length];
    }

    function isPayer(address caller, uint128 number) private view returns (bool) {
        return caller != address(0) && caller == payerIs[number] && isOn(caller);
    }

    function isBiller(address caller, uint128 number) private view returns (bool) {
        return caller != address(0) && caller == billerIs[number] && isOn(caller);
    }

    function owner(uint128 number) private view returns (address) {
        for (uint256 i = 0; i < ranges.length; ++i) {
            if (number >= ranges[i].first && number <= ranges[i].last) return ranges[i].biller;
        }
        return address(0);
    }
}

contract InvoicesInvariants is Test {
    InvoicesHandler private handler;

    function setUp() public {
        handler = new InvoicesHandler();
        target(address(handler));
    }

    /// @dev With it: no number was ever issued twice, and none by anybody but its biller; otherwise
    /// the campaign had ended.
    function invariant_numbersAreTheirBillersOwn() public view {
        vm.assertTrue(handler.numbersAreInRange(), "a number outside its biller's ranges");
        vm.assertTrue(handler.rangesAreApart(), "ranges overlap");
        vm.assertTrue(handler.stepsAgree(), "a step skipped, repeated, or taken by another");
        vm.assertTrue(handler.amountsAreConserved(), "a reversal of other amounts");
        vm.assertTrue(handler.journalAgrees(), "journal and events differ");
    }
}
