// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

/// @notice Under which key a registry keeps what an account said about a fingerprint.
library Slots {
    /// @notice The key of (account, fingerprint). A stranger who copies a fingerprint only fills
    /// a slot of his own.
    /// @param account the account that anchored
    /// @param fingerprint SHA-256 of the issuer-signed JWT
    /// @return keccak256 of two words of 32 bytes: the account (high 12 bytes zero), the fingerprint
    function key(address account, bytes32 fingerprint) internal pure returns (bytes32) {
        return keccak256(abi.encode(account, fingerprint));
    }
}
