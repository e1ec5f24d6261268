// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

/// @notice What the parent states about a department: who it is, its keys, where it answers.
/// @param level 1 nation, 2 province, 3 city, 4 district, 5 street; never above the parent's
/// @param kind what sort of office it is, for the law: a code of lower-case ASCII letters, digits
/// and hyphens, beginning with a letter, left-aligned, zero-padded ("education")
/// @param ed25519 signing key, RFC 8032, 32 bytes, not zero
/// @param x25519 agreement key, RFC 7748, 32 bytes, not zero
/// @param p256Sign ES256 signing key, SEC 1 compressed, 33 bytes beginning with 2 or 3
/// @param p256Encrypt ECDH-ES key for encrypted answers, SEC 1 compressed, 33 bytes
/// @param code the office's administrative code, 1 to 64 bytes
/// @param nameZh name in Chinese, UTF-8, 1 to 192 bytes
/// @param nameEn name in English, UTF-8, 1 to 192 bytes
/// @param endpoint base address of its server, 0 to 256 bytes
struct Registration {
    uint8 level;
    bytes32 kind;
    bytes32 ed25519;
    bytes32 x25519;
    bytes p256Sign;
    bytes p256Encrypt;
    string code;
    string nameZh;
    string nameEn;
    string endpoint;
}

/// @notice A department as the directory holds it.
/// @param parent the department that registered it; zero for the root alone
/// @param active its own switch; it may act only if every department above it is active, too
/// @param since unix seconds from which `active` has had its present value; 0 = not registered
/// @param r what the parent states about it
struct Record {
    address parent;
    bool active;
    uint64 since;
    Registration r;
}
