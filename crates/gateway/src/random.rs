//! Randomness and the clock of this process.

use keys::base64url;
use rand_core::{CryptoRng, Rng, UnwrapErr};

/// Returns the system's random generator.
pub(crate) fn rng() -> impl CryptoRng {
    UnwrapErr(getrandom::SysRng)
}

/// Returns `N` random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rng().fill_bytes(&mut bytes);
    bytes
}

/// Returns 128 random bits as 22 characters of base64url.
pub(crate) fn token() -> String {
    base64url::encode(&bytes::<16>())
}

/// Returns 256 random bits as 43 characters of base64url.
pub(crate) fn secret() -> String {
    base64url::encode(&bytes::<32>())
}

/// Returns four random digits.
pub(crate) fn four_digits() -> String {
    format!("{:04}", u32::from_be_bytes(bytes()) % 10_000)
}

/// Returns the seconds since 1970.
pub(crate) fn now() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        })
}
