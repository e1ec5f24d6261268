// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Entry, entryOf} from "./Replay.sol";
import {Test, Vm} from "./Test.sol";
import {Accesses} from "../../src/Accesses.sol";
import {Credentials} from "../../src/Credentials.sol";
import {Deposits} from "../../src/Deposits.sol";
import {Departments} from "../../src/Departments.sol";
import {Grants} from "../../src/Grants.sol";
import {Invoices} from "../../src/Invoices.sol";
import {Journal} from "../../src/Journal.sol";
import {Laws} from "../../src/Laws.sol";
import {Petitions} from "../../src/Petitions.sol";
import {Presentations} from "../../src/Presentations.sol";
import {Referrals} from "../../src/Referrals.sol";
import {Registration} from "../../src/types/Directory.sol";
import {Action, Rule, Verdict} from "../../src/types/Law.sol";
import {Issue} from "../../src/types/Invoice.sol";
import {Note} from "../../src/types/Note.sol";

/// @notice All contracts as they are deployed for a city, and a few of its departments:
/// nation > city > (education > university, tax > shop, civil).
abstract contract World is Test {
    uint8 internal constant BITS = 8;
    uint64 internal constant START = 1_800_000_000;

    Journal internal journal;
    Departments internal departments;
    Laws internal laws;
    Grants internal grants;
    Credentials internal credentials;
    Invoices internal invoices;
    Referrals internal referrals;
    Accesses internal accesses;
    Petitions internal petitions;
    Presentations internal presentations;
    Deposits internal deposits;

    address internal nation = account("nation");
    address internal city = account("city");
    address internal education = account("education");
    address internal university = account("university");
    /// @dev The tax bureau signs, so somebody has its key.
    uint256 internal constant TAX_KEY = 0x7a78;
    address internal tax = vm.addr(TAX_KEY);
    address internal shop = account("shop");
    address internal civil = account("civil");
    address internal stranger = account("stranger");

    /// @dev Deploys everything. The nation makes the law, the tax bureau allots numbers.
    function deploy() internal {
        vm.warp(START);
        vm.roll(100);
        journal = new Journal(BITS);
        departments = new Departments(journal);
        laws = new Laws(journal, departments, nation);
        grants = new Grants(journal, departments);
        credentials = new Credentials(journal, departments);
        invoices = new Invoices(journal, departments, tax);
        referrals = new Referrals(journal, departments, laws);
        accesses = new Accesses(journal, departments);
        petitions = new Petitions(journal, departments);
        presentations = new Presentations(journal, departments);
        deposits = new Deposits(journal);
        address[] memory registries = new address[](10);
        registries[0] = address(departments);
        registries[1] = address(laws);
        registries[2] = address(grants);
        registries[3] = address(credentials);
        registries[4] = address(invoices);
        registries[5] = address(referrals);
        registries[6] = address(accesses);
        registries[7] = address(petitions);
        registries[8] = address(presentations);
        registries[9] = address(deposits);
        journal.open(registries);
    }

    /// @dev Deploys everything and registers the departments.
    function deployCity() internal {
        deploy();
        departments.found(nation, registration(1, "government"));
        register(nation, city, 3, "government");
        register(city, education, 4, "education");
        register(education, university, 4, "university");
        register(city, tax, 4, "tax");
        register(tax, shop, 5, "company");
        register(city, civil, 4, "civil-affairs");
    }

    function register(address parent, address id, uint8 level, bytes32 kind) internal {
        vm.prank(parent);
        departments.register(id, registration(level, kind));
    }

    function setActive(address parent, address id, bool active) internal {
        vm.prank(parent);
        departments.setActive(id, active);
    }

    function registration(uint8 level, bytes32 kind) internal pure returns (Registration memory r) {
        r.level = level;
        r.kind = kind;
        r.ed25519 = keccak256("ed25519");
        r.x25519 = keccak256("x25519");
        r.p256Sign = abi.encodePacked(uint8(2), keccak256("p256 sign"));
        r.p256Encrypt = abi.encodePacked(uint8(3), keccak256("p256 encrypt"));
        r.code = "330100";
        r.nameZh = unicode"海棠市教育局";
        r.nameEn = "Education Bureau of Haitang";
        r.endpoint = "https://education.haitang.example";
    }

    /// @dev Education offices of city and district may read the household address for enrolment.
    function aRule() internal pure returns (Rule memory r) {
        r.requesterKind = "education";
        r.minLevel = 3;
        r.maxLevel = 4;
        r.entry = "household";
        r.attribute = "address";
        r.purpose = "school.enrolment";
        r.action = Action.READ;
        r.verdict = Verdict.Permit;
        r.clause = "edu-law/art-12";
        r.titleZh = unicode"义务教育法 第十二条";
        r.titleEn = "Compulsory Education Law, article 12";
        r.textFingerprint = keccak256("text");
        r.textUri = "https://law.example/edu-law/art-12";
        r.maxValidity = 90 days;
        r.maxUses = 20;
        r.maxRetentionDays = 30;
        r.delegable = true;
        r.statutory = false;
        r.from = START;
        r.until = 0;
    }

    /// @dev Tax offices get the number of an identity document only if an officer says so.
    function aReferringRule() internal pure returns (Rule memory r) {
        r = aRule();
        r.requesterKind = "tax";
        r.entry = "person";
        r.attribute = "id-number";
        r.purpose = "tax.audit";
        r.verdict = Verdict.Refer;
        r.clause = "tax-law/art-5";
    }

    /// @dev The journal's last event since `vm.recordLogs`.
    function lastEntry() internal returns (uint16 bucket, Entry memory entry) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = logs.length; i > 0; --i) {
            if (logs[i - 1].emitter == address(journal)) return entryOf(logs[i - 1]);
        }
        revert("no entry");
    }

    /// @dev The last event is this note, written by this account under this kind.
    function checkNote(uint16 bucket, uint8 kind, address writer, bytes32 fingerprint) internal {
        checkNoteAfter("", bucket, kind, writer, fingerprint);
    }

    /// @dev The same with something in clear before the note's data.
    function checkNoteAfter(
        bytes memory before,
        uint16 bucket,
        uint8 kind,
        address writer,
        bytes32 fingerprint
    ) internal {
        (uint16 where, Entry memory e) = lastEntry();
        Note memory n = note(bucket);
        vm.assertEq(where, bucket, "bucket");
        vm.assertEq(e.kind, kind, "kind");
        vm.assertEq(e.writer, bytes32(uint256(uint160(writer))), "writer");
        vm.assertEq(e.fingerprint, fingerprint, "fingerprint");
        vm.assertEq(e.nonce, n.nonce, "nonce");
        vm.assertEq(e.tag, n.tag, "tag");
        vm.assertEq(e.data, bytes.concat(before, n.data), "data");
    }

    /// @dev An invoice under a number, of some holder and amounts.
    function anIssue(uint128 number, address holder) internal pure returns (Issue memory what) {
        what.number = number;
        what.fingerprint = keccak256(abi.encode("an invoice", number));
        what.holder = holder;
        what.amounts = keccak256("amounts");
    }

    /// @dev The tax bureau's signature over what this biller issues.
    function countersigned(address biller, Issue memory what) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(TAX_KEY, invoices.digest(biller, what));
        return abi.encodePacked(r, s, v);
    }

    function note(uint16 bucket) internal pure returns (Note memory) {
        return Note(bucket, bytes16(keccak256("nonce")), bytes16(keccak256("tag")), hex"c0ffee");
    }
}
