// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

/// @notice The grammars of short names, so that no two of them can look alike.
library Codes {
    /// @notice Whether a text is a code as grants and rules use it: `[a-z][a-z0-9._/-]{0,63}`.
    /// @param text any bytes
    /// @return true if it is
    function isCode(string memory text) internal pure returns (bool) {
        bytes memory b = bytes(text);
        if (b.length == 0 || b.length > 64 || !_isLetter(b[0])) return false;
        for (uint256 i = 1; i < b.length; ++i) {
            bytes1 c = b[i];
            // '-' '.' '/' and the digits follow one another in ASCII.
            if (!_isLetter(c) && !(c >= "-" && c <= "9") && c != "_") return false;
        }
        return true;
    }

    /// @notice Whether a word is a kind of department: `[a-z][a-z0-9-]{0,31}`, left-aligned and
    /// padded with zeros.
    /// @param word any 32 bytes
    /// @return true if it is
    function isKind(bytes32 word) internal pure returns (bool) {
        if (!_isLetter(word[0])) return false;
        bool ended = false;
        for (uint256 i = 1; i < 32; ++i) {
            bytes1 c = word[i];
            if (c == 0) ended = true;
            else if (ended || (!_isLetter(c) && !(c >= "0" && c <= "9") && c != "-")) return false;
        }
        return true;
    }

    /// @notice Whether a text is there and no longer than its limit.
    /// @param text any bytes
    /// @param limit most bytes
    /// @return true if it has 1 to `limit` bytes
    function fits(string memory text, uint256 limit) internal pure returns (bool) {
        uint256 length = bytes(text).length;
        return length != 0 && length <= limit;
    }

    function _isLetter(bytes1 c) private pure returns (bool) {
        return c >= "a" && c <= "z";
    }
}
