// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

/// @notice What a registry hands to the journal about the person concerned. It means nothing to
/// anybody but that person and the department that wrote it.
/// @dev The contracts check `bucket` and the length of `data` (in the journal) and nothing else:
/// a wrong tag is an entry that nobody will ever find.
/// @param bucket the bucket of the person's relation, 0 to 2^bits - 1
/// @param nonce 16 random bytes, fresh for every entry
/// @param tag HMAC-SHA256(secret of the relation, nonce | kind | fingerprint), first 16 bytes
/// @param data sealed for the person; with what the registry puts before it 0 to 4,096 bytes
struct Note {
    uint16 bucket;
    bytes16 nonce;
    bytes16 tag;
    bytes data;
}
