//! Addresses on the chain.

use thiserror::Error;

use crate::fixed::hex_text;

/// Text that is not an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an address: expected 0x and 40 hexadecimal digits")]
pub struct ParseAddressError;

/// An EVM address: 20 bytes, written as `0x` and 40 lower-case digits.
///
/// Reading accepts any case and does not check the EIP-55 checksum: addresses here come from
/// programs, and mixed case would make two texts of one identifier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ChainAddress([u8; 20]);

impl ChainAddress {
    /// The zero address, which belongs to nobody.
    pub const ZERO: Self = Self([0; 20]);

    /// Wraps 20 bytes; every value is an address.
    pub const fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// Returns the 20 bytes.
    pub const fn to_bytes(&self) -> [u8; 20] {
        self.0
    }
}

impl From<[u8; 20]> for ChainAddress {
    fn from(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }
}

hex_text!(
    ChainAddress,
    20,
    ParseAddressError,
    ParseAddressError,
    |bytes| Ok(ChainAddress(bytes)),
    "expected an address, 0x and 40 digits"
);
