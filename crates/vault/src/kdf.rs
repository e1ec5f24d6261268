//! From passphrase to key: Argon2id (RFC 9106) within fixed bounds.

use argon2::{Algorithm, Argon2, Params, Version};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::passphrase::Passphrase;

pub(crate) type Salt = [u8; 16];
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// The cost of one attempt. Only costs within the bounds exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfParams {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// The cost is below the floor (a downgrade) or above the ceiling (an exhausted machine).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("key derivation cost out of range")]
pub struct KdfOutOfRange;

impl KdfParams {
    /// The least that is accepted: 64 MiB, 3 passes, 1 lane.
    pub const FLOOR: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 1,
    };

    /// Takes memory in KiB (64 MiB to 1 GiB), passes (1 to 16) and lanes (1 to 16), at least
    /// as costly as [`Self::FLOOR`].
    ///
    /// Fewer than 3 passes are accepted where more memory makes up for them: memory × passes
    /// must reach 192 MiB.
    ///
    /// # Errors
    /// [`KdfOutOfRange`].
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, KdfOutOfRange> {
        let floor = u64::from(Self::FLOOR.memory_kib) * u64::from(Self::FLOOR.passes);
        let in_range = (64 * 1024..=1024 * 1024).contains(&memory_kib)
            && (1..=16).contains(&passes)
            && (1..=16).contains(&lanes)
            && u64::from(memory_kib) * u64::from(passes) >= floor;
        if in_range {
            Ok(Self {
                memory_kib,
                passes,
                lanes,
            })
        } else {
            Err(KdfOutOfRange)
        }
    }

    /// Returns the memory in KiB.
    pub fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    /// Returns the number of passes over the memory.
    pub fn passes(&self) -> u32 {
        self.passes
    }

    /// Returns the number of lanes.
    pub fn lanes(&self) -> u32 {
        self.lanes
    }

    /// Derives 32 bytes from a passphrase. Takes as long and as much memory as the cost says.
    ///
    /// # Errors
    /// [`std::io::ErrorKind::OutOfMemory`] if the memory is not to be had.
    pub(crate) fn derive(
        &self,
        passphrase: &Passphrase,
        salt: &Salt,
    ) -> Result<Key, std::io::Error> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32))
            .expect("the bounds lie within Argon2's");
        let blocks = params.block_count();
        let mut memory = Vec::new();
        memory
            .try_reserve_exact(blocks)
            .map_err(|_| std::io::ErrorKind::OutOfMemory)?;
        memory.resize(blocks, argon2::Block::new());
        let mut key = Zeroizing::new([0; 32]);
        let result = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(
                passphrase.as_str().as_bytes(),
                salt,
                &mut *key,
                &mut memory,
            );
        wipe(&mut memory);
        result.map_err(|_| std::io::ErrorKind::InvalidInput)?;
        Ok(key)
    }
}

impl Default for KdfParams {
    /// 256 MiB, 3 passes, 1 lane: about 0.65 s on one core of 2024.
    fn default() -> Self {
        Self {
            memory_kib: 256 * 1024,
            ..Self::FLOOR
        }
    }
}

/// Wipes the working memory: its last blocks are one hash away from the key.
fn wipe(memory: &mut [argon2::Block]) {
    use zeroize::Zeroize;
    for block in memory {
        block.as_mut().zeroize();
    }
}
