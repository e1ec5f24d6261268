//! Entries of the public bucket, from which wallets build directory and law: each is a byte for its
//! kind, a byte for the length of its content in words, and the content.
#![no_main]

use alloy_primitives::{B128, B256};
use chain::{Directory, Entry, LawBook, PUBLIC_BUCKET};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (mut directory, mut law) = (Directory::new(31_337), LawBook::new());
    let mut rest = bytes;
    let mut seq = 0;
    while let [kind, words, tail @ ..] = rest {
        let (data, after) = tail.split_at(tail.len().min(32 * usize::from(*words)));
        rest = after;
        let entry = Entry {
            bucket: PUBLIC_BUCKET,
            seq,
            block: seq,
            time: fuzz::NOW,
            kind: kind % 4,
            writer: B256::ZERO,
            fingerprint: B256::ZERO,
            nonce: B128::ZERO,
            tag: B128::ZERO,
            data: data.to_vec().into(),
        };
        seq += 1;
        let before = directory.clone();
        if directory.apply(&entry).is_err() {
            assert_eq!(directory, before);
        }
        let _ = law.apply(&entry);
    }
    // Whatever line of parents the entries made, questions about it come to an end.
    for department in directory.all() {
        let _ = directory.is_active_at(&department.id, fuzz::NOW);
        let _ = directory.ancestors(&department.id).count();
        let _ = directory.officers(&department.id, fuzz::NOW);
    }
});
