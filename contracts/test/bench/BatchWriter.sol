// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IJournal} from "../../src/interfaces/IJournal.sol";

/// @title Writes many entries in one transaction
/// @notice For `cargo xtask bench history` only: it fills a throw-away journal quickly.
/// @dev It checks nothing, so it must never be among the registries a journal is opened for. It is
/// not below `src/`, has no artifact in `abi/`, and no deployment knows it.
contract BatchWriter {
    struct Item {
        uint8 kind;
        bytes32 writer;
        bytes32 fingerprint;
        bytes16 nonce;
        bytes16 tag;
        bytes data;
    }

    /// @notice Appends all items to one bucket, in their order.
    function append(IJournal journal, uint16 bucket, Item[] calldata items) external {
        for (uint256 i = 0; i < items.length; ++i) {
            Item calldata item = items[i];
            journal.append(
                bucket,
                item.kind,
                item.writer,
                item.fingerprint,
                item.nonce,
                item.tag,
                item.data
            );
        }
    }
}
