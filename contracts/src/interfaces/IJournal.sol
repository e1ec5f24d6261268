// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

/// @title The journal
/// @notice The one append-only book that all registries write to. From it, and one proof of a
/// bucket's head, a wallet knows that what it has read is genuine and complete.
/// @dev Per bucket the contract keeps a count and a running hash. For entry number `seq`:
/// head' = keccak256(head | seq | uint64 block.number | uint64 block.timestamp | kind | writer |
/// fingerprint | nonce | tag | data), packed, data last (the only field of variable length, so the
/// packing has one reading). The first head is zero. The head commits to the count through `seq`,
/// so one storage slot a bucket proves everything. Format: docs/formats/chain.md.
///
/// The contract calls nobody, has no owner after `open`, and cannot be changed or emptied.
interface IJournal {
    /// @notice The bucket is not the one this kind of entry belongs to, or is not on this chain.
    /// @param bucket the bucket that was named
    error BadBucket(uint16 bucket);
    /// @notice The journal was deployed with more bits than a bucket number can have.
    /// @param bits what was asked for; at most 15
    error BadBucketBits(uint8 bits);
    /// @notice The entry carries more data than the journal takes.
    /// @param length bytes handed over
    /// @param limit most bytes taken, 4,096
    error DataTooLong(uint256 length, uint256 limit);
    /// @notice Only the registries named at the opening may write.
    /// @param caller the account that tried
    error NotARegistry(address caller);
    /// @notice Only the account that deployed the journal opens it.
    /// @param caller the account that tried
    error NotTheOpener(address caller);
    /// @notice The journal is open already; its registries are fixed for ever.
    error AlreadyOpen();
    /// @notice The list of registries is empty, names one twice, or names an account that is no
    /// contract.
    error BadRegistries();

    /// @notice The journal is open for these registries and no others.
    /// @param registries the contracts that may write
    event Opened(address[] registries);

    /// @notice An entry was written.
    /// @dev `time` and the log's block number are part of the hash; the log's own time stamp,
    /// transaction hash and index are not, and are proven by nothing here.
    /// @param bucket 0 to 2^bits - 1, or 65,535 for the public bucket
    /// @param seq number of the entry in its bucket, from 0, without gaps
    /// @param time unix seconds of the block
    /// @param kind see EntryKind
    /// @param writer the account that acted, in the low 20 bytes: a department or a one-time account
    /// @param fingerprint what the entry is about
    /// @param nonce 16 random bytes; zero in the public bucket
    /// @param tag by which the person concerned finds it; zero in the public bucket
    /// @param data 0 to 4,096 bytes, meaning by `kind`
    event Entry(
        uint16 indexed bucket,
        uint64 seq,
        uint64 time,
        uint8 kind,
        bytes32 writer,
        bytes32 fingerprint,
        bytes16 nonce,
        bytes16 tag,
        bytes data
    );

    /// @notice Authorises the registries, once and for ever.
    /// @dev Only by the deployer. There is no way to add or remove one later: a new registry means
    /// a new journal.
    /// @param registries 1 or more different contracts
    function open(address[] calldata registries) external;

    /// @notice Writes an entry at the end of a bucket.
    /// @dev Only registries. `writer` is what the registry says it is: the registries are part of
    /// the same deployment and pass the account that called them.
    /// @param bucket 65,535 for kinds 1 to 15; 0 to 2^bits - 1 for kinds from 16
    /// @param kind see EntryKind
    /// @param writer the account that acted, in the low 20 bytes
    /// @param fingerprint what the entry is about
    /// @param nonce 16 random bytes; zero in the public bucket
    /// @param tag by which the person concerned finds it; zero in the public bucket
    /// @param data 0 to 4,096 bytes
    function append(
        uint16 bucket,
        uint8 kind,
        bytes32 writer,
        bytes32 fingerprint,
        bytes16 nonce,
        bytes16 tag,
        bytes calldata data
    ) external;

    /// @notice The end of a bucket: its running hash and how many entries it has.
    /// @dev Storage slot of the head: keccak256(uint256 bucket | uint256 0); the count is in the
    /// slot after it.
    /// @param bucket any number; an unused one has a zero head and no entries
    /// @return head the running hash
    /// @return count entries written so far
    function buckets(uint16 bucket) external view returns (bytes32 head, uint64 count);

    /// @notice The head of a bucket as it stood after each 1,024th entry: to find where a node lies
    /// without fetching everything from another.
    /// @param key bucket << 64 | n, with n from 1: the head after n x 1,024 entries
    /// @return head the running hash there; zero if the bucket has not come so far
    function checkpoints(uint256 key) external view returns (bytes32 head);

    /// @notice Whether a contract may write.
    /// @param account the contract
    /// @return true if it was named at the opening
    function isRegistry(address account) external view returns (bool);

    /// @notice Whether the journal has been opened.
    /// @return true once `open` has run
    function isOpen() external view returns (bool);

    /// @notice The account that deployed the journal and opens it.
    /// @return the account; it has no other power
    function opener() external view returns (address);

    /// @notice How many bits of a person's hash choose the bucket.
    /// @return 0 to 15; there are 2^bits buckets beside the public one
    function bucketBits() external view returns (uint8);

    /// @notice The bucket of the directory and the law, which every wallet reads.
    /// @return 65,535
    function PUBLIC_BUCKET() external view returns (uint16);

    /// @notice Most bytes of data in an entry.
    /// @return 4,096
    function MAX_DATA() external view returns (uint256);

    /// @notice Entries between two checkpoints of a bucket.
    /// @return 1,024
    function CHECKPOINT_EVERY() external view returns (uint64);
}
