//! Answers of a node, and the description of a network; the first byte says which.
#![no_main]

use alloy_primitives::{Address, B256};
use chain::header::parse_header;
use chain::journal::parse_logs;
use chain::{BucketState, Network};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, json)) = bytes.split_first() else {
        return;
    };
    match kind % 3 {
        0 => drop(parse_header(json)),
        1 => {
            let Ok(entries) = parse_logs(json, Address::ZERO) else {
                return;
            };
            let bucket = entries.first().map_or(0, |entry| entry.bucket);
            let start = BucketState {
                bucket,
                count: 0,
                head: B256::ZERO,
                height: 0,
            };
            let _ = chain::journal::replay(start, &entries);
        }
        _ => drop(Network::parse(json)),
    }
});
