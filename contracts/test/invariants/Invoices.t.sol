// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Handler} from "../base/Handler.sol";
import {Test} from "../base/Test.sol";

/// @notice The tax bureau and others allot; billers and strangers issue. The model is the plain list
/// of ranges.
contract InvoicesHandler is Handler {
    struct Range {
        address biller;
        uint128 first;
        uint128 last;
    }

    Range[] private ranges;
    uint128[] private issued;
    mapping(uint128 number => address) private billerIs;

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
        bool may = isOn(caller) && owner(number) == caller && billerIs[number] == address(0);
        bytes memory act =
            abi.encodeCall(invoices.issue, (number, keccak256("print"), stranger, note(9)));
        attempt(caller, address(invoices), act, may);
        if (!may) return;
        billerIs[number] = caller;
        issued.push(number);
    }

    /// @notice Whether every number issued lies in a range of its biller, and stands as issued.
    function numbersAreInRange() external view returns (bool) {
        for (uint256 i = 0; i < issued.length; ++i) {
            (address biller,,,) = invoices.invoice(issued[i]);
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
        vm.assertTrue(handler.journalAgrees(), "journal and events differ");
    }
}
