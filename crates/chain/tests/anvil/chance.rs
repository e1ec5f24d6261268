//! Lies by chance: whatever byte of whatever answer is changed, nothing false is accepted.

use std::sync::atomic::{AtomicU32, Ordering};

use chain::network::Profile;
use chain::{B256, BucketState, Chain, Entry, calls};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::proxy::{Act, Proxy};
use crate::world::{World, network, note, short};

/// (how many answers stay honest, where in the answer, the new byte or cut)
fn lies() -> impl Strategy<Value = (u32, prop::sample::Index, Option<u8>)> {
    let digit = prop::sample::select(b"0123456789abcdef\"{}[],:nx".as_slice());
    (
        0u32..5,
        any::<prop::sample::Index>(),
        prop::option::weighted(0.9, digit),
    )
}

/// Header, entries and states as one reader gets them, if it accepts anything.
async fn read(w: &World, chain: &Chain) -> Option<(B256, Vec<Entry>, Vec<BucketState>)> {
    let header = chain.trusted_header(None).await.ok()?;
    let mut entries = Vec::new();
    let states = w.start(&[1, 2]);
    let states = chain
        .sync(&states, &header, |entry| entries.push(entry.clone()))
        .await
        .ok()?;
    Some((header.hash(), entries, states))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_changed_byte_is_believed() {
    let Some(w) = World::new().await else { return };
    for n in 1..=6u8 {
        let note = note(u16::from(n % 2) + 1, n);
        let call = calls::credentials_anchor(&w.deployment.contracts, B256::repeat_byte(n), &note);
        w.school.send(&w.chain, call).await.unwrap();
    }
    let honest = read(&w, &w.chain).await.unwrap();
    let mut runner = TestRunner::deterministic();
    let (mut refused, mut unharmed) = (0, 0);
    for _ in 0..300 {
        let (spare, at, byte) = lies().new_tree(&mut runner).unwrap().current();
        let left = AtomicU32::new(spare);
        let plan = move |_: &str, _: &serde_json::Value| {
            // One answer of the run is changed: the one after `spare` honest ones.
            if left.fetch_sub(1, Ordering::Relaxed) != 0 {
                return Act::Pass;
            }
            Act::Bytes(Box::new(move |body| {
                let at = at.index(body.len());
                match byte {
                    Some(byte) => body[at] = byte,
                    None => body.truncate(at),
                }
            }))
        };
        let proxy = Proxy::start(&w.anvil.url, plan).await;
        let network = network(
            &w.deployment,
            Profile::Local {},
            std::slice::from_ref(&proxy.url),
        );
        let Ok(chain) = Chain::connect_with(network, short()).await else {
            refused += 1;
            continue;
        };
        match read(&w, &chain).await {
            // The byte meant nothing (a transaction's hash, say), or was the same.
            Some(found) => {
                assert_eq!(found, honest);
                unharmed += 1;
            }
            None => refused += 1,
        }
    }
    assert!(
        refused >= 100 && unharmed >= 20,
        "{refused} refused, {unharmed} unharmed"
    );
}
