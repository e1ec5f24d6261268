//! HMAC-SHA-256 (RFC 2104) of short messages under one key, as fast as two compressions.
//!
//! A wallet computes one for every journal entry that might be its own, millions of them. The
//! key's two blocks are hashed once; a message of up to 55 bytes fits one block with its padding.

use sha2::block_api::compress256;
use zeroize::Zeroize;

/// The initial state of SHA-256 (FIPS 180-4, §5.3.3).
const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];
const BLOCK: usize = 64;

/// The states after the key's inner and outer block, wiped on drop.
pub(crate) struct ShortMac {
    inner: [u32; 8],
    outer: [u32; 8],
}

impl ShortMac {
    /// The longest message.
    pub(crate) const LONGEST: usize = BLOCK - 9;

    /// Prepares a key of 32 bytes.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self {
            inner: keyed(key, 0x36),
            outer: keyed(key, 0x5c),
        }
    }

    /// Computes HMAC-SHA-256 of a message of at most [`Self::LONGEST`] bytes.
    ///
    /// # Panics
    /// If the message is longer.
    pub(crate) fn compute(&self, message: &[u8]) -> [u8; 32] {
        assert!(
            message.len() <= Self::LONGEST,
            "one block holds message and padding"
        );
        let inner = finish(self.inner, message);
        finish(self.outer, &inner)
    }
}

impl Drop for ShortMac {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

/// The state after the one block that the padded key fills.
fn keyed(key: &[u8; 32], pad: u8) -> [u32; 8] {
    let mut block = [pad; BLOCK];
    for (byte, key) in block.iter_mut().zip(key) {
        *byte ^= key;
    }
    let mut state = INITIAL;
    compress256(&mut state, &[block]);
    block.zeroize();
    state
}

/// Hashes the last block, which follows one block of key.
fn finish(mut state: [u32; 8], message: &[u8]) -> [u8; 32] {
    let mut block = [0; BLOCK];
    block[..message.len()].copy_from_slice(message);
    block[message.len()] = 0x80;
    let bits = 8 * (BLOCK + message.len()) as u64;
    block[BLOCK - 8..].copy_from_slice(&bits.to_be_bytes());
    compress256(&mut state, &[block]);
    let mut digest = [0; 32];
    for (bytes, word) in digest.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    digest
}

#[cfg(test)]
mod tests {
    use hmac::{Hmac, KeyInit, Mac};
    use proptest::prelude::*;
    use sha2::Sha256;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_the_general_one(
            key: [u8; 32],
            message in proptest::collection::vec(any::<u8>(), 0..=ShortMac::LONGEST),
        ) {
            let mut general = Hmac::<Sha256>::new_from_slice(&key).expect("any key");
            general.update(&message);
            let expected: [u8; 32] = general.finalize().into_bytes().into();
            prop_assert_eq!(ShortMac::new(&key).compute(&message), expected);
        }
    }

    #[test]
    #[should_panic = "one block"]
    fn longer_messages_are_our_own_mistake() {
        ShortMac::new(&[0; 32]).compute(&[0; ShortMac::LONGEST + 1]);
    }
}
