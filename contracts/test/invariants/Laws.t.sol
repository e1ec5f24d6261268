// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Handler} from "../base/Handler.sol";
import {Entry} from "../base/Replay.sol";
import {Test} from "../base/Test.sol";
import {Rule, Verdict} from "../../src/types/Law.sol";

/// @notice The legislator and others enact, amend and repeal; everybody asks. The model is the plain
/// list of rules, searched from end to end.
contract LawsHandler is Handler {
    struct Kept {
        Rule rule;
        bool repealed;
    }

    bytes32[3] private kinds = [bytes32(0), "education", "university"];
    string[2] private attributes = ["address", "members"];
    Kept[] private kept;
    mapping(uint256 ruleId => bytes32) private written;
    /// @dev Whether the rule's last entry says that it is over: that, and only that, is a repeal.
    mapping(uint256 ruleId => bool) private endsInItsEntry;

    function enact(uint256 seed, uint256 by, uint64 from, uint64 length) external inTime {
        address caller = by % 4 == 0 ? pick(by / 4) : nation;
        Rule memory r = any(seed, from, length);
        bool may = caller == nation && standing(r) == 0 && isOpen(r);
        attempt(caller, address(laws), abi.encodeCall(laws.enact, (r)), may);
        if (!may) return;
        kept.push(Kept(r, false));
        remember(kept.length);
    }

    function amend(uint256 id, uint256 seed, uint256 by, uint64 from, uint64 length)
        external
        inTime
    {
        id = id % (kept.length + 2);
        address caller = by % 4 == 0 ? pick(by / 4) : nation;
        Rule memory r = any(seed, from, length);
        bool may = caller == nation && id != 0 && standing(r) == id && isOpen(r);
        attempt(caller, address(laws), abi.encodeCall(laws.amend, (id, r)), may);
        if (!may) return;
        kept[id - 1].rule = r;
        remember(id);
    }

    function repeal(uint256 id, uint256 by) external inTime {
        id = id % (kept.length + 2);
        address caller = by % 4 == 0 ? pick(by / 4) : nation;
        bool may = caller == nation && id != 0 && id <= kept.length && !kept[id - 1].repealed;
        attempt(caller, address(laws), abi.encodeCall(laws.repeal, (id)), may);
        if (!may) return;
        Kept storage k = kept[id - 1];
        k.repealed = true;
        if (k.rule.until == 0 || k.rule.until > clock) k.rule.until = clock;
        remember(id);
    }

    function ask(uint256 who, uint256 attribute, uint8 action) external inTime {
        address requester = pick(who);
        string memory item = attributes[attribute % 2];
        action %= 4;
        uint256 expected = deciding(requester, item, action);
        (Verdict verdict, uint256 id,, uint32 uses,,, bool statutory) =
            laws.evaluate(requester, "household", item, action, "school.enrolment");
        require(id == expected, "another rule decides");
        Verdict wanted = expected == 0 ? Verdict.Deny : kept[expected - 1].rule.verdict;
        require(verdict == wanted, "another verdict");
        require(uses == (expected == 0 ? 0 : kept[expected - 1].rule.maxUses), "other limits");
        bool may = expected != 0 && kept[expected - 1].rule.statutory;
        require(statutory == may, "another statutory access");
    }

    /// @notice Whether the book holds the model's rules, each as last written to the journal.
    function agrees() external view returns (bool) {
        if (laws.ruleCount() != kept.length) return false;
        for (uint256 id = 1; id <= kept.length; ++id) {
            bytes32 now_ = keccak256(abi.encode(id, laws.rule(id)));
            if (now_ != keccak256(abi.encode(id, kept[id - 1].rule))) return false;
            if (now_ != written[id]) return false;
            if (laws.stands(id) == kept[id - 1].repealed) return false;
            if (endsInItsEntry[id] != kept[id - 1].repealed) return false;
        }
        return true;
    }

    /// @notice Whether for every matter at most one rule stands.
    function oneRuleForAMatter() external view returns (bool) {
        bytes32[] memory standing_ = new bytes32[](kept.length);
        for (uint256 i = 0; i < kept.length; ++i) {
            if (!laws.stands(i + 1)) continue;
            standing_[i] = matter(laws.rule(i + 1));
            for (uint256 j = 0; j < i; ++j) {
                if (standing_[i] == standing_[j]) return false;
            }
        }
        return true;
    }

    function any(uint256 seed, uint64 from, uint64 length) private view returns (Rule memory r) {
        r = aRule();
        r.requesterKind = kinds[seed % 3];
        r.attribute = attributes[(seed >> 8) % 2];
        r.action = uint8((seed >> 16) % 3);
        r.verdict = Verdict((seed >> 24) % 3);
        r.statutory = r.verdict == Verdict.Permit && (seed >> 56) % 2 == 0;
        r.minLevel = uint8(1 + (seed >> 32) % 5);
        r.maxLevel = uint8(r.minLevel + (seed >> 40) % (6 - r.minLevel));
        r.maxUses = uint32(1 + (seed >> 48) % 65_535);
        r.from = clock - 200 + from % 400;
        r.until = length % 3 == 0 ? 0 : r.from + 1 + length % 2000;
    }

    /// @dev Keeps what the entry just written says, as a reader of the journal would.
    function remember(uint256 id) private {
        Entry memory e = replay.last();
        (uint256 itsId, Rule memory r) = abi.decode(e.data, (uint256, Rule));
        require(itsId == id, "another rule's entry");
        written[id] = e.fingerprint;
        endsInItsEntry[id] = r.until != 0 && r.until <= e.time;
    }

    function isOpen(Rule memory r) private view returns (bool) {
        return r.until == 0 || r.until > clock;
    }

    /// @dev The rule that stands for this rule's matter, by number; 0 = none.
    function standing(Rule memory r) private view returns (uint256) {
        for (uint256 id = 1; id <= kept.length; ++id) {
            if (!kept[id - 1].repealed && matter(kept[id - 1].rule) == matter(r)) return id;
        }
        return 0;
    }

    function deciding(address requester, string memory item, uint8 action)
        private
        view
        returns (uint256 id)
    {
        if (!isOn(requester)) return 0;
        Rule memory r = aRule();
        (r.attribute, r.action) = (item, action);
        r.requesterKind = departments.kindOf(requester);
        id = standing(r);
        r.requesterKind = 0;
        if (id == 0) id = standing(r);
        if (id == 0) return 0;
        r = kept[id - 1].rule;
        uint8 level = departments.levelOf(requester);
        bool speaks = level >= r.minLevel && level <= r.maxLevel;
        bool inForce = clock >= r.from && (r.until == 0 || clock < r.until);
        return speaks && inForce ? id : 0;
    }

    function matter(Rule memory r) private pure returns (bytes32) {
        bytes memory names =
            bytes.concat(bytes(r.entry), "|", bytes(r.attribute), "|", bytes(r.purpose));
        return keccak256(bytes.concat(names, r.requesterKind, bytes1(r.action)));
    }
}

contract LawsInvariants is Test {
    LawsHandler private handler;

    function setUp() public {
        handler = new LawsHandler();
        target(address(handler));
    }

    /// @dev With it: only the legislator has ever changed the law, and `evaluate` has always
    /// answered as the plain list does; otherwise the campaign had ended.
    function invariant_lawIsWhatTheLegislatorMadeIt() public view {
        vm.assertTrue(handler.agrees(), "the book differs from the model or the journal");
        vm.assertTrue(handler.oneRuleForAMatter(), "two rules stand for one matter");
        vm.assertTrue(handler.journalAgrees(), "journal and events differ");
    }
}
