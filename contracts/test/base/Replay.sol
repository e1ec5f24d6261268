// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Vm} from "./Test.sol";
import {Journal} from "../../src/Journal.sol";

/// @notice An entry as its event tells it; the bucket stands in the event's topic.
struct Entry {
    uint64 seq;
    uint64 time;
    uint8 kind;
    bytes32 writer;
    bytes32 fingerprint;
    bytes16 nonce;
    bytes16 tag;
    bytes data;
}

/// @dev Reads an Entry event.
function entryOf(Vm.Log memory log) pure returns (uint16 bucket, Entry memory entry) {
    bucket = uint16(uint256(log.topics[1]));
    // An event's fields stand one after the other; a struct stands behind an offset.
    entry = abi.decode(bytes.concat(bytes32(uint256(32)), log.data), (Entry));
}

/// @notice The journal as a reader rebuilds it: from nothing but the events, in their order, and the
/// number of the block each stood in.
contract Replay {
    bytes32 internal constant TOPIC =
        keccak256("Entry(uint16,uint64,uint64,uint8,bytes32,bytes32,bytes16,bytes16,bytes)");

    mapping(uint16 bucket => bytes32) public head;
    mapping(uint16 bucket => uint64) public count;
    uint16[] private _buckets;
    uint256[] private _marks;
    mapping(uint256 mark => bytes32) private _headAt;
    Entry private _last;

    /// @notice Takes the journal's entries out of one block's logs and follows the hash chain.
    /// @return taken how many entries there were
    function take(Vm.Log[] memory logs, address journal) external returns (uint256 taken) {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != journal || logs[i].topics[0] != TOPIC) continue;
            (uint16 bucket, Entry memory entry) = entryOf(logs[i]);
            _follow(bucket, entry);
            ++taken;
        }
    }

    /// @notice Whether the journal says of every bucket what its events say.
    function agrees(Journal journal) external view returns (bool) {
        for (uint256 i = 0; i < _buckets.length; ++i) {
            (bytes32 itsHead, uint64 itsCount) = journal.buckets(_buckets[i]);
            if (itsHead != head[_buckets[i]] || itsCount != count[_buckets[i]]) return false;
        }
        for (uint256 i = 0; i < _marks.length; ++i) {
            if (journal.checkpoints(_marks[i]) != _headAt[_marks[i]]) return false;
        }
        return true;
    }

    /// @notice The entry taken last.
    function last() external view returns (Entry memory) {
        return _last;
    }

    /// @notice Entries of all buckets together.
    function total() external view returns (uint256 sum) {
        for (uint256 i = 0; i < _buckets.length; ++i) {
            sum += count[_buckets[i]];
        }
    }

    function _follow(uint16 bucket, Entry memory e) private {
        require(e.seq == count[bucket], "a gap in the numbers");
        require(e.time == block.timestamp, "another time than the block's");
        if (count[bucket] == 0) _buckets.push(bucket);
        bytes memory preimage = bytes.concat(
            head[bucket],
            bytes8(e.seq),
            bytes8(uint64(block.number)),
            bytes8(e.time),
            bytes1(e.kind)
        );
        preimage = bytes.concat(preimage, e.writer, e.fingerprint, e.nonce, e.tag, e.data);
        head[bucket] = keccak256(preimage);
        count[bucket] = e.seq + 1;
        if (count[bucket] % 1024 == 0) {
            uint256 mark = (uint256(bucket) << 64) | (count[bucket] / 1024);
            _marks.push(mark);
            _headAt[mark] = head[bucket];
        }
        _last = e;
    }
}
