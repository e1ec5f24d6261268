//! Replay of a bucket's hash chain. Pure.

use alloy_primitives::{B256, Keccak256};
use serde::{Deserialize, Serialize};

use super::Entry;

/// The contract keeps the head after every so many entries of a bucket.
pub const CHECKPOINT_EVERY: u64 = 1024;

/// How far a bucket is replayed. The caller stores it once `Chain::sync` has proven it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketState {
    /// The bucket.
    pub bucket: u16,
    /// Entries so far; the next has this number.
    pub count: u64,
    /// Running hash over them.
    pub head: B256,
    /// Every entry of blocks up to and including this one is in.
    pub height: u64,
}

/// Why entries do not continue a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// An entry of another bucket.
    #[error("entry of another bucket")]
    Bucket {
        /// The other bucket.
        found: u16,
    },
    /// Not the next number: something is missing, repeated or out of order.
    #[error("entry {found} where {expected} is due")]
    Sequence {
        /// The number that is due.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// An entry of a block that is already complete, or blocks out of order.
    #[error("entry of block {found} after block {after}")]
    Block {
        /// The block that was reached.
        after: u64,
        /// The entry's block.
        found: u64,
    },
}

impl BucketState {
    /// The state before the first entry, on a network whose first entries can be in `start_block`.
    pub const fn empty(bucket: u16, start_block: u64) -> Self {
        Self {
            bucket,
            count: 0,
            head: B256::ZERO,
            height: start_block.saturating_sub(1),
        }
    }
}

/// Replays whole blocks: `entries` continue the bucket after `state.height`. The result's height is
/// that of the last entry (unchanged if there is none).
///
/// # Errors
/// See [`ReplayError`]. Ok alone proves nothing: the head must be compared with the contract's.
pub fn replay(state: BucketState, entries: &[Entry]) -> Result<BucketState, ReplayError> {
    let mut next = state;
    for entry in entries {
        if entry.block <= state.height || entry.block < next.height {
            return Err(ReplayError::Block {
                after: next.height,
                found: entry.block,
            });
        }
        advance(&mut next, entry)?;
        next.height = entry.block;
    }
    Ok(next)
}

/// Appends one entry, leaving the height alone.
pub(crate) fn advance(state: &mut BucketState, entry: &Entry) -> Result<(), ReplayError> {
    if entry.bucket != state.bucket {
        return Err(ReplayError::Bucket {
            found: entry.bucket,
        });
    }
    if entry.seq != state.count {
        return Err(ReplayError::Sequence {
            expected: state.count,
            found: entry.seq,
        });
    }
    state.head = link(state.head, entry);
    state.count += 1;
    Ok(())
}

/// The head after `entry`, from the head before it.
pub fn link(head: B256, entry: &Entry) -> B256 {
    let mut fixed = [0; 32 + 8 + 8 + 8 + 1 + 32 + 32 + 16 + 16];
    let time = entry.time.cast_unsigned();
    let parts: [&[u8]; 9] = [
        head.as_slice(),
        &entry.seq.to_be_bytes(),
        &entry.block.to_be_bytes(),
        &time.to_be_bytes(),
        &[entry.kind],
        entry.writer.as_slice(),
        entry.fingerprint.as_slice(),
        entry.nonce.as_slice(),
        entry.tag.as_slice(),
    ];
    let mut at = 0;
    for part in parts {
        fixed[at..at + part.len()].copy_from_slice(part);
        at += part.len();
    }
    let mut hasher = Keccak256::new();
    hasher.update(fixed);
    hasher.update(&entry.data);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use alloy_primitives::{B128, Bytes, b256, keccak256};
    use proptest::prelude::*;

    use super::*;

    fn entry(seq: u64) -> Entry {
        Entry {
            bucket: 3,
            seq,
            block: 10 + seq / 2,
            time: 1_800_000_000 + i64::try_from(seq).unwrap(),
            kind: 48,
            writer: B256::repeat_byte(1),
            fingerprint: keccak256(seq.to_be_bytes()),
            nonce: B128::repeat_byte(2),
            tag: B128::repeat_byte(3),
            data: Bytes::from(vec![7; usize::try_from(seq % 5).unwrap()]),
        }
    }

    fn book(n: u64) -> Vec<Entry> {
        (0..n).map(entry).collect()
    }

    const START: BucketState = BucketState::empty(3, 10);

    #[test]
    fn known_head() {
        // keccak256 over the 193 bytes written out by hand; the contract's own test has the same.
        let mut one = entry(0);
        one.data = Bytes::from_static(b"abc");
        let mut preimage = vec![0; 32 + 8];
        preimage.extend(10u64.to_be_bytes());
        preimage.extend(1_800_000_000u64.to_be_bytes());
        preimage.push(48);
        preimage.extend([1; 32]);
        preimage.extend(keccak256([0; 8]));
        preimage.extend([2; 16]);
        preimage.extend([3; 16]);
        preimage.extend(b"abc");
        assert_eq!(link(B256::ZERO, &one), keccak256(&preimage));
        let expected = b256!("0000000000000000000000000000000000000000000000000000000000000000");
        assert_ne!(link(B256::ZERO, &one), expected);
    }

    #[test]
    fn pages_continue() {
        let all = book(20);
        let whole = replay(START, &all).unwrap();
        assert_eq!((whole.count, whole.height), (20, 19));
        let half = replay(START, &all[..10]).unwrap();
        assert_eq!(replay(half, &all[10..]).unwrap(), whole);
        assert_eq!(replay(whole, &[]).unwrap(), whole);
    }

    #[test]
    fn early_warnings() {
        let all = book(6);
        let gap = replay(START, &all[1..]);
        assert_eq!(
            gap,
            Err(ReplayError::Sequence {
                expected: 0,
                found: 1
            })
        );
        let mut other = all.clone();
        other[2].bucket = 4;
        assert_eq!(replay(START, &other), Err(ReplayError::Bucket { found: 4 }));
        let late = BucketState {
            height: 10,
            ..START
        };
        assert_eq!(
            replay(late, &all),
            Err(ReplayError::Block {
                after: 10,
                found: 10
            })
        );
    }

    /// Every lie a node can tell about a book: (kind of lie, place, second place, byte).
    fn lie(book: &mut Vec<Entry>, kind: u8, at: usize, other: usize, byte: u8) {
        let byte = byte.max(1);
        let e = &mut book[at];
        match kind {
            0 => e.kind ^= byte,
            1 => e.writer.0[other % 32] ^= byte,
            2 => e.fingerprint.0[other % 32] ^= byte,
            3 => e.nonce.0[other % 16] ^= byte,
            4 => e.tag.0[other % 16] ^= byte,
            5 => e.time ^= i64::from(byte),
            6 => e.block = e.block.wrapping_add(u64::from(byte)),
            7 => e.data = [&e.data[..], &[byte]].concat().into(),
            8 => {
                let mut data = e.data.to_vec();
                if data.pop().is_none() {
                    data.push(byte);
                }
                e.data = data.into();
            }
            9 => drop(book.remove(at)),
            10 => {
                let copy = e.clone();
                book.insert(other % (book.len() + 1), copy);
            }
            11 => {
                let other = other % book.len();
                let other = if other == at {
                    (at + 1) % book.len()
                } else {
                    other
                };
                book.swap(at, other);
            }
            12 => book.truncate(at),
            13 => e.bucket ^= u16::from(byte),
            _ => e.seq ^= u64::from(byte),
        }
    }

    proptest! {
        /// A changed, dropped, inserted, repeated or swapped entry never gives the same head, even
        /// when the liar renumbers what is left.
        #[test]
        fn every_lie_changes_the_head(
            n in 2usize..30, kind in 0u8..15, at: prop::sample::Index, other: usize, byte: u8,
            renumber: bool,
        ) {
            let honest = book(n as u64);
            let mut lying = honest.clone();
            lie(&mut lying, kind, at.index(n), other, byte);
            if renumber {
                for (seq, e) in lying.iter_mut().enumerate() {
                    e.seq = seq as u64;
                }
            }
            prop_assume!(lying != honest);
            let expected = replay(START, &honest).unwrap();
            // The early checks may catch it; if not, the head must.
            if let Ok(found) = replay(START, &lying) {
                prop_assert_ne!(found.head, expected.head);
            }
        }
    }
}
