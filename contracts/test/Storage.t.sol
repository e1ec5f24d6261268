// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {World} from "./base/World.sol";
import {Issue} from "../src/types/Invoice.sol";
import {Journal} from "../src/Journal.sol";
import {CaseState, Ruling} from "../src/types/Referral.sol";
import {Status} from "../src/types/Status.sol";

/// @notice The places that wallets prove with `eth_getProof`, as docs/formats/chain.md gives them.
/// @dev The numbers are written out on purpose: who moves a variable must fail here.
contract StorageTest is World {
    bytes32 private constant PRINT = keccak256("fingerprint");
    bytes32 private constant NEXT = keccak256("successor");

    function setUp() public {
        deployCity();
    }

    function test_journal_headAndCountOfABucket() public view {
        (bytes32 head, uint64 count) = journal.buckets(0xFFFF);
        bytes32 p = keccak256(abi.encode(uint256(0xFFFF), uint256(0)));
        vm.assertEq(vm.load(address(journal), p), head, "head");
        vm.assertEq(uint256(vm.load(address(journal), next(p, 1))), count, "count");
        vm.assertTrue(count == 7, "seven departments");
    }

    function test_journal_checkpoint() public {
        Journal own = new Journal(8);
        address[] memory registries = new address[](1);
        registries[0] = address(this);
        own.open(registries);
        for (uint256 i = 0; i < 1024; ++i) {
            own.append(5, 48, 0, 0, 0, 0, "");
        }
        (bytes32 head,) = own.buckets(5);
        bytes32 p = keccak256(abi.encode((uint256(5) << 64) | 1, uint256(1)));
        vm.assertEq(vm.load(address(own), p), head, "checkpoint");
    }

    function test_grants_aGrantIsOneWord() public {
        vm.prank(stranger);
        grants.anchor(PRINT, START + 7, 9, note(1));
        vm.prank(civil);
        grants.recordUse(stranger, PRINT, note(1));
        vm.prank(stranger);
        grants.revoke(PRINT, note(1));
        bytes32 slot = keccak256(abi.encode(stranger, PRINT));
        bytes memory word =
            abi.encodePacked(bytes15(0), uint8(1), uint32(1), uint32(9), uint64(START + 7));
        vm.assertEq(at_(address(grants), slot), bytes32(word), "grant");
    }

    function test_grants_aWithdrawnLink() public {
        vm.prank(civil);
        grants.withdrawLink(PRINT);
        bytes32 inner = keccak256(abi.encode(civil, uint256(1)));
        bytes32 p = keccak256(abi.encode(PRINT, inner));
        vm.assertEq(uint256(vm.load(address(grants), p)), 1, "withdrawn");
    }

    function test_credentials_statusAndSuccessor() public {
        vm.prank(civil);
        credentials.anchor(PRINT, note(1));
        vm.prank(civil);
        credentials.anchor(NEXT, note(1));
        vm.prank(civil);
        credentials.setStatus(PRINT, Status.Superseded, NEXT, note(1));
        bytes32 slot = keccak256(abi.encode(civil, PRINT));
        bytes memory word = abi.encodePacked(bytes23(0), uint64(START), uint8(4));
        vm.assertEq(at_(address(credentials), slot), bytes32(word), "status");
        bytes32 p = keccak256(abi.encode(slot, uint256(0)));
        vm.assertEq(vm.load(address(credentials), next(p, 1)), NEXT, "successor");
    }

    function test_invoices_anInvoiceIsSevenWords() public {
        vm.prank(tax);
        invoices.allot(shop, 42, 43);
        Issue memory what = anIssue(42, stranger);
        bytes memory signed = countersigned(shop, what);
        vm.prank(shop);
        invoices.issue(what, signed, note(7));
        vm.warp(START + 1);
        vm.prank(stranger);
        invoices.claim(42, civil);
        vm.warp(START + 2);
        vm.prank(civil);
        invoices.book(42);
        vm.warp(START + 3);
        what = anIssue(43, stranger);
        what.original = 42;
        signed = countersigned(shop, what);
        vm.prank(shop);
        invoices.reverse(what, signed, note(7));
        bytes32 p = keccak256(abi.encode(uint256(42), uint256(2)));
        bytes memory word = abi.encodePacked(bytes1(0), uint16(7), uint8(6), uint64(START), shop);
        vm.assertEq(vm.load(address(invoices), p), bytes32(word), "first");
        bytes32 print = anIssue(42, stranger).fingerprint;
        vm.assertEq(vm.load(address(invoices), next(p, 1)), print, "fingerprint");
        word = abi.encodePacked(bytes4(0), uint64(START + 1), stranger);
        vm.assertEq(vm.load(address(invoices), next(p, 2)), bytes32(word), "holder");
        word = abi.encodePacked(bytes4(0), uint64(START + 2), civil);
        vm.assertEq(vm.load(address(invoices), next(p, 3)), bytes32(word), "payer");
        vm.assertEq(vm.load(address(invoices), next(p, 4)), keccak256("amounts"), "amounts");
        word = abi.encodePacked(uint128(43), uint128(0));
        vm.assertEq(vm.load(address(invoices), next(p, 5)), bytes32(word), "numbers");
        bytes32 closed = vm.load(address(invoices), next(p, 6));
        vm.assertEq(closed, bytes32(uint256(START + 3)), "closedAt");
        p = keccak256(abi.encode(uint256(43), uint256(2)));
        word = abi.encodePacked(uint128(0), uint128(42));
        vm.assertEq(vm.load(address(invoices), next(p, 5)), bytes32(word), "original");
    }

    function test_departments_firstWordOfARecord() public view {
        bytes32 key = bytes32(uint256(uint160(education)));
        bytes memory word = abi.encodePacked(bytes3(0), uint64(START), uint8(1), city);
        vm.assertEq(at_(address(departments), key), bytes32(word), "record");
    }

    function test_referrals_aCaseIsFiveWords() public {
        vm.prank(nation);
        laws.enact(aReferringRule());
        vm.prank(civil);
        departments.appointOfficer(NEXT, START + 1, "identity cases");
        uint256[] memory rules = new uint256[](1);
        rules[0] = 1;
        vm.prank(tax);
        referrals.open(civil, PRINT, rules, START + 9, note(1));
        Ruling memory r = Ruling(tax, civil, PRINT, CaseState.Denied, NEXT, "reasons", "decision");
        vm.prank(civil);
        referrals.decide(r, note(1));
        bytes32 key = keccak256(abi.encode(tax, civil, PRINT));
        bytes memory word =
            abi.encodePacked(bytes7(0), uint64(START), uint64(START + 9), uint64(START), uint8(3));
        vm.assertEq(at_(address(referrals), key), bytes32(word), "first");
        bytes32 p = keccak256(abi.encode(key, uint256(0)));
        word = abi.encodePacked(bytes4(0), uint64(1), civil);
        vm.assertEq(vm.load(address(referrals), next(p, 1)), bytes32(word), "number and decider");
        vm.assertEq(vm.load(address(referrals), next(p, 2)), NEXT, "officer");
        vm.assertEq(vm.load(address(referrals), next(p, 3)), "reasons", "reasons");
        vm.assertEq(vm.load(address(referrals), next(p, 4)), "decision", "decision");
    }

    function test_accesses_anAccessIsItsTime() public {
        vm.prank(civil);
        accesses.record(PRINT, note(1));
        bytes32 slot = keccak256(abi.encode(civil, PRINT));
        vm.assertEq(at_(address(accesses), slot), bytes32(uint256(START)), "time");
    }

    function test_petitions_aPetitionIsThreeWords() public {
        vm.prank(stranger);
        petitions.lodge(civil, PRINT, note(1));
        vm.warp(START + 5);
        vm.prank(civil);
        petitions.answer(stranger, PRINT, NEXT, note(1));
        bytes32 slot = keccak256(abi.encode(stranger, PRINT));
        bytes32 p = keccak256(abi.encode(slot, uint256(0)));
        bytes memory word = abi.encodePacked(bytes4(0), uint64(START), civil);
        vm.assertEq(vm.load(address(petitions), p), bytes32(word), "to and lodgedAt");
        vm.assertEq(uint256(vm.load(address(petitions), next(p, 1))), START + 5, "answeredAt");
        vm.assertEq(vm.load(address(petitions), next(p, 2)), NEXT, "answer");
    }

    function test_presentations_aPresentationIsOneWord() public {
        vm.prank(civil);
        presentations.record(PRINT, note(1));
        vm.prank(tax);
        presentations.record(PRINT, note(1));
        bytes memory word = abi.encodePacked(uint32(2), uint64(START), civil);
        vm.assertEq(at_(address(presentations), PRINT), bytes32(word), "presentation");
    }

    /// @dev The word of `key` in the mapping at slot 0.
    function at_(address target_, bytes32 key) private view returns (bytes32) {
        return vm.load(target_, keccak256(abi.encode(key, uint256(0))));
    }

    function next(bytes32 p, uint256 by) private pure returns (bytes32) {
        return bytes32(uint256(p) + by);
    }
}
