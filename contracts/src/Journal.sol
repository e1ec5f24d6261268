// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IJournal} from "./interfaces/IJournal.sol";
import {EntryKind} from "./types/EntryKind.sol";

/// @title The journal
/// @dev No guard against re-entry: the contract calls nobody.
contract Journal is IJournal {
    struct Bucket {
        bytes32 head;
        uint64 count;
    }

    /// @inheritdoc IJournal
    uint16 public constant PUBLIC_BUCKET = 0xFFFF;
    /// @inheritdoc IJournal
    uint256 public constant MAX_DATA = 4096;
    /// @inheritdoc IJournal
    uint64 public constant CHECKPOINT_EVERY = 1024;

    // Wallets prove these slots: the order of the next two must never change.
    /// @inheritdoc IJournal
    mapping(uint16 bucket => Bucket) public buckets;
    /// @inheritdoc IJournal
    mapping(uint256 key => bytes32 head) public checkpoints;
    /// @inheritdoc IJournal
    mapping(address account => bool) public isRegistry;
    /// @inheritdoc IJournal
    bool public isOpen;

    /// @inheritdoc IJournal
    address public immutable opener;
    /// @inheritdoc IJournal
    uint8 public immutable bucketBits;

    /// @param bits how many bits of a person's hash choose the bucket, 0 to 15
    constructor(uint8 bits) {
        if (bits > 15) revert BadBucketBits(bits);
        opener = msg.sender;
        bucketBits = bits;
    }

    /// @inheritdoc IJournal
    function open(address[] calldata registries) external {
        if (msg.sender != opener) revert NotTheOpener(msg.sender);
        if (isOpen) revert AlreadyOpen();
        if (registries.length == 0) revert BadRegistries();
        isOpen = true;
        for (uint256 i = 0; i < registries.length; ++i) {
            address registry = registries[i];
            if (registry.code.length == 0 || isRegistry[registry]) revert BadRegistries();
            isRegistry[registry] = true;
        }
        emit Opened(registries);
    }

    /// @inheritdoc IJournal
    function append(
        uint16 bucket,
        uint8 kind,
        bytes32 writer,
        bytes32 fingerprint,
        bytes16 nonce,
        bytes16 tag,
        bytes calldata data
    ) external {
        if (!isRegistry[msg.sender]) revert NotARegistry(msg.sender);
        if (!_belongs(kind, bucket)) revert BadBucket(bucket);
        if (data.length > MAX_DATA) revert DataTooLong(data.length, MAX_DATA);
        uint64 seq = _link(bucket, abi.encodePacked(kind, writer, fingerprint, nonce, tag, data));
        emit Entry(
            bucket, seq, uint64(block.timestamp), kind, writer, fingerprint, nonce, tag, data
        );
    }

    /// @dev Public kinds stand in the public bucket, so that nobody can fill what every wallet
    /// reads; personal kinds stand in a bucket of this chain.
    function _belongs(uint8 kind, uint16 bucket) private view returns (bool) {
        if (kind < EntryKind.FIRST_PERSONAL) return bucket == PUBLIC_BUCKET;
        return bucket >> bucketBits == 0;
    }

    /// @dev Hashes the entry into the bucket's head and gives it its number. A function of its own
    /// because hash and event together need more stack than the EVM reaches.
    function _link(uint16 bucket, bytes memory entry) private returns (uint64 seq) {
        Bucket storage b = buckets[bucket];
        seq = b.count;
        bytes memory before =
            abi.encodePacked(b.head, seq, uint64(block.number), uint64(block.timestamp));
        bytes32 head = keccak256(bytes.concat(before, entry));
        uint64 count = seq + 1;
        b.head = head;
        b.count = count;
        if (count % CHECKPOINT_EVERY == 0) {
            checkpoints[(uint256(bucket) << 64) | (count / CHECKPOINT_EVERY)] = head;
        }
    }
}
