//! Randomness from the operating system, as the pure crates take it.

use rand_core::{TryCryptoRng, TryRng};

/// Draws from the operating system at every call.
///
/// A system that cannot give randomness cannot run a wallet: the draw panics then, as the
/// alternative is a key that somebody else can guess.
pub(crate) struct Random;

impl TryRng for Random {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(u32::from_le_bytes(array()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(u64::from_le_bytes(array()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        getrandom::fill(bytes).expect("the operating system gives randomness");
        Ok(())
    }
}

impl TryCryptoRng for Random {}

/// Random bytes.
pub(crate) fn array<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// A fresh identifier or nonce: 128 bits in base64url.
pub(crate) fn token() -> String {
    keys::base64url::encode(&array::<16>())
}
