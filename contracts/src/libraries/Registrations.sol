// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {Codes} from "./Codes.sol";
import {IDepartments} from "../interfaces/IDepartments.sol";
import {Registration} from "../types/Directory.sol";

/// @notice What a registration must look like. The limits keep a record within one journal entry.
library Registrations {
    uint8 internal constant MAX_LEVEL = 5;
    uint256 internal constant MAX_CODE = 64;
    uint256 internal constant MAX_NAME = 192;
    uint256 internal constant MAX_ENDPOINT = 256;

    /// @notice Reverts unless every field has its shape (see Registration).
    /// @dev Whether a key is a point on its curve is not checked here: a wrong one harms nobody but
    /// the department, whose signatures then do not verify.
    /// @param r the registration
    function check(Registration calldata r) internal pure {
        if (r.level == 0 || r.level > MAX_LEVEL) revert IDepartments.BadLevel(r.level);
        if (!Codes.isKind(r.kind)) revert IDepartments.BadKind(r.kind);
        if (r.ed25519 == 0 || r.x25519 == 0) revert IDepartments.BadKey();
        if (!_isPoint(r.p256Sign) || !_isPoint(r.p256Encrypt)) revert IDepartments.BadKey();
        if (
            !Codes.fits(r.code, MAX_CODE) || !Codes.fits(r.nameZh, MAX_NAME)
                || !Codes.fits(r.nameEn, MAX_NAME) || bytes(r.endpoint).length > MAX_ENDPOINT
        ) revert IDepartments.BadText();
    }

    /// @dev SEC 1 section 2.3.3, compressed.
    function _isPoint(bytes calldata key) private pure returns (bool) {
        return key.length == 33 && (key[0] == 0x02 || key[0] == 0x03);
    }
}
