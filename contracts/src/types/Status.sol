// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

/// @notice How a credential stands.
/// @dev Valid and Suspended may change into each other; Revoked and Superseded are final.
enum Status {
    None,
    Valid,
    Suspended,
    Revoked,
    Superseded
}
