//! Tests over the whole crate.
#![allow(clippy::unwrap_used, reason = "tests")]

use rand_core::CryptoRng;

pub(crate) fn rng() -> impl CryptoRng {
    rand_core::UnwrapErr(getrandom::SysRng)
}
